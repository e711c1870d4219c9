"""Cash drawers: opened, filled, ended, counted."""

from ..rest import Response, route
from .words import list_page, money, new_id, refused, stamp, within

SUMMARY = ("id", "state", "opened_at", "ended_at", "closed_at", "description",
           "opened_cash_money", "expected_cash_money", "closed_cash_money",
           "created_at", "updated_at", "location_id")  # fmt: skip


class Drawers:
    """Keep shifts with their events."""

    def begin(self):
        """Start with closed drawers."""
        self.shifts, self.shift_events = {}, {}

    def open_drawer(self, place, device, cents, at=None):
        """Open a shift; return its id."""
        when = stamp(at or self.clock())
        shift = {
            "id": new_id("S"),
            "state": "OPEN",
            "location_id": place,
            "opened_at": when,
            "created_at": when,
            "updated_at": when,
            "opened_cash_money": money(cents),
            "expected_cash_money": money(cents),
            "cash_payment_money": money(0),
            "cash_refunds_money": money(0),
            "cash_paid_in_money": money(0),
            "cash_paid_out_money": money(0),
            "device": {"id": device, "name": device},
            "opening_team_member_id": "TM1",
        }
        self.shifts[shift["id"]] = shift
        self.shift_events[shift["id"]] = []
        return shift["id"]

    def move_cash(self, shift_id, kind, cents, reason="", at=None):
        """Put an event into a shift."""
        shift = self.shifts[shift_id]
        field, sign = {
            "CASH_TENDER_PAYMENT": ("cash_payment_money", 1),
            "CASH_TENDER_REFUND": ("cash_refunds_money", -1),
            "PAID_IN": ("cash_paid_in_money", 1),
            "PAID_OUT": ("cash_paid_out_money", -1),
        }[kind]
        when = stamp(at or self.clock())
        self.shift_events[shift_id].append(
            {
                "id": new_id("E"),
                "event_type": kind,
                "event_money": money(cents),
                "created_at": when,
                "description": reason,
            }
        )
        shift[field] = money(shift[field]["amount"] + cents)
        expected = shift["expected_cash_money"]["amount"] + sign * cents
        shift["expected_cash_money"] = money(expected)
        shift["updated_at"] = when

    def close_drawer(self, shift_id, counted=None, at=None):
        """End a shift and count it; None: exactly what is expected."""
        shift, when = self.shifts[shift_id], stamp(at or self.clock())
        expected = shift["expected_cash_money"]["amount"]
        shift.update(
            state="CLOSED",
            ended_at=when,
            closed_at=when,
            updated_at=when,
            closed_cash_money=money(expected if counted is None else counted),
        )

    @route("GET", "/v2/cash-drawers/shifts")
    def list_shifts(self, request):
        """Return the shifts of a location, in short."""
        rows = [
            {name: row[name] for name in SUMMARY if name in row}
            for row in self.shifts.values()
            if row["location_id"] == request.arg("location_id")
            and within(
                row["opened_at"], request.arg("begin_time"), request.arg("end_time")
            )
        ]
        return list_page(request, rows, "cash_drawer_shifts", 1000)

    def _shift(self, request):
        shift = self.shifts.get(request.match["shift_id"])
        if shift and shift["location_id"] == request.arg("location_id"):
            return shift
        return None

    @route("GET", "/v2/cash-drawers/shifts/{shift_id}")
    def one_shift(self, request):
        """Return a shift."""
        shift = self._shift(request)
        if shift is None:
            return refused("NOT_FOUND", "No such shift", None, 404)
        return Response(200, {"cash_drawer_shift": shift})

    @route("GET", "/v2/cash-drawers/shifts/{shift_id}/events")
    def list_events(self, request):
        """Return the events of a shift."""
        rows = self.shift_events.get(request.match["shift_id"], [])
        return list_page(request, rows, "cash_drawer_shift_events", 1000)
