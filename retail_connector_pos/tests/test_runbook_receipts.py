"""Whoever follows only the runbook gets every receipt booked and all goods moved."""

import json

from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.retail_connector_base.canonical import Register, Store
from odoo.addons.retail_connector_base.importers.item import Item

from .documents import DAY
from .store_stories import StoreStories
from .till import Till

RECEIPTS = (
    "customer_missing",
    "goods_refused",
    "lots_missing",
    "number_conflict",
    "original_missing",
    "rate_missing",
    "register_currency",
    "register_unmapped",
)


@tagged("post_install", "-at_install", "retail")
class TestRunbookReceipts(StoreStories):
    """Receipts that do not go in, goods that do not move."""

    stories = RECEIPTS

    def test_each_page_leads_to_its_end(self):
        self.walk_all()

    def tell_customer_missing(self):
        self.sale(tender="on account")
        self.deliver()
        event = self.events("customer_missing")
        yield event
        yield "Edit and retry"
        action = event.action_open_edit()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        with Form(wizard) as edit:
            payload = json.loads(edit.payload)
            payload["transaction"]["customer"] = {"id": "c1", "name": "Ann Account"}
            edit.payload = json.dumps(payload)
        edit.record.action_apply()
        self.work()
        self.assertEqual(event.state, "done", event.error)

    def tell_register_unmapped(self):
        config, self.till.config_id = self.till.config_id, False
        self.sale()
        self.deliver()
        yield self.events("register_unmapped")
        yield "Set up stores", "register's own form"
        self.till.config_id = config
        yield "retry all of this cause"
        self.retry_cause("register_unmapped")

    def tell_original_missing(self):
        sold = self.sale()
        self.sim.record(
            "post_void", voids={**self.sim._place(), "sequence": sold["sequence"]}
        )
        self.deliver(2)
        yield self.events("original_missing")
        yield "Request resend"
        self.till.action_request_resend()
        self.deliver()
        yield "Retry"
        self.events("original_missing").action_retry()
        self.work()
        orders = self.env["pos.order"].search(
            [("retail_backend_id", "=", self.backend.id)]
        )
        self.assertEqual(sum(orders.mapped("amount_total")), 0.0)

    def tell_number_conflict(self):
        for _sale in range(2):
            self.sale()
        self.deliver()
        self.sim.sold = [
            {**record, "total": "20.80"} | self._other_basket()
            for record in self.sim.sold
        ]
        self.deliver()
        first, second = self.events("number_conflict")
        yield first
        yield "compare both"
        yield "It replaces the first"
        first.action_number_replaces()
        self.work()
        yield "It is another sale"
        second.action_number_is_another()
        self.work()
        self.assertEqual(set((first + second).mapped("state")), {"done"})

    def _other_basket(self):
        """Return what makes a record another one, for 20.80."""
        record = self.sale(total="20.80")
        self.sim.sold.remove(record)
        return {name: record[name] for name in ("lines", "tenders", "total")}

    def tell_rate_missing(self):
        pound = self.env.ref("base.GBP")
        pound.active = True
        pound.rate_ids.unlink()
        london = Store("S3", "London", timezone="America/New_York", currency="GBP",
                       registers=(Register("1", "Till 1", numbered=True),))  # fmt: skip
        self.env["retail.importer.store"]._import_or_bisect(
            [Item(london)], self.backend
        )
        store = self.backend.store_ids.filtered(lambda s: s.external_id == "S3")
        store.warehouse_id = self.warehouse
        store.register_ids._set_up()
        self.sim = Till("S3", "1", seed=7)
        self.sale(currency="GBP")
        self.deliver()
        yield self.events("rate_missing")
        yield "Enter the rate"
        self.env["res.currency.rate"].create(
            {"currency_id": pound.id, "company_id": self.company.id, "rate": 0.8,
             "name": DAY}
        )  # fmt: skip
        yield "Retry all of this cause"
        self.retry_cause("rate_missing")

    def tell_register_currency(self):
        self.env.ref("base.GBP").active = True
        journal, self.bank.currency_id = self.bank, self.env.ref("base.GBP")
        self.sale(tender="card")
        self.deliver()
        yield self.events("register_currency")
        yield "own currency"
        yield "Ways to pay"
        mapping = self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.backend.id), ("gateway", "=", "card")]
        )
        own = journal.copy({"name": "Own cards", "code": "OWNC", "currency_id": False})
        self.main.tender_ids = [
            Command.create(
                {
                    "mapping_id": mapping.id,
                    "journal_id": own.id,
                    "account_id": self.clearing.id,
                }
            )
        ]
        yield "retry all of this cause"
        self.retry_cause("register_currency")

    def tell_lots_missing(self):
        product = self._product("LOT", 3.0, tracking="lot")
        lot = self.env["stock.lot"].create(
            {"name": "L1", "product_id": product.id, "company_id": self.company.id}
        )
        self.env["stock.quant"]._update_available_quantity(
            product, self.warehouse.lot_stock_id, 10, lot_id=lot
        )
        self.sale("LOT")
        self.deliver()
        [line] = self._not_moved()
        yield line
        yield "Goods not moved", "Enter numbers"
        action = line.action_retail_lots()
        yield "Keep and move"
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        with Form(wizard) as asked:
            asked.numbers = "L1\n"
        asked.record.action_move()
        self.assertEqual(self.on_hand(product), 9)

    def tell_goods_refused(self):
        kind = self.till.config_id.picking_type_id
        shelf = self.env["stock.location"].create(
            {"name": "Plan", "usage": "view", "company_id": self.company.id,
             "location_id": self.warehouse.view_location_id.id}
        )  # fmt: skip
        right, kind.default_location_src_id = kind.default_location_src_id, shelf
        self.sale()
        self.deliver()
        lines = self._not_moved()
        yield lines
        yield "what keeps its goods", "location"
        kind.default_location_src_id = right
        yield "Goods not moved", "Move now"
        lines.action_retail_move()
        self.assertFalse(self._not_moved())

    def _not_moved(self):
        """Return what the list of goods that did not move shows."""
        shown = self.env["ir.actions.actions"]._for_xml_id(
            "retail_connector_pos.action_retail_goods"
        )
        return self.env["pos.order.line"].search(safe_eval(shown["domain"]))
