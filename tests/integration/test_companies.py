"""Two companies, a shop each: nothing of one is seen or booked by the other."""

from odoo.tests import new_test_user, tagged

from odoo.addons.retail_connector_shopify.tests.order_shop import OrderShopCase

GROUPS = (
    "base.group_user,sales_team.group_sale_manager,account.group_account_manager,"
    "stock.group_stock_manager,retail_connector_base.group_manager"
)


class Second(OrderShopCase):
    """The other company; its class has no tests of its own."""

    domain = "second-shop.myshopify.com"
    company_name = "Second Company"


@tagged("post_install", "-at_install", "retail")
class TestCompanies(OrderShopCase):
    """The same customer buys the same article in both shops."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = Second
        Second.env, Second.server = cls.env, cls.server
        Second._found()
        cls.addClassCleanup(cls.server.control.remove_shop, Second.domain)
        cls.sides = (cls, Second)
        for side in cls.sides:
            side.row = side.place(payment="paid", seed=5)
            side.fetch()
            side.book()
            side.do("order_action", order=side.row["id"], action="refund")
            side.fetch("refund")
            side.book()

    def models(self):
        """Return the models whose rows belong to one connection."""
        return [
            self.env[name].sudo()
            for name, model in self.env.registry.items()
            if not model._abstract
            and model._auto
            and not model._transient
            and {"backend_id", "company_id"} <= model._fields.keys()
            and model._fields["backend_id"].store
            and model._fields["backend_id"].comodel_name == "retail.backend"
        ]

    def rows(self, model, backend):
        """Return all rows of a connection, whoever may see them."""
        every = model.with_context(active_test=False, allowed_company_ids=[])
        return every.search([("backend_id", "=", backend.id)])

    def test_every_record_is_in_the_company_of_its_connection(self):
        used = set()
        for model in self.models():
            for side in self.sides:
                rows = self.rows(model, side.backend)
                if rows:
                    used.add(model._name)
                    self.assertEqual(rows.company_id, side.company, model._name)
                if "record_id" in model._fields and "company_id" in rows.record_id:
                    owners = rows.record_id.company_id
                    self.assertLessEqual(owners, side.company, model._name)
        self.assertLessEqual(
            {"retail.event", "retail.binding.order", "retail.binding.refund"}, used
        )

    def test_the_ledger_of_each_is_its_own(self):
        for side in self.sides:
            binding = side.binding(side.row)
            moves = (
                binding.record_id.invoice_ids
                | binding.refund_ids.record_id
                | binding.tender_ids.record_id.move_id
            )
            self.assertEqual(moves.company_id, side.company)
            self.assertEqual(moves.journal_id.company_id, side.company)
            self.assertEqual(moves.line_ids.account_id.company_ids, side.company)
            self.assertEqual(moves.line_ids.tax_ids.company_id, side.company)
            self.assertEqual(set(moves.mapped("state")), {"posted"})
            order = binding.record_id
            self.assertEqual(order.warehouse_id.company_id, side.company)
            self.assertEqual(order.picking_ids.company_id, side.company)
            self.assertEqual(order.order_line.tax_ids.company_id, side.company)
            self.assertLessEqual(order.partner_id.company_id, side.company)

    def test_people_of_one_company_see_nothing_of_the_other(self):
        for side, other in (self.sides, self.sides[::-1]):
            user = new_test_user(
                side.env,
                f"keeper{side.company.id}",
                groups=GROUPS,
                company_id=side.company.id,
                company_ids=[(6, 0, side.company.ids)],
            )

            def seen(model, user=user, company=side.company):
                context = {"active_test": False, "allowed_company_ids": company.ids}
                return self.env[model].with_user(user).with_context(**context)

            for model in self.models():
                mine = seen(model._name)
                if not mine.has_access("read"):
                    continue
                leaked = mine.search([("backend_id", "=", other.backend.id)])
                self.assertFalse(leaked, model._name)
                own = self.rows(model, side.backend)
                found = mine.search([("backend_id", "=", side.backend.id)])
                self.assertEqual(len(found), len(own), model._name)
            order = other.binding(other.row).record_id
            for model, records in (
                ("sale.order", order),
                ("account.move", order.invoice_ids),
                ("stock.picking", order.picking_ids),
            ):
                self.assertTrue(records)
                self.assertFalse(seen(model).search([("id", "in", records.ids)]))
            shown = seen("retail.overview").get_overview()["backends"]
            self.assertEqual([b["id"] for b in shown], side.backend.ids)

    def test_a_message_for_one_shop_reaches_no_other(self):
        def counts():
            self.env.invalidate_all()
            events = self.env["retail.event"].sudo()
            return [len(self.rows(events, side.backend)) for side in self.sides]

        first, second = counts()
        payload = {"admin_graphql_api_id": "gid://shopify/Order/999000111"}
        self.assertEqual(self.post("orders/updated", payload).status_code, 200)
        self.assertEqual(counts(), [first + 1, second])
        elsewhere = self.post("orders/updated", payload, shop=Second.domain)
        self.assertEqual(elsewhere.status_code, 401)
        self.assertEqual(counts(), [first + 1, second])
