"""SumUp: one merchant who sells, gives back, and is paid out the day after.

It checks requests against the published OpenAPI document. Transactions are listed by
the time of their last change, page by page; payouts as records, sale by sale, with what
is deducted for refunds.
"""

import time
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode

from tests.specs import spec

from ..rest import Contract, Response, RestFake, route

KEY, MERCHANT = "sup_sk_example", "MH4H92C7"
FEE = 169  # of 10,000


def stamp(seconds):
    """Return a time as SumUp writes it."""
    text = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _seconds(asked, name, default=float("inf")):
    """Return the time that an argument names."""
    given = asked.get(name)
    return datetime.fromisoformat(given[0]).timestamp() if given else default


class FakeSumup(RestFake):
    """One merchant; ``transactions`` by id and ``records`` of payouts are its state."""

    def __init__(self, clock=time.time, currency="EUR"):
        super().__init__()
        self.contract = Contract(spec("sumup", "openapi.yaml"), "https://api.sumup.com")
        self.clock, self.currency = clock, currency
        self.reset()

    def reset(self):
        """Forget all sales."""
        self.faults.clear()
        self.requests.clear()
        self.transactions, self.changed, self.records = {}, {}, []
        self.omitted = set()  # ids that the list of what changed leaves out
        self.hidden = set()  # ids that every list leaves out
        self.number = 0

    def guard(self, request):
        """Refuse another key."""
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            problem = {
                "title": "Unauthorized",
                "status": 401,
                "detail": "Unauthorized.",
            }
            return Response(401, problem)
        return None

    def refuse(self, request, violations):
        body = {"error_code": "INVALID", "message": "; ".join(violations)}
        return Response(400, body)

    def unknown(self, request):
        return Response(404, {"error_code": "NOT_FOUND", "message": request.path})

    # --- what happens in the shop ---

    def next(self):
        """Return a number nobody has."""
        self.number += 1
        return self.number

    def sell(self, amount, way="POS", tip=0, products=(), rates=(), **values):
        """Sell something; return the transaction.

        :param products: (name, quantity, price with tax, rate in per cent, tax)
        :param rates: (rate, gross, tax) of a sale without products
        """
        one = str(uuid.uuid4())
        taxes = [row[4] for row in products] + [row[2] for row in rates]
        self.transactions[one] = {
            "id": one,
            "transaction_code": f"TEEN{self.next():06d}",
            "amount": amount,
            "currency": self.currency,
            "timestamp": stamp(self.clock()),
            "status": "SUCCESSFUL",
            "payment_type": way,
            "merchant_code": MERCHANT,
            "vat_amount": round(sum(taxes), 2),
            "tip_amount": tip,
            "products": [
                {
                    "name": name,
                    "quantity": quantity,
                    "price_with_vat": price,
                    "vat_rate": rate,
                    "vat_amount": tax,
                    "total_with_vat": round(quantity * price, 2),
                }
                for name, quantity, price, rate, tax in products
            ],
            "vat_rates": [
                {"rate": rate, "gross": gross, "vat": tax, "net": round(gross - tax, 2)}
                for rate, gross, tax in rates
            ],
            "transaction_events": [],
            **values,
        }
        self.changed[one] = self.clock()
        return self.transactions[one]

    def give_back(self, one, amount):
        """Give a sale back, in full or in part; return the event's id."""
        transaction, number = self.transactions[one], self.next()
        transaction["transaction_events"].append(
            {
                "id": number,
                "event_type": "REFUND",
                "status": "REFUNDED",
                "amount": amount,
                "timestamp": stamp(self.clock()),
            }
        )
        transaction["status"] = "REFUNDED"
        self.changed[one] = self.clock()
        return number

    def cancel(self, one):
        """Take a sale back before it was ever final."""
        self.transactions[one]["status"] = "CANCELLED"
        self.changed[one] = self.clock()

    def pay_out(self, sold=(), back=(), reference="PAYOUT-1", status="SUCCESSFUL"):
        """Pay out sales today, and deduct what was given back: (id, amount)."""
        today = datetime.fromtimestamp(self.clock(), UTC).date().isoformat()

        def record(kind, one, amount, fee):
            self.records.append(
                {
                    "id": self.next(),
                    "type": kind,
                    "amount": amount,
                    "date": today,
                    "currency": self.currency,
                    "fee": fee,
                    "status": status,
                    "reference": reference,
                    "transaction_code": self.transactions[one]["transaction_code"],
                }
            )

        for one in sold:
            amount = self.transactions[one]["amount"]
            fee = round(amount * FEE / 10_000, 2)
            record("PAYOUT", one, round(amount - fee, 2), fee)
        for one, amount in back:
            record("REFUND_DEDUCTION", one, -amount, 0)

    # --- what is asked ---

    @route("GET", "/v1/merchants/{merchant}")
    def merchant(self, request):
        """Return the merchant."""
        return Response(
            200,
            {
                "merchant_code": MERCHANT,
                "country": "DE",
                "default_currency": self.currency,
                "default_locale": "de-DE",
                "created_at": "2020-01-01T00:00:00Z",
                "updated_at": "2020-01-01T00:00:00Z",
                "business_profile": {"name": "Demo Kiosk"},
            },
        )

    @route("GET", "/v2.1/merchants/{merchant}/transactions")
    def one_transaction(self, request):
        """Return a transaction, by its id or code."""
        found = self.transactions.get(request.arg("id")) or self._coded(
            request.arg("transaction_code")
        )
        return Response(200, found) if found else self.unknown(request)

    @route("GET", "/v2.1/merchants/{merchant}/transactions/history")
    def history(self, request):
        """Return a page of transactions in the order they were made."""
        asked = parse_qs(request.query)
        begin = _seconds(asked, "changes_since", 0)
        first, last = _seconds(asked, "oldest_time", 0), _seconds(asked, "newest_time")
        left_out = self.hidden if first else self.hidden | self.omitted
        after = asked.get("oldest_ref", [""])[0]
        rows = [
            row
            for one, row in self.transactions.items()
            if self.changed[one] >= begin
            and first <= datetime.fromisoformat(row["timestamp"]).timestamp() < last
            and one not in left_out
            and row["status"] in asked.get("statuses[]", [row["status"]])
        ]
        ids = [row["id"] for row in rows]
        start = ids.index(after) + 1 if after in ids else 0
        size = int(asked.get("limit", ["10"])[0])
        page = rows[start : start + size]
        links = []
        if start + size < len(rows):
            asked["oldest_ref"] = [page[-1]["id"]]
            links = [{"rel": "next", "href": urlencode(asked, doseq=True)}]
        return Response(
            200, {"items": [self._row(row) for row in page], "links": links}
        )

    def _row(self, row):
        events = row["transaction_events"]
        return {
            "transaction_id": row["id"],
            "refunded_amount": sum(event["amount"] for event in events),
            "type": "PAYMENT",
            **{
                name: row[name]
                for name in (
                    "id",
                    "transaction_code",
                    "amount",
                    "currency",
                    "timestamp",
                    "status",
                    "payment_type",
                    "payouts_total",
                )
                if name in row
            },
        }

    @route("GET", "/v1.1/receipts/{transaction}")
    def receipt(self, request):
        """Return what is printed of a transaction, by its id or code."""
        one = request.match["transaction"]
        found = self.transactions.get(one) or self._coded(one)
        if not found or request.arg("mid") != MERCHANT:
            return self.unknown(request)
        data = {
            "transaction_code": found["transaction_code"],
            "transaction_id": found["id"],
            "merchant_code": MERCHANT,
            "amount": f"{found['amount']:.2f}",
            "currency": found["currency"],
            "timestamp": found["timestamp"],
            "status": found["status"],
            "payment_type": found["payment_type"],
            "events": [
                {
                    "id": event["id"],
                    "transaction_id": found["id"],
                    "type": event["event_type"],
                    "status": event["status"],
                    "amount": f"{event['amount']:.2f}",
                    "timestamp": event["timestamp"],
                }
                for event in found["transaction_events"]
            ],
        }
        return Response(200, {"transaction_data": data})

    def _coded(self, code):
        rows = self.transactions.values()
        return next((row for row in rows if row["transaction_code"] == code), None)

    @route("GET", "/v1.0/merchants/{merchant}/payouts")
    def payouts(self, request):
        """Return the records of some days."""
        first, last = request.arg("start_date"), request.arg("end_date")
        if datetime.fromisoformat(last) - datetime.fromisoformat(first) < timedelta(0):
            error = {"error_code": "INVALID", "message": "negative date range"}
            return Response(400, [error])
        rows = [row for row in self.records if first <= row["date"] <= last]
        return Response(200, rows[: int(request.arg("limit"))])
