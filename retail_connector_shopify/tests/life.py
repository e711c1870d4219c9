"""The life of one order in the fake shop, by chance; no Odoo.

A life is drawn from its seed and number alone, so that it can be lived again. What is
possible is read from the shop; what happened is told as a story.
"""

import random

from tests.fake_platform.shopify import pricing

from .life_back import Back
from .life_goods import Goods

PAYMENTS = (
    # weight, wishes
    (48, {"payment": "paid"}),
    (14, {"payment": "authorized"}),
    (10, {"payment": "pending"}),
    (8, {"payment": "partial"}),
    (8, {"payment": "paid", "gift_card": "12.00"}),
    (6, {"payments": [{"gateway": "paypal", "amount": "7.00"}, {"gateway": "Klarna"}]}),
    (
        6,
        {
            "payments": [
                {"gateway": "shopify_store_credit", "amount": "3.00"},
                {"gateway": "shopify_payments"},
            ]
        },
    ),
)


class Life(Back, Goods):
    """Place an order and let things happen to it.

    People of the shop neither ship nor take off an order what the warehouse has just
    shipped (``untold``): two who ship the same goods are for a person to decide.
    """

    untold = False

    def __init__(self, do, records, goods, seed, number):
        self.do, self.records, self.goods = do, records, goods
        self.name = f"seed {seed}, order {number}"
        self.chance = random.Random(f"{seed}:{number}")
        self.story = []
        self.number = number
        self.parcels = set()  # that people of the shop sent

    # --- words ---

    def tell(self, text):
        """Note what happened."""
        self.story.append(text)

    @property
    def order(self):
        """Return the record that the fake shop holds."""
        return self.records.get(self.id)

    @property
    def lines(self):
        """Return the plain facts of the order's lines."""
        return self.order["_facts"]["lines"]

    def act(self, action, **given):
        """Do something with the order in the shop."""
        told = ", ".join(f"{name}={value}" for name, value in given.items())
        self.tell(f"shop: {action}({told})")
        self.do("order_action", order=self.id, action=action, **given)
        return True

    def some(self, most):
        """Return 1 to ``most`` units."""
        return self.chance.randint(1, most)

    def item(self):
        """Return a line to order: an article and how many of it."""
        return {"sku": self.chance.choice(self.goods), "quantity": self.some(4)}

    # --- birth ---

    def begin(self):
        """Place the order."""
        chance = self.chance
        skus = chance.sample(self.goods, chance.choice((1, 1, 2, 2, 3)))
        paid = chance.choices([p[1] for p in PAYMENTS], [p[0] for p in PAYMENTS])[0]
        wishes = {
            "lines": [{"sku": sku, "quantity": self.some(4)} for sku in skus],
            "discount": chance.choice(
                ("none", "none", "none", "code", "line", "automatic", "both")
            ),
            "taxes_included": chance.random() < 0.3,
            "guest": chance.random() < 0.2,
            **paid,
        }
        for name, value, share in (
            ("tip", "2.50", 0.05),
            ("gift_card_line", True, 0.06),
            ("custom", [{"title": "Engraving", "price": "7.90"}], 0.06),
            ("tax_exempt", True, 0.06),
            ("currency", "EUR", 0.06),
            ("risk", "high", 0.05),
        ):
            if chance.random() < share:
                wishes[name] = value
        if any("credit" in one["gateway"] for one in wishes.get("payments", ())):
            wishes["guest"] = False  # only who is known has credit
        [row] = self.do(
            "place_orders",
            seed=self.name,
            plain=True,
            source="web",
            country="US",
            **wishes,
        )
        self.id = row["id"]
        self.tell(f"{row['name']} {row['total']} {self.id} placed: {wishes}")

    # --- one step ---

    def step(self):
        """Let one thing happen that is possible now."""
        steps = [getattr(self, f"_{name}") for name, _weight in STEPS]
        weights = [weight for _name, weight in STEPS]
        for _attempt in range(12):
            [step] = self.chance.choices(steps, weights)
            if step():
                return

    def _pay(self):
        open_now = float(self.order["totalOutstandingSet"]["shopMoney"]["amount"])
        if self.order["cancelledAt"] or open_now <= 0:
            return False
        part = self.chance.choice((None, None, "0.3")) if open_now > 1 else None
        return self.act("pay", part=part)

    def _add(self):
        if self.order["cancelledAt"]:
            return False
        return self.act("edit", add=self.item())

    def _increase(self):
        places = [
            place
            for place, line in enumerate(self.lines)
            if line["kind"] == "product" and not (line["discounts"] or line["removed"])
        ]
        if not places or self.order["cancelledAt"]:
            return False
        given = {"line": self.chance.choice(places), "quantity": self.some(3)}
        return self.act("edit", increase=given)

    def _expire(self):
        """What nobody paid can be too late to be paid."""
        status = self.order["displayFinancialStatus"]
        return status == "PENDING" and self.act("expire")

    def _remove(self):
        if self.untold:
            return False
        places = self._places(pricing.unshipped)
        if not places or self.order["cancelledAt"]:
            return False
        place = self.chance.choice(places)
        units = self.some(pricing.unshipped(self.lines[place]))
        return self.act("edit", remove={"line": place, "quantity": units})

    def _places(self, count, kinds=("product", "custom")):
        """Return the numbers of the lines that have units of a sort."""
        return [
            place
            for place, line in enumerate(self.lines)
            if line["kind"] in kinds and count(line) > 0
        ]

    # --- end ---

    def _cancel(self):
        """The platform cancels nothing that has been shipped."""
        if self.order["cancelledAt"] or self.untold:
            return False
        if any(x["fulfilled"] for x in self.lines):
            return False
        return self.act(
            "cancel",
            restock=self.chance.random() < 0.8,
            give_back=self.chance.random() < 0.8,
        )

    def finish(self, tick):
        """End what is under way: holds, returns, money on its way."""
        self.tell("the end comes")
        tick()
        self._release()
        while (newest := self._newest_return()) and newest["status"] in (
            "REQUESTED",
            "OPEN",
        ):
            tick()
            self._process_return()
        tick()
        self._settle()


STEPS = (
    ("pay", 12),
    ("add", 6),
    ("remove", 6),
    ("increase", 4),
    ("expire", 1),
    ("fulfil", 14),
    ("move", 4),
    ("hold", 3),
    ("release", 4),
    ("unship", 3),
    ("refund_open", 6),
    ("refund_shipped", 8),
    ("goodwill", 3),
    ("settle", 6),
    ("open_return", 8),
    ("process_return", 10),
    ("cancel", 3),
)
