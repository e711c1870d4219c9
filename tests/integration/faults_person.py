"""A person who knows nothing but the runbook, and does what its pages say."""

from lxml import html

from odoo import fields
from odoo.tools.misc import file_open

from odoo.addons.retail_connector_base.models.retail_exception_action import RUNBOOKS

from .faults import tamper


class Person:
    """Repair discrepancies, each by the steps of its cause's page.

    Every step of a page is a method here, by cause and number. A page with more or
    other steps than are known here fails: it is the page that leads, not this script.
    """

    def __init__(self, case):
        self.case, self.env = case, case.env
        with file_open(RUNBOOKS.lstrip("/"), "rb") as file:
            page = html.fromstring(file.read().decode())
        self.pages = {
            section.get("id"): [step.text_content() for step in section.iter("li")]
            for section in page.iter("section")
        }

    def repair(self, discrepancy):
        """Follow the page of a discrepancy's cause to its end."""
        cause = discrepancy.type
        for number, text in enumerate(self.pages[cause], start=1):
            getattr(self, f"{cause}_{number}")(discrepancy, text)

    def _tell(self, text, *words):
        """The step really says what is done here."""
        for word in words:
            self.case.assertIn(word.lower(), text.lower())

    def count_again(self, discrepancy):
        """Press Count again on the day, and let it run."""
        discrepancy.tally_id.action_count()
        self.case.check()

    # --- at the platform, not in Odoo: it waits for another cause ---

    def missing_in_odoo_1(self, row, text):
        self._tell(text, "message", "cause")
        event = self.env["retail.event"].browse(row.res_id)
        self.case.assertEqual(event.cause, "product_unmatched")
        self._tell(self.pages[event.cause][0], "products", "press create there")
        self.env["retail.binding.variant"].search(
            [("backend_id", "=", row.backend_id.id), ("state", "=", "unmatched")]
        ).action_create_product()
        event.action_retry()
        self.case.work()

    def missing_in_odoo_2(self, row, text):
        self._tell(text, "test it")

    def missing_in_odoo_3(self, row, text):
        self._tell(text, "count again")
        self.count_again(row)

    # --- booked twice ---

    def duplicate_document_1(self, row, text):
        self._tell(text, "order number")
        self.twins = self.env["sale.order"].search(
            [("client_order_ref", "=", row.reference), ("state", "!=", "cancel")]
        )
        self.case.assertEqual(len(self.twins), 2)

    def duplicate_document_2(self, row, text):
        self._tell(text, "cancel", "no channel")
        self.twins.filtered(lambda sale: not sale.retail_binding_count).action_cancel()

    def duplicate_document_3(self, row, text):
        self._tell(text, "count again")
        self.count_again(row)

    # --- amounts differ ---

    def amount_mismatch_1(self, row, text):
        self._tell(text, "both amounts")
        self.case.assertNotEqual(row.expected, row.found)

    def amount_mismatch_2(self, row, text):
        self._tell(text, "set it back")
        binding = self.env["retail.binding.order"].browse(row.res_id)
        if row.kind == "invoice":
            invoice = binding.invoice_id
            if invoice.state == "cancel":
                invoice.button_draft()
                invoice.action_post()
        else:
            binding.record_id.order_line._compute_amount()
            binding.record_id._compute_amounts()

    def amount_mismatch_3(self, row, text):
        self._tell(text, "resolve")

    def amount_mismatch_4(self, row, text):
        self._tell(text, "count again")
        self.count_again(row)

    # --- evidence ---

    def payload_changed_1(self, row, text):
        self._tell(text, "export the evidence")

    def payload_changed_2(self, row, text):
        self._tell(text, "backup")

    def payload_changed_3(self, row, text):
        self._tell(text, "replay")
        number = int(row.note.partition(" ")[2].partition(" ")[0])
        self.env["retail.event"].browse(number).action_replay()
        self.case.work()

    def payload_changed_4(self, row, text):
        self._tell(text, "verify")
        self.env["retail.seal"].search([], limit=1).action_verify()

    def trace_changed_1(self, row, text):
        self._tell(text, "note the numbers")

    def trace_changed_2(self, row, text):
        self._tell(text, "backup")
        tamper(self.env, "UPDATE retail_trace SET note = NULL "
               "WHERE note = 'never mind'")  # fmt: skip

    def trace_changed_3(self, row, text):
        self._tell(text, "verify")
        self.env["retail.seal"].search([], limit=1).action_verify()

    def certificate_changed_1(self, row, text):
        self._tell(text, "names each certificate")

    def certificate_changed_2(self, row, text):
        self._tell(text, "write it back")
        tamper(self.env, "UPDATE retail_certificate SET healed = healed - 1 "
               "WHERE id = %s", self.case.certificate.id)  # fmt: skip

    def certificate_changed_3(self, row, text):
        self._tell(text, "verify all")
        self.case.certificate.action_verify()

    # --- a till that is late: the alert names it ---

    def visit_store(self):
        """Connect the till again: it sends what waited."""
        self.case.register.write(
            {
                "queued": 0,
                "oldest_queued_at": False,
                "last_seen_at": fields.Datetime.now(),
            }
        )
