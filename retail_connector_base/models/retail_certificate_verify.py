"""Is every certificate still what it was? Whatever is not, is told loudly."""

import json

from odoo import api, models

from .retail_certificate import COLUMNS, _digest

CHANGED = "certificate_changed"


class RetailCertificate(models.Model):
    """Verify certificates: content, lines, chain, numbers and the audit log."""

    _inherit = "retail.certificate"

    @api.model
    def _faults(self, company):
        """Return sentences about a company's certificates; none: all are genuine."""
        found, previous = [], False
        certificates = self.search([("company_id", "=", company.id)], order="number")
        for expected, one in enumerate(certificates, start=1):
            if one.number != expected:
                found.append(self.env._("Certificate %s is missing.", expected))
                return found
            found += one._own_faults(previous)
            previous = one.digest
        return found + self._faults_of_audit(company, certificates)

    def _own_faults(self, previous):
        """Yield what is wrong with one certificate."""
        name = self.display_name
        if (self.previous_digest or False) != (previous or False):
            yield self.env._("%s does not follow the one before.", name)
        if self.digest != _digest(self.previous_digest, self.content):
            yield self.env._("%s: its content was changed.", name)
            return
        content = json.loads(self.content)
        for field in ("state", "counted", "healed", "open_count", "earlier_count"):
            if content[field] != self[field]:
                yield self.env._(
                    "%(name)s: %(field)s was changed.", name=name, field=field
                )
        if len(content["lines"]) != len(self.line_ids):
            yield self.env._("%s: lines were added or removed.", name)
            return
        for kept, line in zip(content["lines"], self.line_ids, strict=True):
            if any(kept[field] != line[field] for field in COLUMNS):
                yield self.env._("%s: a line was changed.", name)

    @api.model
    def _faults_of_audit(self, company, certificates):
        """Return what the audit log knows and the certificates do not."""
        noted = (
            self.env["retail.audit"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("company_id", "=", company.id),
                    ("field", "=", "digest"),
                ]
            )
        )
        known = {one.id: one.digest for one in certificates}
        found = [
            self.env._("%s was removed or made anew.", line.record)
            for line in noted.sorted("id")
            if known.get(line.res_id) != line.after
        ]
        unnoted = set(known) - set(noted.mapped("res_id"))
        return found + [
            self.env._("%s was not issued here.", self.browse(one).display_name)
            for one in sorted(unnoted)
        ]

    @api.model
    def _verify(self, company):
        """Verify a company's certificates; open or close the discrepancy of it."""
        faults = self._faults(company)
        self.env["retail.seal"]._report(company, CHANGED, "certificate", faults)
        return faults

    def action_verify(self):
        """Verify all certificates of these companies, now, and say what was found."""
        self._check_counter()
        faults = []
        for company in self.company_id:
            faults += self.sudo()._verify(company)
        message = "\n".join(faults) or self.env._(
            "All certificates are as they were issued."
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "danger" if faults else "success",
                "sticky": bool(faults),
            },
        }

    def action_print(self):
        """Print the certificate."""
        return self.env.ref(
            "retail_connector_base.action_report_certificate"
        ).report_action(self, config=False)
