"""Whoever follows only the runbook repairs every trouble with a store's tills."""

import json
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.retail_connector_base.canonical import Register, Store
from odoo.addons.retail_connector_base.importers.item import Item
from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson

from .documents import DAY
from .feed_common import FeedCase
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
DAYS = (
    "changed_after_close",
    "inbox_waiting",
    "numbers_missing",
    "numbers_waiting",
    "over_short",
    "shift_mismatch",
)


class StoreStories(RunbookPerson, FeedCase):
    """What a till sends wrong, and what a person does then."""

    def walk(self, cause, steps):
        """Give each story a till of its own."""
        self.sim = Till("S1", "1", seed=7)
        super().walk(cause, steps)

    def register_of(self, till):
        """Return the register a till is, of stores that came later too."""
        return self.backend.store_ids.filtered(
            lambda store: store.external_id == till.store
        ).register_ids.filtered(lambda one: one.external_id == till.register)

    # --- the till ---

    def sale(self, sku="MUG", tender="cash", total="10.80", **values):
        """Ring up one of something for 10.00 and 8 % of tax."""
        net = Decimal(total) - Decimal("0.80")
        line = {
            "line": 1,
            "type": "item",
            "sku": sku,
            "quantity": "1",
            "unit_price": str(net),
            "net": str(net),
            "taxes": [{"code": "Sales tax", "rate": "8", "amount": "0.80"}],
        }
        return self.sim.record(
            "sale",
            lines=[line],
            tenders=[{"tender": 1, "type": tender, "amount": total}],
            total=total,
            tax_total="0.80",
            **values,
        )

    def deliver(self, *numbers):
        """Have the records of these numbers arrive, or all; work on them."""
        data = json.loads(self.sim.batch(500))
        data["transactions"] = [
            record
            for record in self.sim.sold
            if not numbers or record["sequence"] in numbers
        ]
        self.gate(self.sim, json.dumps(data).encode())
        self.work()
        self.close_all()

    def close_till(self, *numbers, **claims):
        """Close the day at the till and have it arrive; return the day."""
        self.sim.close()
        self.sim.sold[-1]["close"].update(claims)
        self.deliver(*numbers)
        return self.env["retail.pos.shift"].search([("register_id", "=", self.till.id)])

    # --- the person ---

    def events(self, cause):
        """Return the messages that wait for a cause."""
        return self.env["retail.event"].search([("cause", "=", cause)])

    def retry_cause(self, cause):
        """In To resolve, retry all of this cause."""
        waiting = self.env["retail.exception"].search([("cause", "=", cause)])
        waiting[:1].action_retry_cause()
        self.work()

    def create_product(self):
        """Follow the page of the product that is not matched."""
        self.env["retail.binding.variant"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "unmatched")]
        ).action_create_product()
        self.work()


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


@tagged("post_install", "-at_install", "retail")
class TestRunbookDays(StoreStories):
    """Days that cannot be closed."""

    stories = DAYS

    def test_each_page_leads_to_its_end(self):
        self.walk_all()

    def tell_numbers_missing(self):
        for _sale in range(3):
            self.sale()
        never = self.sim.sold.pop(1)
        day = self.close_till(1, 4)
        yield day
        yield "Request resend"
        self.till.action_request_resend()
        self.deliver()
        yield "offline till"
        yield "Explain missing numbers", "They will not come"
        self.env["retail.pos.explain"].create(
            {
                "register_id": self.till.id,
                "first": never["sequence"],
                "last": never["sequence"],
                "reason": "Training sale",
            }
        ).action_explain()
        self.close_all()
        self.assertEqual(day.state, "closed", day.problem)

    def tell_numbers_waiting(self):
        self.sale("NEW")
        day = self.close_till()
        yield day
        yield "Resolve the receipts that are parked"
        self.create_product()
        yield "press Close"
        day.action_close()
        self.close_all()
        self.assertEqual(day.state, "closed", day.problem)

    def tell_inbox_waiting(self):
        self.sale("NEW")
        day = self.close_till()
        self.till.numbered = False  # as tills are whose numbers prove nothing
        self.close_all()
        yield day
        yield "resolve those that are parked"
        self.create_product()
        yield "press Close"
        day.action_close()
        self.close_all()
        self.assertEqual(day.state, "closed", day.problem)

    def tell_over_short(self):
        self.sale()
        day = self.close_till(counted_cash="50.00")
        yield day
        yield "count again"
        yield "Close all the same"
        self.close_all_the_same(day, "Counted twice, a deposit is missing")

    def tell_shift_mismatch(self):
        self.sale()
        day = self.close_till(gross_total="99.00")
        yield day
        yield "names the difference"
        yield "Receipts", "Payments"
        self.assertEqual(day.receipt_count, 1)
        yield "press Close", "Close all the same"
        day.action_close()
        self.close_all()
        self.assertEqual(day.state, "waiting")
        self.close_all_the_same(day, "The till counted a training sale")

    def close_all_the_same(self, day, reason):
        """Press Close all the same and give the reason."""
        action = day.action_override()
        context = action.get("context") or {}
        self.env[action["res_model"]].with_context(**context).create(
            {"reason": reason}
        ).action_close()
        self.close_all()
        self.assertEqual(day.state, "closed", day.problem)

    def tell_changed_after_close(self):
        self.sale()
        self.close_till()
        close = self.sim.sold[-1]
        self.sim.sold[-1] = {
            **close,
            "revision": 1,
            "close": {**close["close"], "counted_cash": "99.00"},
        }
        self.deliver()
        event = self.events("changed_after_close")
        yield event
        yield "Compare"
        yield "difference of counted cash"
        yield "Ignore the message", "reason"
        event.action_ignore("Entered by accounting as MISC/2026/0001")
