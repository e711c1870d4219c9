"""Versions of an order: what the shop changed, when, and what became of it."""

from odoo import api, fields, models

from ..canonical import codec
from ..importers.order_content import fingerprint, naive
from ..importers.order_merge import line_changes, summary
from .compressed import CompressedText

STATES = [
    ("waiting", "Waits for a Decision"),
    ("applied", "Applied"),
    ("kept", "Not Applied: Odoo's was Kept"),
    ("superseded", "Replaced by a Newer One"),
]
RESOLUTIONS = [
    ("apply", "Take over the shop's lines; correct what is booked"),
    ("keep", "Keep Odoo's lines"),
    ("again", "Cancel the order in Odoo and import it anew"),
]


class RetailOrderVersion(models.Model):
    """Keep each version of an order whose lines were edited.

    An order that was never edited has none. ``booked`` versions are those the ledger
    agrees with; a correction is the difference from the last of them to the last one
    applied. At most one version of an order waits for a decision.
    """

    _name = "retail.order.version"
    _inherit = ["retail.operated"]
    _description = "Order Version"
    _check_company_auto = True
    _order = "id desc"
    _rec_name = "summary"

    binding_id = fields.Many2one(
        "retail.binding.order", "Order", required=True, ondelete="cascade", index=True
    )
    backend_id = fields.Many2one(
        related="binding_id.backend_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="binding_id.company_id", store=True, precompute=True, index=True
    )
    order_id = fields.Many2one(related="binding_id.record_id", string="Sales Order")
    external_version = fields.Char("Version", readonly=True)
    content_hash = fields.Char(readonly=True)
    document = CompressedText(readonly=True)
    summary = fields.Char(
        "Change",
        readonly=True,
        help="Lines added (+), removed (-) and changed (~), and the difference.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    total = fields.Monetary("Total at the Platform", readonly=True)
    changed_at = fields.Datetime(readonly=True, help="When it was changed there.")
    state = fields.Selection(STATES, required=True, default="applied", readonly=True)
    booked = fields.Boolean(
        readonly=True, help="Invoices or summaries are of this version."
    )
    cause = fields.Char(readonly=True)
    message = fields.Char("Reason", readonly=True)
    resolution = fields.Selection(
        RESOLUTIONS, default="apply", help="What shall be done about the edit."
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _one_waiting = models.UniqueIndex(
        "(binding_id) WHERE state = 'waiting'",
        "Only one version of an order waits for a decision.",
    )

    @api.depends("binding_id", "summary")
    def _compute_display_name(self):
        for version in self:
            version.display_name = " ".join(
                filter(None, (version.binding_id.display_name, version.summary))
            )

    def _document(self):
        """Return the canonical order of this version."""
        self.ensure_one()
        return codec.decode(self.document)

    # --- from the importer ---

    @api.model
    def _values(self, binding, document, packed, version, before):
        """Return the field values of a version."""
        changes = line_changes(before, document) if before else []
        return {
            "binding_id": binding.id,
            "external_version": version or False,
            "content_hash": fingerprint(packed),
            "document": packed,
            "summary": summary(changes, document.currency, document.prices_include_tax),
            "currency_id": self.env["res.currency"]
            .search([("name", "=", document.currency)], limit=1)
            .id,
            "total": float(document.total.amount),
            "changed_at": naive(document.updated_at),
        }

    @api.model
    def _last(self, binding, before):
        """Return the version the order is in; the first edit keeps the first one."""
        last = self.search(
            [("binding_id", "=", binding.id), ("state", "in", ("applied", "kept"))],
            limit=1,
        )
        if last or before is None:
            return last
        version = binding.external_version
        return self.create(
            self._values(binding, before, binding.document, version, None)
        )

    @api.model
    def _waiting(self, binding):
        """Return the version of an order that waits for a decision."""
        return self.search([("binding_id", "=", binding.id), ("state", "=", "waiting")])

    @api.model
    def _record(self, binding, before, item, packed, booked):
        """Keep an applied version, and the one it replaces if that is the first.

        :param booked: whether the replaced version is in the ledger
        """
        last = self._last(binding, before)
        if booked and binding._current_stage() != "correct":
            last.booked = True
        values = self._values(binding, item.document, packed, item.version, before)
        waiting = self._waiting(binding)
        done = {"cause": False, "message": False}
        if waiting.content_hash == values["content_hash"]:
            waiting.write({**values, **done, "state": "applied"})
            return waiting
        waiting.write({**done, "state": "superseded"})
        return self.create(values)

    @api.model
    def _hold(self, binding, item):
        """Keep the edit of a parked item; its payments and status go in."""
        packed, before = codec.encode(item.document), binding._document()
        values = {
            **self._values(binding, item.document, packed, item.version, before),
            "state": "waiting",
            "cause": item.outcome.cause,
            "message": item.outcome.message,
        }
        self._last(binding, before)
        waiting = self._waiting(binding)
        if waiting:
            waiting.write(values)
        else:
            self.create(values)
        self.env["retail.importer.order"]._take_payments(binding, item.document)

    # --- by a person ---

    def _settle(self, state, step):
        """Close the task: note who decided, and finish the events that waited."""
        self.ensure_one()
        self.write(
            {
                "state": state,
                "cause": False,
                "message": False,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.binding_id._trace("resolved", step, self.summary)
        self.env["retail.event"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("kind", "=", "order"),
                ("entity_id", "=", self.binding_id.external_id),
                ("state", "=", "parked"),
                ("cause", "=like", "edited_%"),
            ]
        ).write(
            {"state": "done", "cause": "resolved", "done_at": fields.Datetime.now()}
        )

    def action_open_order(self):
        """Open the sales order."""
        self.ensure_one()
        return self.binding_id.action_open_record()
