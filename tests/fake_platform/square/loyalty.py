"""Loyalty accounts: points are earned, made rewards, used, given back, expired."""

from ..rest import Response, route
from .words import new_id, refused, search_page, within

PROGRAM = "program-1"
GAINS = {  # type -> (field of the event, sign of its points)
    "ACCUMULATE_POINTS": ("accumulate_points", 1),
    "ACCUMULATE_PROMOTION_POINTS": ("accumulate_promotion_points", 1),
    "ADJUST_POINTS": ("adjust_points", 1),
    "CREATE_REWARD": ("create_reward", -1),
    "DELETE_REWARD": ("delete_reward", 1),
    "EXPIRE_POINTS": ("expire_points", -1),
    "OTHER": ("other_event", 1),
    "REDEEM_REWARD": ("redeem_reward", 0),
}


class Loyalty:
    """Keep accounts and the ledger of their events."""

    def begin(self):
        """Start without accounts."""
        self.loyalty_accounts, self.loyalty_events = {}, []

    def enrol(self, customer=None):
        """Give a customer an account; return its id."""
        account_id, now = new_id("loy_"), self.now()
        self.loyalty_accounts[account_id] = {
            "id": account_id,
            "program_id": PROGRAM,
            "balance": 0,
            "lifetime_points": 0,
            "enrolled_at": now,
            "created_at": now,
            "updated_at": now,
            **({"customer_id": customer} if customer else {}),
        }
        return account_id

    def loyal(self, account_id, kind, points=0, place="L1", **details):
        """Have something happen to an account; return the event."""
        field, sign = GAINS[kind]
        account = self.loyalty_accounts[account_id]
        if sign:
            account["balance"] += sign * points
            account["lifetime_points"] += max(sign * points, 0)
            details["points"] = sign * points
        account["updated_at"] = self.now()
        event = {
            "id": new_id("loye_"),
            "type": kind,
            "created_at": self.now(),
            "loyalty_account_id": account_id,
            "location_id": place,
            "source": "SQUARE",
            field: {"loyalty_program_id": PROGRAM, **details},
        }
        self.loyalty_events.append(event)
        self.announce("loyalty.event.created", "loyalty_event", event, event["id"])
        return event

    @route("GET", "/v2/loyalty/accounts/{account_id}")
    def one_loyalty_account(self, request):
        """Return an account."""
        account = self.loyalty_accounts.get(request.match["account_id"])
        if account is None:
            return refused("NOT_FOUND", "No such account", None, 404)
        return Response(200, {"loyalty_account": account})

    @route("POST", "/v2/loyalty/events/search")
    def search_loyalty_events(self, request):
        """Return events that fit all filters, the newest first."""
        wanted = ((request.json.get("query") or {}).get("filter")) or {}
        account = (wanted.get("loyalty_account_filter") or {}).get("loyalty_account_id")
        span = (wanted.get("date_time_filter") or {}).get("created_at") or {}
        rows = [
            event
            for event in reversed(self.loyalty_events)
            if (not account or event["loyalty_account_id"] == account)
            and within(event["created_at"], span.get("start_at"), span.get("end_at"))
        ]
        return search_page(request, rows, "events", 30)
