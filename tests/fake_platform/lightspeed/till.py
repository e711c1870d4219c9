"""What happens in the stores: registers are opened and closed, payments are taken.

Every change gets the retailer's next version.
"""

import uuid
from datetime import UTC, datetime
from decimal import Decimal

DISCOUNT = "c0000000-0000-4000-8000-00000000d15c"
NO_TAX = "c0000000-0000-4000-8000-0000000000a0"


def make_id(*words):
    """Return the same id for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, words))))


class Till:
    """Two outlets, three registers, and what is done at them."""

    def open_shop(self, inclusive, currency):
        """Create the retailer."""
        self.version, self.inclusive = 1000, inclusive
        self.retailer = {
            "id": make_id("retailer"),
            "name": "Kiwi Mugs",
            "domain_prefix": "example",
            "tax_exclusive": not inclusive,
            "country": "NZ" if inclusive else "US",
            "currency": {"code": currency, "symbol": "$"},
            "discount_product_id": DISCOUNT,
            "no_tax_group_id": NO_TAX,
        }
        self.outlets, self.registers, self.taxes = {}, {}, {}
        self.payment_types, self.customers, self.sales = {}, {}, {}
        self.closures, self.closed = {}, []
        self.omitted = set()  # ids of sales that the list by version leaves out
        self.on_search = None  # called when a page of sales was searched
        self._start_webhooks()
        self._start_goods()
        rates = (
            (("GST", "0.15"),) if inclusive else (("State", "0.06"), ("City", "0.02"))
        )
        self.add_tax("No Tax", (("No Tax", "0"),), NO_TAX)
        self.tax = self.add_tax("Standard", rates)
        for number, name in (
            (1, "Cash"),
            (5, "EFTPOS"),
            (118, "Gift Card"),
            (106, "Loyalty"),
        ):
            self.add_payment_type(name, number)
        self.add_payment_type("Cash Rounding", 39)
        self.add_payment_type("Store Credit", 107)
        for outlet, count in (("Main", 2), ("Harbour", 1)):
            self.add_outlet(outlet, count)
        self._start_catalogue()
        self._start_books()

    def now(self):
        """Return the time as the API writes it."""
        return datetime.fromtimestamp(self.clock(), UTC).isoformat(timespec="seconds")

    def bump(self, row):
        """Give a changed row the next version."""
        self.version += 1
        row["version"] = self.version
        row["updated_at"] = self.now()
        return row

    # --- masters ---

    def add_tax(self, name, rates, tax_id=None):
        """Add a tax with its rates; return it."""
        tax_id = tax_id or make_id("tax", name)
        self.taxes[tax_id] = self.bump(
            {
                "id": tax_id,
                "name": name,
                "display_name": name,
                "is_default": False,
                "deleted_at": None,
                "rates": [
                    {
                        "id": make_id("rate", title),
                        "name": title,
                        "display_name": title,
                        "rate": float(rate),
                    }
                    for title, rate in rates
                ],
            }
        )
        return self.taxes[tax_id]

    def add_payment_type(self, name, type_id):
        """Add a way to pay."""
        row = {"id": make_id("type", name), "name": name, "type_id": type_id}
        self.payment_types[row["id"]] = self.bump(row)

    def add_outlet(self, name, registers=1):
        """Add an outlet with registers."""
        outlet = self.bump(
            {
                "id": make_id("outlet", name),
                "name": name,
                "time_zone": "Pacific/Auckland"
                if self.inclusive
                else "America/New_York",
                "currency": self.retailer["currency"]["code"],
                "display_prices": "inclusive" if self.inclusive else "exclusive",
                "physical_address_1": "Baker Street 1",
                "physical_city": "Auckland",
                "physical_country_id": self.retailer["country"],
                "deleted_at": None,
            }
        )
        self.outlets[outlet["id"]] = outlet
        for number in range(1, registers + 1):
            register_id = make_id("register", name, number)
            self.registers[register_id] = self.bump(
                {
                    "id": register_id,
                    "name": f"{name} {number}",
                    "outlet_id": outlet["id"],
                    "invoice_prefix": f"{name[0]}{number}-",
                    "invoice_suffix": "",
                    "invoice_sequence": 1700,
                    "is_open": False,
                    "register_open_time": None,
                    "register_close_time": None,
                    "register_open_sequence_id": None,
                    "deleted_at": None,
                }
            )

    def register(self, name="Main 1"):
        """Return a register by its name."""
        return next(row for row in self.registers.values() if row["name"] == name)

    def add_customer(self, **values):
        """Add a customer; return it."""
        row = {
            "id": str(uuid.uuid4()),
            "first_name": "Tony",
            "last_name": "Stark",
            "customer_code": f"Tony-{len(self.customers)}",
            "email": f"tony{len(self.customers)}@example.com",
            "do_not_email": False,
            "deleted_at": None,
            **values,
        }
        self.customers[row["id"]] = self.bump(row)
        return row

    # --- registers ---

    def open_register(self, name="Main 1"):
        """Open a register: its next closure begins."""
        row = self.register(name)
        number = 1 + sum(c["register"] == row["id"] for c in self.closed)
        closure = {
            "id": make_id("closure", row["id"], number),
            "register": row["id"],
            "number": number,
            "opened": self.now(),
            "totals": {},
        }
        self.closures[row["id"]] = closure
        row.update(
            is_open=True,
            register_open_time=closure["opened"],
            register_close_time=None,
            register_open_sequence_id=closure["id"],
        )
        return self.bump(row)

    def close_register(self, name="Main 1"):
        """Close a register and announce the closure."""
        row = self.register(name)
        closure = self.closures[row["id"]]
        closure["closed"] = self.now()
        self.closed.append(closure)
        row.update(is_open=False, register_close_time=closure["closed"])
        self.bump(row)
        summary = self.summary_of(closure)
        self.announce(
            "register_closure.create",
            {**summary, "register_id": row["id"], "outlet_id": row["outlet_id"]},
        )
        return closure

    def summary_of(self, closure):
        """Return a closure's payments summary; totals are text."""
        return {
            "register_closure_id": closure["id"],
            "register_closure_sequence_number": closure["number"],
            "register_open_time": closure["opened"],
            "payments": [
                {
                    "payment_type_id": row["id"],
                    "payment_type_name": row["name"],
                    "total": f"{closure['totals'].get(row['name'], Decimal(0)):.2f}",
                }
                for row in self.payment_types.values()
            ],
        }

    def pay(self, sale, name, amount, register=None):
        """Add a payment to a sale, taken at a register."""
        row = (
            self.register(register) if register else self.registers[sale["register_id"]]
        )
        kind = next(r for r in self.payment_types.values() if r["name"] == name)
        amount = Decimal(str(amount))
        sale["payments"].append(
            {
                "id": str(uuid.uuid4()),
                "register_id": row["id"],
                "outlet_id": row["outlet_id"],
                "retailer_payment_type_id": kind["id"],
                "payment_type_id": str(kind["type_id"]),
                "name": name,
                "amount": float(amount),
                "payment_date": self.now(),
            }
        )
        totals = (
            self.closures[row["id"]]["totals"] if row["id"] in self.closures else {}
        )
        totals[name] = totals.get(name, Decimal(0)) + amount
