"""The mandatory privacy topics: what is stored of a customer is told and erased."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import DOMAIN
from .order_shop import OrderShopCase

SHOP_ID = 4711


@tagged("post_install", "-at_install", "retail")
class TestPrivacy(OrderShopCase):
    """Signed requests through the real route; the ledger stays as it is."""

    policies = {"accounting_policy": "summary"}

    def setUp(self):
        super().setUp()
        self.row = self.place(seed=31, payment="paid")
        self.fetch("party")
        self.fetch()
        self.order = self.binding(self.row)
        self.assertTrue(self.order)
        self.document = self.order._document()
        self.customer = self.document.customer.external_id
        self.party = self.env["retail.binding.party"]._find(
            self.backend, [self.customer]
        )[self.customer]
        self.contact = self.party.record_id
        self.orders = self.order.search(
            [
                ("backend_id", "=", self.backend.id),
                ("record_id.partner_id", "=", self.contact.id),
            ]
        )
        self.contact.write(
            {"email": "ann@example.com", "phone": "+1 555 0100", "city": "Boston"}
        )

    # --- doing ---

    def body(self, topic, **more):
        number = int(self.customer.rpartition("/")[2])
        order = int(self.row["id"].rpartition("/")[2])
        named = {"customers/redact": "orders_to_redact"}.get(topic, "orders_requested")
        return {
            "shop_id": SHOP_ID,
            "shop_domain": DOMAIN,
            "customer": {"id": number, "email": "ann@example.com", "phone": None},
            named: [order],
            **more,
        }

    def ask(self, topic, body=None):
        """Send a request as the platform does, and work on it."""
        body = body or self.body(topic)
        self.assertEqual(self.post(topic, body).status_code, 200)
        self.drain()
        request = self.env["retail.privacy.request"].search(
            [("backend_id", "=", self.backend.id)], limit=1
        )
        self.backend._job_privacy(request.id)
        self.env.invalidate_all()
        return request

    def ship_and_close(self):
        """Deliver and account what the customer ever bought."""
        self.book()
        open_ones = self.orders.record_id.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        for picking in open_ones:
            picking.move_ids.write({"quantity": 0, "picked": True})
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
            picking.with_context(skip_backorder=True).button_validate()
        self.orders.stage = "done"

    def stored(self, kind, entity):
        events = self.events(kind=kind, entity_id=entity)
        self.assertTrue(events)
        return [
            text for e in events for text in (e.payload, e.fetched, e.document) if text
        ]

    def line(self, request, code, reason=False):
        return request.line_ids.filtered(
            lambda line: line.code == code and line.reason_code == reason
        )

    # --- cases ---

    def test_a_customer_is_told_what_is_stored(self):
        body = self.body("customers/data_request", data_request={"id": 9})
        request = self.ask("customers/data_request", body)
        self.assertRecordValues(
            request,
            [
                {
                    "kind": "access",
                    "state": "ready",
                    "email": "ann@example.com",
                    "partner_ids": request.partner_ids.ids,
                    "due_date": request.requested_at.date() + timedelta(days=30),
                }
            ],
        )
        self.assertIn(self.contact, request.partner_ids)
        content = request.content
        self.assertIn("ann@example.com", [c["email"] for c in content["contacts"]])
        order = {one["name"]: one for one in content["orders"]}[self.row["name"]]
        self.assertEqual(f"{order['total']:.2f}", self.row["total"])
        self.assertTrue(content["messages"])
        self.assertTrue(request.activity_ids, "somebody is reminded to answer")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "retail_connector_base.report_privacy", request.ids
        )
        self.assertIn(b"ann@example.com", html)
        self.assertIn(self.row["name"].encode(), html)
        request.action_answered()
        self.assertEqual((request.state, len(request.activity_ids)), ("done", 0))
        self.assertEqual(request.answered_by_id, self.env.user)

    def test_a_customer_is_erased_everywhere_and_the_amounts_stay(self):
        self.ship_and_close()
        moves = self.order.record_id.invoice_ids.filtered(lambda m: m.state == "posted")
        total = self.order.record_id.amount_total
        asked = self.ask(
            "customers/data_request",
            self.body("customers/data_request", data_request={"id": 8}),
        )
        request = self.ask("customers/redact")
        self.assertEqual(request.state, "done", request.line_ids.mapped("reason"))
        self.assertFalse(self.stored("order", self.row["id"]))
        self.assertFalse(self.stored("party", self.customer))
        document = self.order._document()
        self.assertEqual(
            (document.customer, document.email, document.shipping.street),
            (None, "", ""),
        )
        self.assertEqual(document.total, self.document.total)
        self.assertEqual(self.order.record_id.amount_total, total)
        self.assertEqual(
            self.order.record_id.invoice_ids.filtered(lambda m: m.state == "posted"),
            moves,
        )
        contact = self.order.record_id.partner_id
        self.assertFalse(contact.email or contact.phone)
        self.assertFalse(self.party.exists())
        self.assertFalse(asked.content or asked.email, "earlier answers are forgotten")
        self.assertGreaterEqual(self.line(request, "message").erased, 2)
        steps = self.env["retail.trace"].search(
            [("entity_id", "=", request.external_id), ("step", "=", "erased")]
        )
        self.assertEqual(len(steps), 1)
        self.assertNotIn("ann@example.com", str(request.read()))

    def test_erasing_again_finds_nothing_and_is_the_same_record(self):
        self.ship_and_close()
        first = self.ask("customers/redact")
        erased = {line.code: line.erased for line in first.line_ids if line.erased}
        second = self.ask("customers/redact")
        self.assertEqual((second, second.runs), (first, 2))
        again = {line.code: line.erased for line in second.line_ids if line.erased}
        # The request itself is a message of the customer; it holds ids only.
        again["message"] = erased["message"]
        self.assertEqual(again, erased)

    def test_an_open_order_keeps_its_customer_until_it_is_done(self):
        request = self.ask("customers/redact")
        self.assertEqual(request.state, "partly")
        self.assertEqual(self.line(request, "document", "open").kept, len(self.orders))
        self.assertEqual(self.line(request, "contact", "open").waits, "later")
        self.assertEqual(self.contact.email, "ann@example.com")
        self.ship_and_close()
        self.env["retail.privacy.request"]._care()
        self.backend._job_privacy(request.id)
        self.env.invalidate_all()
        self.assertEqual(request.state, "done", request.line_ids.mapped("reason"))
        self.assertFalse(self.contact.email)

    def test_a_contact_that_was_there_before_waits_for_a_decision(self):
        self.ship_and_close()
        self.party.owned = False
        request = self.ask("customers/redact")
        self.assertEqual(request.state, "partly")
        self.assertEqual(self.line(request, "contact", "before").waits, "decide")
        self.assertTrue(request.activity_ids)
        self.assertEqual(self.contact.email, "ann@example.com")
        request.action_erase_anyway()
        self.backend._job_privacy(request.id)
        self.env.invalidate_all()
        self.assertEqual(request.state, "done", request.line_ids.mapped("reason"))
        self.assertEqual(request.decided_by_id, self.env.user)
        self.assertFalse(self.contact.email)

    def test_a_posted_invoice_keeps_name_and_address_only(self):
        self.ship_and_close()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": self.company.id,
                "partner_id": self.contact.id,
                "invoice_line_ids": [(0, 0, {"name": "Repair", "price_unit": 10.0})],
            }
        )
        invoice.action_post()
        name = self.contact.name
        request = self.ask("customers/redact")
        self.assertEqual(self.contact.name, name)
        self.assertFalse(self.contact.email or self.contact.phone)
        self.assertIn(invoice.name, self.line(request, "invoice", "law").records)
        self.assertEqual(invoice.state, "posted")

    def test_a_message_that_was_only_recorded_is_forgotten_when_it_names_him(self):
        self.ship_and_close()
        self.post("checkouts/create", {"id": 1, "email": "ann@example.com"})
        self.post("checkouts/update", {"id": 2, "email": "bob@example.com"})
        self.ask("customers/redact")
        self.assertFalse(self.events(topic="checkouts/create")[:1].payload)
        self.assertTrue(self.events(topic="checkouts/update")[:1].payload)

    def test_a_shop_that_left_is_erased_though_it_is_paused_and_archived(self):
        self.ship_and_close()
        self.backend._pause("The app was uninstalled.")
        self.backend.active = False
        self.assertEqual(self.post("orders/create", {"id": 1}).status_code, 503)
        request = self.ask("shop/redact", {"shop_id": SHOP_ID, "shop_domain": DOMAIN})
        for _round in range(5):
            self.backend._job_privacy(request.id)
        self.env.invalidate_all()
        self.assertEqual(request.kind, "erase_shop")
        self.assertFalse(self.contact.email)
        self.assertFalse(self.stored("order", self.row["id"]))
        self.assertEqual(self.order._document().email, "")

    def test_a_body_of_another_topic_or_shop_erases_nothing(self):
        foreign = {**self.body("customers/redact"), "shop_domain": "x.myshopify.com"}
        for topic, body in (
            ("shop/redact", self.body("customers/redact")),
            ("customers/redact", {"id": 1, "customer": {"id": 5}, "shop_id": 1}),
            ("customers/redact", foreign),
        ):
            self.assertEqual(self.post(topic, body).status_code, 200)
        self.drain()
        self.assertFalse(self.env["retail.privacy.request"].search_count([]))
        self.assertEqual(set(self.events(cause="rejected").mapped("state")), {"parked"})
        unsigned = self.post("customers/redact", self.body("customers/redact"), "guess")
        self.assertEqual(unsigned.status_code, 401)

    def test_what_comes_from_the_shop_afterwards_is_taken(self):
        self.ship_and_close()
        self.ask("customers/redact")
        erased = self.order.record_id.partner_id
        self.do("configure")
        self.post("orders/updated", {"admin_graphql_api_id": self.row["id"]})
        self.drain()
        event = self.events(topic="orders/updated")[:1]
        self.assertIn(event.state, ("done", "ignored"), event.error)
        self.assertEqual(self.order.record_id.partner_id, erased)
        self.assertLess(event.received_at, fields.Datetime.now() + timedelta(hours=1))
