"""Draw realistic baskets: what customers of the shop buy, pay and get off."""

import random
from decimal import Decimal

from . import words
from .customers import address

WEB_STATES = (
    # gateway is drawn; weight, kind, status, part paid at once
    (78, "SALE", "SUCCESS", None),
    (8, "AUTHORIZATION", "SUCCESS", None),
    (9, "SALE", "PENDING", None),
    (5, "SALE", "SUCCESS", "0.4"),
)


class Baskets:
    """A drawer of baskets; the same seed draws the same ones."""

    def __init__(self, shop, seed):
        self.shop = shop
        self.random = random.Random(f"{seed}")
        variants = shop.table("ProductVariant").values()
        self.goods = [v for v in variants if not shop.get(v["product"])["isGiftCard"]]
        self.gift_cards = [v for v in variants if shop.get(v["product"])["isGiftCard"]]
        self.by_sku = {v["sku"]: v for v in variants}
        self.customers = list(shop.table("Customer").values())
        self.locations = list(shop.table("Location"))

    def chance(self, percent):
        """Return True in so many of a hundred cases."""
        return self.random.random() * 100 < percent

    def draw(self, **wishes):
        """Return a basket; wishes fix what is not left to chance.

        Wishes: at, source (web/pos/shopify_draft_order), lines [{sku, quantity,
        price}], customer (id), guest, country, currency, payment (paid/authorized/
        pending/partial/none), discount (none/code/line/automatic/shipping), tip,
        gift_card (tender), gift_card_line, tax_exempt, risk (high/medium), test,
        plain (no extras), location (id), taxes_included, tags, note, email, phone.
        """
        plain = wishes.get("plain", False)
        source = wishes.get("source") or (
            "pos" if not plain and self.chance(18) else "web"
        )
        counter = source == "pos"
        basket = {
            "at": wishes.get("at"),
            "source": source,
            "applications": [],
            "shipping": [],
        }
        self._people(basket, wishes, counter, plain)
        country = self.shop.country if counter else basket["address"]["countryCodeV2"]
        self.exempt = basket["tax_exempt"] = bool(wishes.get("tax_exempt"))
        basket["lines"] = self.lines(wishes, country, plain, counter)
        if not counter and any(line["kind"] != "gift_card" for line in basket["lines"]):
            basket["shipping"] = [self._shipping(country, plain)]
        self._discounts(basket, wishes, plain)
        self._place(basket, wishes, counter)
        basket["payments"] = self._payments(wishes, plain, counter)
        self._extras(basket, wishes, plain)
        return basket

    def _people(self, basket, wishes, counter, plain):
        guest = wishes.get("guest", not plain and self.chance(60 if counter else 12))
        customer = self.shop.get(wishes.get("customer"))
        if customer is None and not guest and self.customers:
            customer = self.random.choice(self.customers)
        if customer:
            basket["customer"] = customer["id"]
            home = customer["defaultAddress"]
        else:
            first, last = (
                self.random.choice(words.FIRST),
                self.random.choice(words.LAST),
            )
            home = address(self.shop, self.random, first, last, self.shop.country)
            if not counter:
                basket["email"] = f"guest{self.random.randrange(10**6)}@example.com"
        if wishes.get("country"):
            home = address(
                self.shop,
                self.random,
                home["firstName"],
                home["lastName"],
                wishes["country"],
            )
        if not counter:
            basket["address"] = basket["billing"] = home
            if not plain and self.chance(15):
                first, last = (
                    self.random.choice(words.FIRST),
                    self.random.choice(words.LAST),
                )
                basket["billing"] = address(
                    self.shop, self.random, first, last, home["countryCodeV2"]
                )

    def rates(self, country, reduced=False):
        """Return the tax rates of a destination; none outside the tax area."""
        area = words.EU if self.shop.country in words.EU else (self.shop.country,)
        if self.exempt or country not in area:
            return []
        return words.TAXES[country][1 if reduced else 0]

    def lines(self, wishes, country, plain, counter):
        """Return the goods, a gift card, an engraving, a tip."""
        lines = []
        for item in wishes.get("lines") or self._some_goods(plain):
            variant = self.by_sku[item["sku"]]
            product = self.shop.get(variant["product"])
            taxed = variant["taxable"]
            lines.append(
                {
                    "kind": "gift_card" if product["isGiftCard"] else "product",
                    "variant": variant["id"],
                    "quantity": item.get("quantity", 1),
                    "price": item.get("price", variant["price"]),
                    "rates": self.rates(country, product["_reduced"]) if taxed else [],
                }
            )
        gift = wishes.get("gift_card_line", not plain and self.chance(3))
        if gift and self.gift_cards:
            variant = self.random.choice(self.gift_cards)
            lines.append(
                {"kind": "gift_card", "variant": variant["id"], "quantity": 1,
                 "price": variant["price"], "rates": []}
            )  # fmt: skip
        if not plain and self.chance(4):
            lines.append(
                {"kind": "custom", "title": "Engraving", "quantity": 1, "price": "7.90",
                 "rates": self.rates(country)}
            )  # fmt: skip
        tip = wishes.get(
            "tip", "2.50" if not plain and self.chance(20 if counter else 3) else None
        )
        if tip:
            lines.append(
                {
                    "kind": "tip",
                    "title": "Tip",
                    "quantity": 1,
                    "price": tip,
                    "rates": [],
                }
            )
        return lines

    def _some_goods(self, plain):
        count = min(self.random.choice((1, 1, 1, 2, 2, 3, 4, 5)), len(self.goods))
        picked = self.random.sample(self.goods, count)
        most = (1, 1, 2) if plain else (1, 1, 1, 2, 3, 7)
        return [{"sku": v["sku"], "quantity": self.random.choice(most)} for v in picked]

    def _shipping(self, country, plain):
        home = country == self.shop.country
        price = "4.90" if home else "14.95"
        if not plain and self.chance(15):
            price = "0.00"
        return {
            "title": "Standard" if home else "International",
            "code": "standard" if home else "international",
            "price": price,
            "rates": self.rates(country),
        }

    def _discounts(self, basket, wishes, plain):
        wish = wishes.get("discount")
        if wish is None:
            wish = self.random.choice(
                ("none",) * 6 + ("code", "line", "automatic", "shipping", "both")
            )
            wish = "none" if plain else wish
        kinds = {"both": ("line", "code"), "none": ()}.get(wish, (wish,))
        for kind in kinds:
            if kind == "shipping" and not basket["shipping"]:
                continue
            application = self._application(kind, basket)
            application["index"] = len(basket["applications"])
            basket["applications"].append(application)

    def _application(self, kind, basket):
        percent = self.random.choice((5, 10, 15, 33.33))
        fixed = self.random.choice(("5.00", "7.77", "10.00"))
        percentage = {
            "__typename": "PricingPercentageValue",
            "percentage": float(percent),
        }
        amount = {
            "__typename": "MoneyV2",
            "amount": fixed,
            "currencyCode": self.shop.currency,
        }
        common = {"targetType": "LINE_ITEM", "_lines": None, "_amount": fixed}
        if kind == "code":
            value = amount if self.chance(50) else percentage
            return common | {
                "__typename": "DiscountCodeApplication", "code": f"SAVE{int(percent)}",
                "allocationMethod": "ACROSS", "targetSelection": "ALL", "value": value,
            }  # fmt: skip
        if kind == "shipping":
            return common | {
                "__typename": "DiscountCodeApplication", "code": "FREESHIP",
                "allocationMethod": "EACH", "targetSelection": "ALL",
                "targetType": "SHIPPING_LINE",
                "value": {"__typename": "PricingPercentageValue", "percentage": 100.0},
            }  # fmt: skip
        if kind == "automatic":
            return common | {
                "__typename": "AutomaticDiscountApplication", "title": "Autumn sale",
                "allocationMethod": "ACROSS", "targetSelection": "ALL",
                "value": percentage,
            }  # fmt: skip
        return common | {
            "__typename": "ManualDiscountApplication", "title": "Goodwill",
            "description": "Scratch", "allocationMethod": "EACH",
            "targetSelection": "EXPLICIT", "value": percentage, "_lines": [0],
        }  # fmt: skip

    def _place(self, basket, wishes, counter):
        basket["location"] = wishes.get("location") or self.locations[0]
        if counter:
            store = wishes.get("location") or self.random.choice(self.locations[1:])
            basket["retail_location"] = basket["location"] = store
            basket["source_identifier"] = (
                f"{self.random.randrange(1, 9)}-{self.random.randrange(9999)}"
            )

    def _payments(self, wishes, plain, counter):
        wish = wishes.get("payment")
        if wish == "none":
            return []
        if counter:
            gateway = self.random.choice(
                ("cash", "shopify_payments", "shopify_payments")
            )
            payments = [{"gateway": gateway, "kind": "SALE", "status": "SUCCESS"}]
        else:
            named = {"paid": 0, "authorized": 1, "pending": 2, "partial": 3}
            weights = [state[0] for state in WEB_STATES]
            drawn = self.random.choices(range(len(WEB_STATES)), weights)[0]
            place = named[wish] if wish else 0 if plain else drawn
            _weight, kind, status, part = WEB_STATES[place]
            gateway = (
                "Bank Deposit"
                if status == "PENDING"
                else self.random.choice(words.GATEWAYS)
            )
            payments = [
                {"gateway": gateway, "kind": kind, "status": status, "part": part}
            ]
        card = wishes.get(
            "gift_card", "12.00" if not plain and self.chance(6) else None
        )
        if card:
            payments.insert(
                0,
                {
                    "gateway": "gift_card",
                    "kind": "SALE",
                    "status": "SUCCESS",
                    "amount": Decimal(card),
                },
            )
        return payments

    def _extras(self, basket, wishes, plain):
        risk = wishes.get("risk") or (not plain and self.chance(3) and "high") or None
        if risk:
            verdict = "CANCEL" if risk == "high" else "INVESTIGATE"
            basket["risk"] = {
                "recommendation": verdict,
                "assessments": [
                    {"riskLevel": risk.upper(), "facts": [], "provider": None}
                ],
            }
        other = [code for code in self.shop.rates if code != self.shop.currency]
        if wishes.get("currency"):
            basket["currency"] = wishes["currency"]
        elif not plain and basket["source"] == "web" and other and self.chance(8):
            basket["currency"] = self.random.choice(other)
        if not plain and self.chance(10):
            basket["note"] = "Bitte klingeln"
            basket["attributes"] = [{"key": "gift_wrap", "value": "yes"}]
        for name in (
            "test",
            "taxes_included",
            "tags",
            "note",
            "attributes",
            "email",
            "phone",
        ):
            if name in wishes:
                basket[name] = wishes[name]
