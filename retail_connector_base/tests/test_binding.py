"""Bindings: unique, searchable, shown on records, seen by their company only."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .importer_common import ImporterCase

MODELS = ("party", "template", "variant", "location", "order", "tender")


@tagged("post_install", "-at_install", "retail")
class TestBinding(ImporterCase):
    """Bind records and look them up."""

    def test_external_id_and_record_are_unique_in_a_backend(self):
        Binding = self.env["retail.binding.variant"]
        values = {"backend_id": self.backend.id}
        with mute_logger("odoo.sql_db"):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                Binding.create({**values, "external_id": "v-MUG"})
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                Binding.create({**values, "external_id": "x", "record_id": self.mug.id})
        Binding.create([{**values, "external_id": key} for key in ("open1", "open2")])

    def test_another_backend_binds_the_same(self):
        other = self.backend.copy({"name": "Second shop"})
        binding = self.env["retail.binding.variant"].create(
            {
                "backend_id": other.id,
                "external_id": "v-MUG",
                "record_id": self.mug.id,
            }
        )
        self.assertEqual(binding.company_id, self.company)
        self.mug.invalidate_recordset()
        self.assertEqual(self.mug.retail_binding_count, 2)

    def test_bind_writes_and_creates_in_batches(self):
        Binding = self.env["retail.binding.party"]
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}"} for n in range(20)]
        )
        rows = [
            {"external_id": f"x{n}", "record_id": partner.id}
            for n, partner in enumerate(partners)
        ]
        Binding._bind(self.backend, rows[:1])
        self.env.flush_all()
        with self.assertQueryCount(8):
            bound = Binding._bind(self.backend, rows)
            self.env.flush_all()
        self.assertEqual(len(bound), 20)
        self.assertTrue(all(binding.synced_at for binding in bound.values()))

    def test_records_show_and_are_found_by_external_id(self):
        order, binding = self._imported(self.order())
        cases = (
            (order, "1001"),
            (order.partner_id, "c1"),
            (self.mug, "v-MUG"),
        )
        for record, external_id in cases:
            with self.subTest(model=record._name):
                self.assertEqual(record.retail_binding_count, 1)
                self.assertEqual(record.retail_external_id, external_id)
                for operator in ("=", "ilike", "in"):
                    value = [external_id] if operator == "in" else external_id
                    self.assertIn(
                        record,
                        record.search([("retail_external_id", operator, value)]),
                    )
                action = record.action_open_retail_bindings()
                self.assertEqual(
                    self.env[action["res_model"]].search_count(action["domain"]), 1
                )
        self.assertEqual(binding.action_open_record()["res_id"], order.id)
        self.assertEqual(binding._document().external_id, "1001")

    def test_viewer_reads_and_operator_decides(self):
        _order, binding = self._imported(self.order(risk="high"))
        viewer = self._user("group_viewer")
        operator = self._user("group_operator")
        self.assertEqual(binding.with_user(viewer).stage, "held")
        with self.assertRaises(AccessError):
            binding.with_user(viewer).action_release()
        binding.with_user(operator).action_release()
        self.assertEqual(binding.stage, "confirm")

    def test_other_companies_see_nothing(self):
        self._imported(self.order())
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._user("group_manager", other)
        for name in MODELS:
            model = f"retail.binding.{name}"
            with self.subTest(model=model):
                self.assertFalse(
                    self.env[model]
                    .with_user(stranger)
                    .with_context(allowed_company_ids=other.ids)
                    .search([("backend_id", "=", self.backend.id)])
                )
        for name in ("tax", "tender", "shipping"):
            model = f"retail.mapping.{name}"
            with self.subTest(model=model):
                self.assertFalse(
                    self.env[model]
                    .with_user(stranger)
                    .with_context(allowed_company_ids=other.ids)
                    .search([("backend_id", "=", self.backend.id)])
                )

    def _user(self, group, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            f"bind_{group}_{company.id}",
            f"base.group_user,retail_connector_base.{group}",
            company_id=company.id,
            company_ids=company.ids,
        )
