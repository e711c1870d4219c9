"""Is the evidence untouched? Steps against seals, payloads against steps."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .retail_seal import seal_digest

PAYLOAD, TRACE = "payload_changed", "trace_changed"
LOOK_BACK = 35  # days whose payloads are verified every day
NAMED = 20  # payloads named in one report
# What an event holds now, against what its last step says that it held.
TOUCHED = """
SELECT e.id, e.kind, e.entity_id
  FROM retail_event e
  JOIN LATERAL (SELECT t.digest FROM retail_trace t
                 WHERE t.event_id = e.id AND t.digest IS NOT NULL
                 ORDER BY t.id DESC LIMIT 1) AS step ON TRUE
 WHERE e.company_id = %(company)s AND e.received_at >= %(since)s
   AND e.state IN ('done', 'ignored', 'parked', 'dead')
   AND COALESCE(e.payload, e.fetched, e.document) IS NOT NULL
   AND step.digest <> %(digest)s
 ORDER BY e.id"""


class RetailSeal(models.Model):
    """Verify the chain of seals and what it rests on."""

    _inherit = "retail.seal"

    @api.model
    def _verify(self, company, days=LOOK_BACK):
        """Verify a company's evidence; open or close its discrepancies.

        Return the faults as sentences; none: nobody touched anything.
        """
        steps = list(self._faults_of_seals(company))
        payloads = list(self._faults_of_payloads(company, days))
        self._report(company, TRACE, "trace", steps)
        self._report(company, PAYLOAD, "payload", payloads)
        return steps + payloads

    @api.model
    def _faults_of_seals(self, company):
        """Yield what does not fit: of the chain, and of the steps it seals."""
        previous, after = False, 0
        purged = self._purged_until(company)
        seals = self.search([("company_id", "=", company.id)], order="number")
        for expected, seal in enumerate(seals, start=1):
            if seal.number != expected or (seal.previous_digest or False) != previous:
                yield self.env._("The chain of seals breaks at %s.", expected)
                return
            if seal.digest != seal_digest(
                seal.previous_digest, seal.number, seal.count, seal.content_digest
            ):
                yield self.env._("Seal %s was changed.", seal.number)
            elif seal.last_id > purged:  # older steps were deleted when their time came
                count, *_rest, content = self._stretch(company, after, seal.last_id)
                if (count, content) != (seal.count, seal.content_digest):
                    yield self.env._(
                        "Steps of the trace between %(first)s and %(last)s are not "
                        "what they were: %(found)s instead of %(count)s, or changed.",
                        first=after + 1,
                        last=seal.last_id,
                        found=count,
                        count=seal.count,
                    )
            previous, after = seal.digest, seal.last_id

    @api.model
    def _purged_until(self, company):
        """Return the last step that retention deleted; see ``retail.trace._purge``."""
        key = f"retail_connector.trace_purged.{company.id}"
        return int(self.env["ir.config_parameter"].sudo().get_param(key) or 0)

    @api.model
    def _faults_of_payloads(self, company, days):
        """Yield what was received and is not any more what it was."""
        self.env["retail.event"].flush_model()
        rows = self.env.execute_query(
            SQL(
                TOUCHED,
                company=company.id,
                since=fields.Datetime.now() - timedelta(days=days),
                digest=self.env["retail.trace"]._content_digest(SQL("e")),
            )
        )
        for event_id, kind, entity_id in rows:
            yield self.env._(
                "Message %(number)s (%(kind)s %(entity)s) was changed after it was "
                "worked on.",
                number=event_id,
                kind=kind or "",
                entity=entity_id or "",
            )

    @api.model
    def _report(self, company, type_, kind, faults):
        """Keep one open discrepancy as long as there are faults."""
        backend = self.env["retail.backend"].search(
            [("company_id", "=", company.id)], limit=1
        )
        open_one = self.env["retail.discrepancy"].search(
            [
                ("company_id", "=", company.id),
                ("type", "=", type_),
                ("state", "=", "open"),
            ],
            limit=1,
        )
        values = {"note": "\n".join(faults[:NAMED]), "found": len(faults)}
        if not faults:
            open_one.action_resolve(self.env._("Everything is as it was again."))
        elif open_one:
            open_one.write(values)
        elif backend:
            self.env["retail.discrepancy"].create(
                {
                    **values,
                    "backend_id": backend.id,
                    "type": type_,
                    "kind": kind,
                    "entity": company.name,
                    "user_id": (backend.escalate_user_id or backend.user_id).id,
                }
            )

    def action_verify(self):
        """Verify the evidence of these companies, now, and say what was found."""
        self.env["retail.certificate"]._check_counter()
        faults = []
        for company in self.company_id:
            faults += self.sudo()._verify(company)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": "\n".join(faults[:NAMED])
                or self.env._("Nobody touched the trace or the messages."),
                "type": "danger" if faults else "success",
                "sticky": bool(faults),
            },
        }
