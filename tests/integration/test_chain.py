"""From any document the whole chain, by any name; and an evidence file that checks."""

import base64
import hashlib
import io
import json
import zipfile

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.retail_connector_shopify.tests.common import ShopCase

OPERATOR = "retail_connector_base.group_operator"
NEEDED = {
    "sale.order",
    "account.move",
    "stock.picking",
    "retail.binding.order",
    "retail.binding.tender",
    "retail.event",
    "retail.trace",
}


@tagged("post_install", "-at_install", "retail")
class TestChain(ShopCase):
    """Find a thing, see where it came from and what came of it."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"
        self.clearing = self.env["account.account"].create(
            {
                "name": "Clearing of the shop's payments",
                "code": "109978",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(self.backend.company_id.ids)],
            }
        )
        self.orders = self.control("place_orders", count=2, plain=True, payment="none")
        for order in self.orders:
            self.control(
                "order_action", order=order["id"], action="pay",
                gateway="shopify_payments",
            )  # fmt: skip
            self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()
        for _turn in range(3):
            self.backend._job_confirm()
            self.backend._job_account()
            for row in self.env["retail.mapping.tender"].search(
                [("backend_id", "=", self.backend.id), ("state", "=", "suggested")]
            ):
                row.account_id = self.clearing
                row.action_approve()
        self.bindings = self.env["retail.binding.order"]._find(
            self.backend, [order["id"] for order in self.orders]
        )
        self.binding = self.bindings[self.orders[0]["id"]]

    def chain(self, record):
        """Return the chain that a record's Action menu opens."""
        action = self.env["retail.chain"].open_for(record)
        return self.env["retail.chain"].browse(action["res_id"])

    def find(self, text):
        """Return the chain screen after a search."""
        chain = self.env["retail.chain"].create({"query": text})
        chain.action_search()
        return chain

    def test_a_chain_is_whole_found_by_any_name_and_can_be_taken_away(self):
        self._every_document_leads_to_all_the_others()
        self._it_is_found_by_whatever_is_at_hand()
        self._the_evidence_file_checks_and_shows_what_was_changed()

    def _every_document_leads_to_all_the_others(self):
        sale = self.binding.record_id
        tender = self.binding.tender_ids.filtered("record_id")
        event = self.events(kind="order", entity_id=self.binding.external_id)
        for start in (
            self.binding,
            sale,
            sale.picking_ids[0],
            self.binding.invoice_id,
            self.binding.invoice_id.line_ids[0],
            tender[0],
            tender[0].record_id,
            event[0],
        ):
            with self.subTest(start._name):
                lines = self.chain(start).line_ids
                self.assertLessEqual(NEEDED, set(lines.mapped("res_model")))
                sales = lines.filtered(lambda line: line.res_model == "sale.order")
                self.assertEqual(sales.mapped("res_id"), sale.ids, "one order's only")
        steps = lines.filtered(lambda line: line.kind == "step")
        imported = steps.filtered(lambda line: line.name == "Imported order")
        self.assertTrue(imported[0].version.startswith("configuration"))
        self.assertTrue(imported[0].digest)
        rules = lines.filtered(lambda line: line.kind == "rule")
        self.assertIn("retail.mapping.tax", rules.mapped("res_model"))
        self.assertTrue(all(rules.mapped("version")))

    def _it_is_found_by_whatever_is_at_hand(self):
        number = self.binding.external_id.rpartition("/")[2]
        for text in (
            self.binding.external_id,
            number,
            self.binding.external_name,
            self.binding.external_name.removeprefix("#"),
            f"{self.binding.total:.2f}",
            self.binding.invoice_id.name,
            self.binding.record_id.picking_ids[0].name,
        ):
            with self.subTest(text):
                found = self.find(text).found_ids
                self.assertTrue(found, text)
                row = next(
                    row for row in found
                    if row.res_model in ("retail.binding.order", "account.move",
                                         "stock.picking")
                )  # fmt: skip
                row.action_trace()
                chain = row.chain_id
                self.assertIn("sale.order", chain.line_ids.mapped("res_model"))
        self.assertFalse(self.find("nobody knows this").found_ids)

    def _the_evidence_file_checks_and_shows_what_was_changed(self):
        operator = new_test_user(
            self.env,
            "takes",
            groups=f"{OPERATOR},sales_team.group_sale_salesman_all_leads",
        )
        chain = self.chain(self.binding)
        with self.assertRaises(AccessError):
            viewer = new_test_user(
                self.env, "sees", groups="retail_connector_base.group_viewer"
            )
            self.env["retail.chain"].with_user(viewer).create({}).action_export()
        mine = self.env["retail.chain"].with_user(operator)
        chain = mine.browse(mine.open_for(self.binding.with_user(operator))["res_id"])
        files = self.unpack(chain)
        sums = dict(
            reversed(line.split("  "))
            for line in files["SHA256SUMS"].decode().splitlines()
        )
        for name, digest in sums.items():
            self.assertEqual(hashlib.sha256(files[name]).hexdigest(), digest, name)
        self.assertEqual(set(sums), set(files) - {"SHA256SUMS"})
        self.assertTrue(any(name.endswith("/fetched.json") for name in files))
        verified = json.loads(files["verified.json"])
        self.assertTrue(
            verified and all(v["untouched"] is not False for v in verified.values())
        )
        event = self.events(kind="order", entity_id=self.binding.external_id)[-1]
        self.assertEqual(
            self.env["retail.trace"]
            .search([("event_id", "=", event.id), ("step", "=", "disclosed")])
            .user_id,
            operator,
        )
        self.env.cr.execute(
            "UPDATE retail_event SET document = fetched WHERE id = %s", [event.id]
        )
        self.env.invalidate_all()
        again = json.loads(self.unpack(chain)["verified.json"])
        self.assertIs(again[str(event.id)]["untouched"], False)

    def unpack(self, chain):
        """Export the evidence; return name -> content."""
        url = chain.action_export()["url"]
        number = int(url.rpartition("/")[2].partition("?")[0])
        packed = base64.b64decode(self.env["ir.attachment"].sudo().browse(number).datas)
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
