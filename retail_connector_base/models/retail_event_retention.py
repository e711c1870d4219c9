"""Minimise and forget payloads when their time comes."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..platforms.personal import mask, mask_text

BATCH = 500  # payloads a job
ENDED = {"retail.event": ("done", "ignored"), "retail.outbox": ("done", "superseded")}


class RetailBackend(models.Model):
    """Follow the rules of retention, kind by kind."""

    _inherit = "retail.backend"

    minimise_days = fields.Integer(
        "Minimise payloads (days)",
        help="After so many days what is about persons is masked in the payloads of "
        "finished messages. 0: never, unless a rule of the kind says so.",
    )
    retention_ids = fields.One2many("retail.retention", "backend_id")

    def _retention(self, name):
        """Return ([(kinds, days)] of rules, (kinds left out, days) of the rest).

        :param name: ``minimise_days`` or ``forget_days``
        """
        rules = self.sudo().retention_ids
        default = self.minimise_days
        if name == "forget_days":
            default = self.keep_payload_days
        own = [([rule.kind], rule[name]) for rule in rules if rule[name]]
        return own, (rules.mapped("kind"), default)

    def _job_minimise(self):
        """Mask persons in the next payloads whose time has come, then go on."""
        self.ensure_one()
        left = 0
        for model in ENDED:
            left += self.env[model].sudo()._minimise(self.sudo(), BATCH)
        if left:
            self._enqueue("_job_minimise", identity="minimise", priority=30)
        return f"{left} minimised"

    @api.model
    def _start_minimising(self):
        """Have every connection with such a rule minimise, archived ones too."""
        backends = self.with_context(active_test=False).search(
            ["|", ("minimise_days", ">", 0), ("retention_ids.minimise_days", ">", 0)]
        )
        for backend in backends:
            backend._enqueue("_job_minimise", identity="minimise", priority=30)


class RetailEvent(models.Model):
    """Minimise and forget what was received."""

    _inherit = "retail.event"

    minimised_at = fields.Datetime(
        "Minimised",
        readonly=True,
        help="Since then what is about persons is masked in what is stored here.",
    )

    @api.model
    def _minimise(self, backend, limit):
        """Mask persons in payloads whose time has come; return how many."""
        domain = _due(backend, "retail.event", "received_at")
        events = self.search(
            domain
            & Domain("minimised_at", "=", False)
            & (
                Domain("payload", "!=", False)
                | Domain("fetched", "!=", False)
                | Domain("document", "!=", False)
            ),
            order="id",
            limit=limit,
        )
        now = fields.Datetime.now()
        for event in events:
            kind = event.kind or ""
            event.write(
                {
                    "payload": mask_text(event.payload, kind),
                    "fetched": mask_text(event.fetched, kind),
                    "document": mask_text(event.document, kind),
                    "minimised_at": now,
                }
            )
        events.flush_recordset()
        events._trace("minimised")
        return len(events)

    @api.model
    def _forget_payloads(self, backend):
        """Delete payloads of finished events that are older than their kind may be."""
        rules, (others, days) = backend._retention("forget_days")
        parts = [(SQL("kind = ANY(%s)", kinds), kept) for kinds, kept in rules]
        if days:
            rest = SQL("(kind IS NULL OR NOT kind = ANY(%s))", others)
            parts.append((rest, days))
        self.flush_model()
        for condition, kept in parts:
            self.env.cr.execute(
                SQL(
                    """UPDATE retail_event
                          SET payload = NULL, fetched = NULL, document = NULL
                        WHERE backend_id = %s AND state IN ('done', 'ignored')
                          AND received_at < %s AND %s
                          AND (payload IS NOT NULL OR fetched IS NOT NULL
                               OR document IS NOT NULL)""",
                    backend.id,
                    fields.Datetime.now() - timedelta(days=kept),
                    condition,
                )
            )
        self.invalidate_model()


class RetailOutbox(models.Model):
    """Minimise what was sent."""

    _inherit = "retail.outbox"

    minimised_at = fields.Datetime("Minimised", readonly=True)

    @api.model
    def _minimise(self, backend, limit):
        """Mask persons in facts whose time has come; return how many."""
        domain = _due(backend, "retail.outbox", "create_date")
        rows = self.search(
            domain & Domain("minimised_at", "=", False), order="id", limit=limit
        )
        for row in rows:
            row.write(
                {
                    "payload": mask(row.payload, row.kind),
                    "answer": mask(row.answer, row.kind) or False,
                    "minimised_at": fields.Datetime.now(),
                }
            )
        rows._trace("minimised")
        return len(rows)


def _due(backend, model, moment):
    """Return the domain of ended rows that are old enough to be minimised."""
    rules, (others, days) = backend._retention("minimise_days")
    now = fields.Datetime.now()
    parts = [
        Domain("kind", "in", kinds) & Domain(moment, "<", now - timedelta(days=kept))
        for kinds, kept in rules
    ]
    if days:
        old = Domain(moment, "<", now - timedelta(days=days))
        parts.append(Domain("kind", "not in", others) & old)
    ended = Domain("backend_id", "=", backend.id) & Domain("state", "in", ENDED[model])
    return ended & Domain.OR(parts)
