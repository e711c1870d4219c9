"""Which orders come in, on which terms they are confirmed, what expires."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..canonical import Instalment, PaymentTerms, Quotation
from .importer_common import ImporterCase
from .importer_documents import PLACED


@tagged("post_install", "-at_install", "retail")
class TestOrderIntake(ImporterCase):
    """Choose orders, confirm on account, expire, keep what the shop tells."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"

    def _stages(self, *documents):
        items = self._import(*documents)
        self.assertEqual({i.outcome.state for i in items}, {"done"}, items)
        found = self.env["retail.binding.order"]._find(
            self.backend, [d.external_id for d in documents]
        )
        rows = [found[d.external_id] for d in documents]
        return [(row.rule, row.stage) for row in rows]

    def _unpaid(self, external_id, terms=None, gateway=None, **values):
        pending = [self.tender(f"t{external_id}", 20, status="pending")]
        if gateway:
            pending = [
                self.tender(f"t{external_id}", 20, status="pending", gateway=gateway)
            ]
        return self.order(
            external_id, status="pending", tenders=pending, terms=terms, **values
        )

    # --- the list of orders to import ---

    def test_all_orders_are_imported_by_default(self):
        self._import(self.order("1"))
        self.assertFalse(self.env["retail.staged.order"].search([]))

    def test_a_filter_imports_some_and_the_others_wait(self):
        self.backend.write(
            {"order_intake": "filter", "order_filter": "[('tags', 'ilike', 'vip')]"}
        )
        vip, other = self._import(
            self.order("1", tags=("VIP",)),
            self.order(
                "2", risk="high", shipping=self.address(country_code="CA"), tags=("x",)
            ),
        )
        self.assertEqual(vip.outcome.state, "done")
        self.assertEqual(other.outcome[:2], ("ignored", "staged"))
        staged = self.env["retail.staged.order"].search(
            [("backend_id", "=", self.backend.id)], order="external_id"
        )
        self.assertRecordValues(
            staged,
            [
                {"external_id": "1", "state": "imported", "country_code": False},
                {"external_id": "2", "state": "waiting", "country_code": "CA"},
            ],
        )
        self.assertRecordValues(
            staged[1],
            [{"risk": "high", "financial_status": "paid", "total": 20.0, "tags": "x"}],
        )

    def test_a_person_chooses_and_the_order_is_read_again(self):
        self.backend.order_intake = "none"
        document = self.order("1")
        self._import(document, self.order("2"))
        first, second = self.env["retail.staged.order"].search(
            [("backend_id", "=", self.backend.id)], order="external_id"
        )
        operator = new_test_user(
            self.env,
            login="order-operator",
            groups="retail_connector_base.group_operator",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with trap_jobs():
            first.with_user(operator).action_import()
            second.with_user(operator).action_skip()
        event = self.env["retail.event"].search(
            [("backend_id", "=", self.backend.id), ("entity_id", "=", "1")]
        )
        self.assertRecordValues(event, [{"kind": "order", "state": "received"}])
        [item] = self._import(document)
        self.assertEqual(item.outcome.state, "done")
        self.assertEqual((first.state, second.state), ("imported", "skipped"))
        [item] = self._import(
            self.order("1", lines=[self.line("l1", 10, 3)], updated_at=self.later(1))
        )
        self.assertEqual(item.outcome.state, "done", "what is in is kept up to date")

    # --- confirmed before it is paid ---

    def test_what_is_confirmed_before_it_is_paid(self):
        terms = PaymentTerms("Net 30", "net", 30)
        receipt = PaymentTerms("Due on receipt", "receipt")
        documents = [
            self._unpaid("1", terms),
            self._unpaid("2", receipt),
            self._unpaid("3", gateway="Cash on Delivery (COD)"),
            self._unpaid("4", gateway="Bank Deposit"),
        ]
        self.assertEqual(
            self._stages(*documents),
            [
                ("on_account", "confirm"),
                ("unpaid", "held"),
                ("paid_on_delivery", "confirm"),
                ("unpaid", "held"),
            ],
        )

    def test_policies_switch_both_off(self):
        self.backend.write({"confirm_on_account": False, "pay_later_gateways": False})
        documents = [
            self._unpaid("1", PaymentTerms("Net 30", "net", 30)),
            self._unpaid("3", gateway="Cash on Delivery (COD)"),
        ]
        self.assertEqual(self._stages(*documents), [("unpaid", "held")] * 2)

    def test_cash_on_delivery_is_paid_when_the_shop_says_so(self):
        self._map_tender("Cash on Delivery (COD)")
        document = self._unpaid("1", gateway="Cash on Delivery (COD)")
        [binding] = self._account(document)
        self.assertEqual(binding.invoice_id.payment_state, "not_paid")
        paid = self.tender("t1", 20, gateway="Cash on Delivery (COD)")
        self._import(self.order("1", tenders=[paid], updated_at=self.later(5)))
        self.backend._job_account()
        self.assertIn(binding.invoice_id.payment_state, ("paid", "in_payment"))

    # --- payment terms ---

    def test_due_dates_are_the_shops(self):
        due = PLACED + timedelta(days=45)
        documents = [
            self._unpaid("1", PaymentTerms("Net 30", "net", 30)),
            self._unpaid(
                "2",
                PaymentTerms(
                    "Fixed", "fixed", None, (Instalment(self.money(20), due),)
                ),
            ),
            self._unpaid(
                "3",
                PaymentTerms(
                    "Halves",
                    "net",
                    30,
                    (
                        Instalment(self.money("6.67"), PLACED + timedelta(days=30)),
                        Instalment(self.money("13.33"), due),
                    ),
                ),
            ),
        ]
        bindings = self._account(*documents)
        self.assertEqual(set(bindings.mapped("stage")), {"done"})
        net, fixed, halves = (b.invoice_id for b in bindings)
        self.assertEqual(
            (net.invoice_date_due, fixed.invoice_date_due),
            ((PLACED + timedelta(days=30)).date(), due.date()),
        )
        owed = halves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).sorted("date_maturity")
        self.assertRecordValues(
            owed,
            [
                {
                    "date_maturity": (PLACED + timedelta(days=30)).date(),
                    "amount_currency": 6.67,
                    "balance": 6.67,
                },
                {
                    "date_maturity": due.date(),
                    "amount_currency": 13.33,
                    "balance": 13.33,
                },
            ],
        )
        self.assertEqual(bindings[0].record_id.retail_terms, "Net 30")

    # --- unpaid for too long ---

    def test_unpaid_orders_expire_after_the_days_of_the_policy(self):
        self._import(
            self._unpaid("1"),
            self._unpaid("2", created_at=fields.Datetime.now().astimezone()),
            self._unpaid("3"),
        )
        found = self.env["retail.binding.order"]._find(self.backend, ["1", "2", "3"])
        found["3"].released = True
        self.env["retail.backend"]._expire_unpaid()
        self.assertEqual(found["1"].stage, "held", "never unless the policy says so")
        self.backend.expire_unpaid_days = 10
        self.env["retail.backend"]._expire_unpaid()
        self.assertRecordValues(
            found["1"], [{"stage": "cancelled", "stage_cause": "unpaid_expired"}]
        )
        self.assertEqual(found["1"].record_id.state, "cancel")
        self.assertEqual((found["2"].stage, found["3"].stage), ("held", "held"))

    # --- what the shop tells beside the lines ---

    def test_attributes_tags_staff_and_campaign_are_on_the_order(self):
        order, binding = self._imported(
            self.order(
                tags=("gift", "vip"),
                note="Ring twice",
                staff="s1",
                attributes={
                    "gift_wrap": "yes",
                    "utm_source": "newsletter",
                    "utm_campaign": "Autumn 26",
                },
                shipping=self.address(),
            )
        )
        self.assertRecordValues(
            binding, [{"tags": "gift, vip", "country_code": "US", "staff": "s1"}]
        )
        self.assertEqual(order.retail_note, "Ring twice")
        self.assertIn("gift_wrap: yes", order.retail_attributes)
        self.assertEqual(order.source_id.name, "newsletter")
        self.assertEqual(order.campaign_id.name, "Autumn 26")
        again, _binding = self._imported(
            self.order("2", attributes={"utm_source": "newsletter"})
        )
        self.assertEqual(again.source_id, order.source_id)

    # --- draft orders ---

    def _draft(self, closed=False, minutes=0, **values):
        order = self.order("d1", name="#D1", status="pending", tenders=[], **values)
        known = {name: getattr(order, name) for name in order.__dataclass_fields__}
        known["updated_at"] = self.later(minutes)
        return Quotation(**known, closed=closed, successor_id="9" if closed else "")

    def test_a_draft_is_a_quotation_until_it_is_sold(self):
        [item] = self._import(self._draft(), kind="quotation")
        self.assertEqual(item.outcome.state, "done", item.outcome)
        order = item.records
        binding = order.retail_binding_ids
        self.assertEqual((order.state, order.amount_total), ("draft", 20))
        self.assertRecordValues(
            binding, [{"stage": "held", "stage_cause": "quotation"}]
        )
        with self.assertRaises(UserError):
            binding.action_release()
        self.assertEqual(binding.stage, "held", "the shop sells it, not Odoo")
        self._import(
            self._draft(lines=[self.line("l1", 7)], minutes=1), kind="quotation"
        )
        self.assertEqual(order.amount_total, 7)
        self._import(self._draft(True, 2, lines=[self.line("l1", 7)]), kind="quotation")
        self.assertEqual((order.state, binding.stage), ("cancel", "cancelled"))

    def test_a_draft_that_was_sold_before_is_not_imported(self):
        [item] = self._import(self._draft(True), kind="quotation")
        self.assertEqual(item.outcome[:2], ("ignored", "quotation_sold"))

    # --- cheap ---

    def test_more_orders_take_no_more_queries_each(self):
        def orders(prefix, count):
            return [
                self.order(
                    f"{prefix}{n}",
                    customer=self.party(f"c{n}", f"Buyer {n}", f"b{n}@example.com"),
                    attributes={"utm_source": "news"},
                    tags=("a",),
                )
                for n in range(count)
            ]

        self._import(*orders("warm", 50))
        counts = []
        for prefix, count in (("a", 10), ("b", 50)):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._import(*orders(prefix, count))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 40, counts)
