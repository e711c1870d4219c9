"""Thirty stores in one go; store sales of a shop; who may do what."""

from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.retail_connector_base.canonical import (
    Order,
    Refund,
    RefundLine,
    Refunds,
    Register,
    RegisterState,
    Store,
)
from odoo.addons.retail_connector_base.importers.item import Item

from .common import PosCase
from .documents import NOON, money

MODELS = (
    "retail.binding.receipt",
    "retail.pos.number",
    "retail.pos.offer",
    "retail.pos.register",
    "retail.pos.shift",
    "retail.pos.store",
    "retail.pos.store.tender",
)


@tagged("post_install", "-at_install", "retail")
class TestSetup(PosCase):
    """From a list of stores to points of sale that book."""

    def wizard(self, **values):
        """Return the wizard, opened on the connection."""
        return (
            self.env["retail.pos.setup"]
            .with_context(default_backend_id=self.backend.id)
            .create(values)
        )

    def test_thirty_stores_are_set_up_at_once(self):
        stores = [
            Item(
                Store(
                    f"T{number:02d}",
                    f"Store {number}",
                    registers=(Register("1", numbered=True), Register("2")),
                )
            )
            for number in range(30)
        ]
        self.env["retail.importer.store"]._import_or_bisect(stores, self.backend)
        plan = self.env["account.analytic.plan"].create({"name": "Stores"})
        wizard = self.wizard(
            warehouse_mode="each", analytic_plan_id=plan.id, close_by="day_end"
        )
        self.assertEqual(len(wizard.line_ids), 30)
        wizard.action_set_up()
        mine = self.backend.store_ids.filtered(lambda s: s.external_id[0] == "T")
        self.assertEqual(len(mine.warehouse_id), 30)
        self.assertEqual(len(mine.analytic_account_id), 30)
        configs = mine.register_ids.config_id
        self.assertEqual(len(configs), 60)
        cash = configs.payment_method_ids.filtered("is_cash_count")
        self.assertEqual(len(cash.journal_id), 60)
        self.assertEqual(set(mine.mapped("close_by")), {"day_end"})
        self.assertEqual(mine[0].location_binding_id.record_id.usage, "internal")
        self.assertFalse(self.wizard().line_ids)

    def test_stores_of_tills_without_a_list_are_typed_in(self):
        wizard = self.wizard(
            new_stores="N1; North; 2\nN2",
            warehouse_mode="one",
            warehouse_id=self.warehouse.id,
        )
        wizard.action_add()
        self.assertEqual(wizard.line_ids.store_id.mapped("name"), ["North", "N2"])
        wizard.action_set_up()
        north = self.backend.store_ids.filtered(lambda s: s.external_id == "N1")
        self.assertEqual(len(north.register_ids.config_id), 2)
        self.assertEqual(north.warehouse_id, self.warehouse)
        wizard.new_stores = "N3; South; many"
        with self.assertRaises(UserError):
            wizard.action_add()

    def test_what_waited_for_a_register_goes_in_after_its_setup(self):
        self.env["retail.importer.store"]._import_or_bisect(
            [Item(Store("L1", "Late", registers=(Register("1"),)))], self.backend
        )
        sale = self.receipt(1, self.line("MUG", 1), store="L1")
        (item,) = self.book(sale)
        self.assertEqual(item.outcome.cause, "register_unmapped")
        self.wizard(
            warehouse_mode="one", warehouse_id=self.warehouse.id
        ).action_set_up()
        self.assertEqual(self.booked(sale).amount_total, 10.80)

    def test_the_stores_dimension_is_in_the_ledger(self):
        plan = self.env["account.analytic.plan"].create({"name": "Stores"})
        self.main.analytic_account_id = self.env["account.analytic.account"].create(
            {"name": "Main street", "plan_id": plan.id, "company_id": self.company.id}
        )
        order = self.booked(self.receipt(1, self.line("MUG", 1)))
        shift = self.close(self.take_shift(self.shift()))
        self.assertEqual(shift.state, "closed", shift.problem)
        sales = order.session_id.move_id.line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        self.assertEqual(
            sales.analytic_distribution,
            {str(self.main.analytic_account_id.id): 100.0},
        )

    # --- a shop's store sales ---

    def shop_order(self, number, **values):
        """Return a store sale as a shop platform tells it: an order with a place."""
        sale = self.receipt(number, self.line("MUG", 1), **values)
        known = {f.name for f in dataclass_fields(Order)}
        return Order(
            **{k: v for k, v in sale.__dict__.items() if k in known}
            | {"paid": sale.total}
        )

    def test_store_sales_of_a_shop_are_booked_as_receipts(self):
        self.backend.store_sales = "receipt"
        order = self.shop_order(1)
        items = [Item(order, version=order.updated_at.isoformat())]
        importer = self.env["retail.importer.order"]
        importer._import_or_bisect(items, self.backend)
        self.assertEqual(items[0].outcome.state, "done", items[0].outcome)
        self.assertEqual(items[0].records._name, "pos.order")
        self.assertEqual(items[0].records.amount_total, 10.80)
        self.assertFalse(
            self.env["retail.binding.order"].search(
                [("external_id", "=", order.external_id)]
            )
        )

    def test_a_refund_of_a_store_sale_is_a_receipt_too(self):
        self.backend.store_sales = "receipt"
        order = self.shop_order(1)
        sale = Item(order, version=order.updated_at.isoformat())
        self.env["retail.importer.order"]._import_or_bisect([sale], self.backend)
        stock = self.on_hand(self.mug)
        tax = replace(order.lines[0].taxes[0])
        refund = Refund(
            external_id="r/1",
            order_id=order.external_id,
            currency="USD",
            prices_include_tax=False,
            created_at=NOON + timedelta(hours=2),
            lines=(
                RefundLine(
                    kind="product",
                    subtotal=money("10.00"),
                    order_line_id="1",
                    quantity=Decimal(1),
                    taxes=(tax,),
                    restock="return",
                ),
            ),
            total=money("10.80"),
            tenders=(self.tender("-10.80", number="r1"),),
        )
        item = Item(Refunds(external_id=order.external_id, refunds=(refund,)))
        self.env["retail.importer.refund"]._import_or_bisect([item], self.backend)
        self.assertEqual(item.outcome.state, "done", item.outcome)
        self.assertEqual(item.records.amount_total, -10.80)
        self.assertEqual(item.records.lines.refunded_orderline_id, sale.records.lines)
        self.assertEqual(self.on_hand(self.mug), stock + 1)

    def test_a_place_nobody_told_of_is_listed_and_waits(self):
        self.backend.store_sales = "receipt"
        order = self.shop_order(1, store="P9", register="7")
        item = Item(order, version=order.updated_at.isoformat())
        self.env["retail.importer.order"]._import_or_bisect([item], self.backend)
        self.assertEqual(item.outcome.cause, "register_unmapped")
        [store] = self.backend.store_ids.filtered(lambda s: s.external_id == "P9")
        self.assertEqual(store.register_ids.mapped("external_id"), ["7"])

    def test_store_sales_stay_orders_unless_decided_otherwise(self):
        items = [Item(self.shop_order(1))]
        importer = self.env["retail.importer.order"]
        self.assertFalse(importer._store_sales(items, self.backend))
        self.backend.store_sales = "receipt"
        self.assertEqual(importer._store_sales(items, self.backend), items)
        web = Item(self.shop_order(2, channel="web"))
        self.assertFalse(importer._store_sales([web], self.backend))

    # --- rights ---

    def user(self, login, group, company=None):
        """Return a user of one group."""
        company = company or self.company
        return new_test_user(
            self.env,
            login,
            f"retail_connector_base.{group}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def test_who_may_read_and_change(self):
        self.booked(self.receipt(1, self.line("MUG", 1)))
        viewer = self.user("pos_viewer", "group_viewer")
        operator = self.user("pos_operator", "group_operator")
        manager = self.user("pos_manager", "group_manager")
        for name in MODELS:
            mine = self.env[name].with_user(viewer).search([])
            mine.read()
            for user in (viewer, operator):
                for right in ("write", "create", "unlink"):
                    self.assertFalse(
                        self.env[name].with_user(user).has_access(right), (name, right)
                    )
        for name in (
            "retail.pos.store",
            "retail.pos.store.tender",
            "retail.pos.register",
        ):
            self.assertTrue(self.env[name].with_user(manager).has_access("write"))
        for name in ("retail.pos.shift", "retail.binding.receipt", "retail.pos.number"):
            self.assertFalse(self.env[name].with_user(manager).has_access("write"))
        self.assertFalse(
            self.env["retail.pos.nonce"].with_user(manager).has_access("read")
        )

    def test_other_companies_see_nothing(self):
        self.booked(self.receipt(1, self.line("MUG", 1)))
        other = self.env["res.company"].create({"name": "Somebody else"})
        stranger = self.user("pos_stranger", "group_manager", other)
        for name in MODELS:
            mine = self.env[name].with_user(stranger)
            mine = mine.with_context(allowed_company_ids=other.ids)
            self.assertFalse(mine.search([]), name)

    def test_only_managers_make_keys_and_nobody_reads_them(self):
        operator = self.user("pos_operator2", "group_operator")
        with self.assertRaises(AccessError):
            self.till.with_user(operator)._new_key()
        manager = self.user("pos_manager2", "group_manager")
        with self.assertRaises(AccessError):
            self.till.with_user(manager).read(["key_cipher"])

    def test_a_heartbeat_by_document_moves_the_register(self):
        state = RegisterState(
            "1",
            "S1",
            NOON,
            epoch=1,
            last_sequence=3,
            queued=2,
            clock=NOON + timedelta(minutes=5),
        )
        item = Item(state)
        self.env["retail.importer.register"]._import_or_bisect([item], self.backend)
        self.assertEqual(item.outcome.state, "done")
        self.assertEqual((self.till.missing, self.till.queued), ("1-3", 2))
        self.assertTrue(self.till.clock_wrong)
