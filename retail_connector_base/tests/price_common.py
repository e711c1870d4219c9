"""A shop that keeps prices in memory, and a connection to it."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.tests import TransactionCase

from ..platforms import (
    Adapter,
    PlatformError,
    PushItem,
    PushResult,
    RefusedError,
    UnknownOutcome,
)


class PriceShop(Adapter):
    """A platform with prices: counts requests, keeps what it accepted."""

    label = "Test Shop"
    pushes = frozenset({"price"})
    max_push = {"price": 250}

    def __init__(self):
        super().__init__({})
        self.prices = {}  # (list id, variant id) -> (price, compare-at)
        self.requests = []  # (key, [payload])
        self.refused = {}  # variant id -> code
        self.lose_answers = 0

    def push_many(self, kind, items, key):
        assert kind == "price"
        assert len(items) <= self.max_push["price"]
        self.requests.append((key, [dict(item.payload) for item in items]))
        results = []
        for item in items:
            payload, error = item.payload, None
            code = self.refused.get(payload["variant_id"])
            place = payload["list_id"], payload["variant_id"]
            if code:
                error = RefusedError("not accepted", code)
            elif payload["price"] is None:
                self.prices.pop(place, None)
            else:
                self.prices[place] = payload["price"], payload["compare_at"]
            results.append(PushResult(item.key, error=error))
        if self.lose_answers:
            self.lose_answers -= 1
            raise UnknownOutcome("the line broke")
        return results

    @property
    def sent(self):
        """Return all payloads of all requests."""
        return [payload for _key, payloads in self.requests for payload in payloads]


class PriceCase(TransactionCase):
    """A live connection that sends prices in the company's currency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Price Test Company"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
                "tracking_disable": True,
            }
        )
        cls.currency = cls.company.currency_id
        cls.pricelist = cls.env["product.pricelist"].create(
            {
                "name": "Web",
                "company_id": cls.company.id,
                "currency_id": cls.currency.id,
            }
        )
        cls.backend = cls.env["retail.backend"].create(
            {
                "name": "Shop",
                "company_id": cls.company.id,
                "pricelist_id": cls.pricelist.id,
                "currency_id": cls.currency.id,
                "live_since": fields.Datetime.now() - timedelta(days=1),
            }
        )
        cls.flow = cls.env["retail.flow"].create(
            {"backend_id": cls.backend.id, "code": "price_out", "timing": "event"}
        )
        cls.backend.state = "live"
        cls.products = cls._products(3)
        cls.bindings = cls._bind(cls.products)

    def setUp(self):
        super().setUp()
        self.shop = PriceShop()
        self.patch(type(self.backend), "_adapter", lambda _self: self.shop)
        self.patch(type(self.backend), "_adapter_class", lambda _self: type(self.shop))
        self.dirty = self.env["retail.price.dirty"]
        self.dirty._forget_senders()

    @classmethod
    def _products(cls, count, price=20.0, **values):
        return cls.env["product.product"].create(
            [
                {
                    "name": f"Thing {number}",
                    "default_code": f"T{number}",
                    "list_price": price,
                    "taxes_id": False,
                    **values,
                }
                for number in range(count)
            ]
        )

    @classmethod
    def _bind(cls, products, start=1):
        templates = cls.env["retail.binding.template"].create(
            [
                {
                    "backend_id": cls.backend.id,
                    "external_id": f"P{number}",
                    "record_id": product.product_tmpl_id.id,
                }
                for number, product in enumerate(products, start)
            ]
        )
        return cls.env["retail.binding.variant"].create(
            [
                {
                    "backend_id": cls.backend.id,
                    "external_id": f"V{number}",
                    "external_name": product.name,
                    "record_id": product.id,
                    "state": "matched",
                    "template_binding_id": template.id,
                }
                for number, (product, template) in enumerate(
                    zip(products, templates, strict=True), start
                )
            ]
        )

    @classmethod
    def _tax(cls, percent, included):
        return cls.env["account.tax"].create(
            {
                "name": f"{percent} % {'incl' if included else 'excl'}",
                "amount": percent,
                "company_id": cls.company.id,
                "country_id": cls.env.ref("base.us").id,
                "tax_group_id": cls.env["account.tax.group"]
                .create({"name": "Tax", "company_id": cls.company.id})
                .id,
                "price_include_override": "tax_included"
                if included
                else "tax_excluded",
            }
        )

    def _list(self, external_id="L1", pricelist=None, **values):
        """Return a price list of the shop that gets a pricelist's prices."""
        return self.env["retail.binding.price.list"].create(
            {
                "backend_id": self.backend.id,
                "external_id": external_id,
                "catalog": "Wholesale",
                "currency_id": self.currency.id,
                "record_id": pricelist and pricelist.id,
                **values,
            }
        )

    def _rule(self, product=None, pricelist=None, **values):
        """Return a pricelist rule with a fixed price, or what is given."""
        target = (
            {
                "applied_on": "0_product_variant",
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": product.id,
            }
            if product
            else {"applied_on": "3_global"}
        )
        return self.env["product.pricelist.item"].create(
            {
                "pricelist_id": (pricelist or self.pricelist).id,
                "compute_price": "fixed",
                **target,
                **values,
            }
        )

    # --- jobs ---

    def _plan(self, everything=False):
        """Run the planning as its job does; return the PricePlan."""
        if everything:
            self.dirty._mark(self.backend)
        self.env.flush_all()
        return self.env["retail.exporter.price"]._plan(self.backend)

    def _push(self):
        """Send what waits, one request after the other."""
        while True:
            rows = self.env["retail.outbox"]._begin(self.backend, "price")
            if not rows:
                return
            self._send(rows)

    def _send(self, rows):
        try:
            results = self.shop.push_many(
                "price",
                [PushItem(row.key, row.payload) for row in rows],
                rows[0].request_key,
            )
        except PlatformError as error:
            rows._fail(error)
        else:
            rows._record(results)
        self.env.invalidate_all()

    def _start(self):
        """Let the shop hold what Odoo wants."""
        self._plan(everything=True)
        self._push()
        self.shop.requests.clear()

    def _level(self, product, price_list=None):
        return self.env["retail.price.level"].search(
            [
                ("product_id", "=", product.id),
                ("list_binding_id", "=", price_list and price_list.id),
            ]
        )

    def _shows(self, product, price_list=None):
        """Return the price the shop shows, as Decimal."""
        binding = self.bindings.filtered(lambda b: b.record_id == product)
        key = price_list.external_id if price_list else "", binding.external_id
        found = self.shop.prices.get(key)
        return found and Decimal(found[0])
