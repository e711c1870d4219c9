"""A shop that was there before: a report first, then what was decided."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .product_case import ProductCase


@tagged("post_install", "-at_install", "retail")
class TestProductAdoption(ProductCase):
    """Read, report, decide, apply."""

    def setUp(self):
        super().setUp()
        self.backend.unmatched_product = "park"
        for row in self.control("catalog"):
            if row["product_id"] in self.records.table("Product"):
                self.control("delete_product", sku=row["variant_id"])
        for title, sku, barcode in (
            ("Known", "KNOWN", None),
            ("By barcode", "OTHER", "96385074"),
            ("Missing", "MISSING", None),
            ("Blank", None, None),
            ("Twice here", "HERE", None),
            ("Same one", "SAME", None),
            ("Same two", "SAME", None),
        ):
            self.control("add_product", title=title, sku=sku, barcode=barcode)
        create = self.env["product.product"].create
        self.known = create({"name": "K", "default_code": "KNOWN"})
        self.coded = create({"name": "B", "barcode": "96385074"})
        create([{"name": name, "default_code": "HERE"} for name in ("H1", "H2")])
        create({"name": "S", "default_code": "SAME"})

    def _report(self, **values):
        adoption = self.env["retail.adoption"].create(
            {"backend_id": self.backend.id, **values}
        )
        adoption.action_read()
        self.backend._job_adopt(adoption.id)
        return adoption

    def _counts(self):
        return [
            self.env[model].search_count([])
            for model in (
                "product.product",
                "retail.binding.variant",
                "retail.binding.template",
                "retail.listing",
                "retail.outbox",
            )
        ]

    def test_the_report_names_what_does_not_match_and_writes_nothing(self):
        before = self._counts()
        self.control("stats", reset=True)
        adoption = self._report()
        self.assertEqual(adoption.state, "report")
        self.assertEqual(
            {line.product_title: line.mismatch for line in adoption.line_ids},
            {
                "Known": "matched",
                "By barcode": "matched",
                "Missing": "missing",
                "Blank": "blank",
                "Twice here": "duplicate",
                "Same one": "duplicate",
                "Same two": "duplicate",
            },
        )
        self.assertRecordValues(
            adoption,
            [
                {
                    "variant_count": 7,
                    "matched_count": 2,
                    "missing_count": 1,
                    "duplicate_count": 3,
                    "blank_count": 1,
                    "open_count": 5,
                }
            ],
        )
        self.assertEqual(self._counts(), before)
        self.assertEqual(
            set(self.control("stats")["calls"]), {"ProductsChanged", "ProductsById"}
        )

    def test_what_is_decided_is_done_and_the_rest_waits(self):
        adoption = self._report(create_missing=True)
        lines = {line.product_title: line for line in adoption.line_ids}
        self.assertEqual(lines["Missing"].decision, "create")
        lines["Blank"].action_ignore()
        lines["Twice here"].action_create()
        adoption.action_apply()
        self.assertEqual(adoption.state, "done")
        self.drain()
        self.settle()
        found = self.env["retail.binding.variant"]._find(
            self.backend, [line.external_id for line in lines.values()]
        )
        by_title = {title: found.get(line.external_id) for title, line in lines.items()}
        self.assertEqual(by_title["Known"].record_id, self.known)
        self.assertEqual(by_title["By barcode"].record_id, self.coded)
        self.assertEqual(by_title["Missing"].record_id.name, "Missing")
        self.assertEqual(by_title["Twice here"].record_id.default_code, "HERE")
        self.assertEqual(by_title["Blank"].state, "ignored")
        self.assertFalse(by_title["Same one"])
        self.assertTrue(by_title["Known"].stock_external_id)
        listing = self.env["retail.listing"].search(
            [("template_id", "=", self.known.product_tmpl_id.id)]
        )
        self.assertEqual(listing.title, "Known")

    def test_two_variants_are_never_one_product(self):
        adoption = self._report()
        lines = {line.product_title: line for line in adoption.line_ids}
        lines["Missing"].write({"product_id": self.known.id, "decision": "match"})
        with self.assertRaises(UserError):
            adoption.action_apply()

    def test_what_is_bound_already_is_left_alone(self):
        adoption = self._report()
        adoption.action_apply()
        self.drain()
        again = self._report()
        known = again.line_ids.filtered(lambda line: line.sku == "KNOWN")
        self.assertRecordValues(
            known, [{"mismatch": "bound", "product_id": self.known.id}]
        )
