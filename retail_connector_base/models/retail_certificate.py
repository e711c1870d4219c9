"""The daily certificate: what was counted, was equal, healed, is open."""

import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .append_only import keep_as_written

PATIENCE = timedelta(hours=12)  # after the day's end; then it says what is not counted
COUNTERS = (
    "retail_connector_base.group_operator",
    "retail_connector_base.group_accountant",
)
COLUMNS = (
    "kind",
    "state",
    "there_count",
    "here_count",
    "there_amount",
    "here_amount",
    "there_ends",
    "here_ends",
    "young_count",
    "left_count",
    "left_amount",
    "open_count",
    "open_amount",
    "healed_count",
    "note",
)


class RetailCertificate(models.Model):
    """State what a company's day came to, chained to the day before.

    The content is kept as text; its digest covers it and the digest before. The
    database refuses changes, and the audit log has the digest too, so that a changed,
    a removed and a forged certificate all show.
    """

    _name = "retail.certificate"
    _description = "Daily Certificate"
    _order = "company_id, number desc"
    _rec_name = "day"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    day = fields.Date(required=True, readonly=True)
    made_at = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [("equal", "Everything Equal"), ("open", "Differences Open")],
        required=True,
        readonly=True,
    )
    counted = fields.Integer("Things Counted", readonly=True)
    healed = fields.Integer("Repaired", readonly=True)
    open_count = fields.Integer("Differences", readonly=True)
    earlier_count = fields.Integer(
        "Of Earlier Days", readonly=True, help="Still open when it was made."
    )
    line_ids = fields.One2many("retail.certificate.line", "certificate_id")
    content = fields.Text(required=True, readonly=True)
    previous_digest = fields.Char(readonly=True)
    digest = fields.Char(
        "SHA-256",
        required=True,
        readonly=True,
        help="Of the content and the digest of the certificate before.",
    )

    _number = models.UniqueIndex("(company_id, number)")
    _day = models.UniqueIndex("(company_id, day)")

    def init(self):
        """Have the database refuse changes, whoever asks."""
        keep_as_written(self.env.cr, self._table)

    @api.depends("day", "number")
    def _compute_display_name(self):
        for certificate in self:
            certificate.display_name = f"{certificate.day} ({certificate.number})"

    @api.model
    def _check_counter(self):
        """Raise unless the user looks after connections or money."""
        if self.env.su or any(self.env.user.has_group(group) for group in COUNTERS):
            return
        raise AccessError(self.env._("Only operators and accountants count."))

    # --- issue ---

    @api.model
    def _issue_due(self):
        """Issue the certificates of the days that are over and counted."""
        backends = self.env["retail.backend"].search([("state", "=", "live")])
        issued = self.browse()
        for company, mine in backends.grouped("company_id").items():
            counted = mine.filtered(lambda backend: backend._is_counted())
            if not counted:
                continue
            today = min(self.env["retail.tally"]._today(one) for one in counted)
            day = today - timedelta(days=1)
            known = self.search_count(
                [("company_id", "=", company.id), ("day", "=", day)]
            )
            if not known and self._is_complete(counted, day):
                issued |= self._issue(company, counted, day)
        return issued

    @api.model
    def _is_complete(self, backends, day):
        """Return whether a day is counted for good, or was waited for long enough."""
        tallies = self.env["retail.tally"]
        now = fields.Datetime.now()
        for backend in backends:
            _since, end = tallies._bounds(backend, day)
            if now >= end.replace(tzinfo=None) + PATIENCE:
                continue
            rows = tallies.search([("backend_id", "=", backend.id), ("day", "=", day)])
            asked = rows.filtered(
                lambda row: row.state != "off" and row.kind != "stock"
            )
            if not asked or any(
                not row.final or row.state == "repairing" for row in asked
            ):
                return False
        return True

    @api.model
    def _issue(self, company, backends, day):
        """Make the certificate of a company's day; return it."""
        lines = [line for backend in backends for line in self._lines(backend, day)]
        earlier = self._earlier(company, day)
        last = self.search([("company_id", "=", company.id)], limit=1)
        seal = self.env["retail.seal"]._last(company)
        values = {
            "company_id": company.id,
            "number": last.number + 1,
            "day": day,
            "made_at": fields.Datetime.now(),
            "state": "open" if self._is_open(lines, earlier) else "equal",
            "counted": sum(line["there_count"] for line in lines),
            "healed": sum(line["healed_count"] for line in lines),
            "open_count": sum(line["open_count"] for line in lines),
            "earlier_count": len(earlier),
        }
        content = self._content(values, lines, earlier, seal)
        certificate = self.create(
            {
                **values,
                "content": content,
                "previous_digest": last.digest,
                "digest": _digest(last.digest, content),
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )
        certificate._note_audit()
        return certificate

    @api.model
    def _earlier(self, company, day):
        """Return what earlier counts found and nobody settled."""
        return self.env["retail.discrepancy"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("tally_id", "!=", False),
                ("day", "<", day),
            ]
        )

    @api.model
    def _is_open(self, lines, earlier):
        """Return whether a day is not all equal: what was not counted is not."""
        return bool(earlier) or any(line["state"] not in ("equal",) for line in lines)

    @api.model
    def _lines(self, backend, day):
        """Return the values of a connection's lines; an addon adds its own proofs."""
        rows = self.env["retail.tally"].search(
            [("backend_id", "=", backend.id), ("day", "=", day)]
        )
        lines = [
            {
                "backend_id": backend.id,
                "currency_id": row.currency_id.id,
                **{name: row[name] for name in COLUMNS},
            }
            for row in rows
        ]
        return lines or [self._uncounted(backend)]

    @api.model
    def _uncounted(self, backend):
        """Return the line of a connection that was not counted."""
        empty = {name: 0 for name in COLUMNS if name.endswith(("count", "amount"))}
        return {
            **empty,
            "backend_id": backend.id,
            "currency_id": False,
            "kind": "order",
            "state": "off",
            "there_ends": False,
            "here_ends": False,
            "note": self.env._("The platform was not counted that day."),
        }

    @api.model
    def _content(self, values, lines, earlier, seal):
        """Return what is certified as text, always written the same way."""
        names = {
            backend.id: backend.name
            for backend in self.env["retail.backend"].browse(
                {line["backend_id"] for line in lines}
            )
        }
        currencies = self.env["res.currency"].browse(
            {line["currency_id"] for line in lines if line["currency_id"]}
        )
        codes = {currency.id: currency.name for currency in currencies}
        return json.dumps(
            {
                **values,
                "lines": [
                    {
                        **line,
                        "backend": names[line["backend_id"]],
                        "currency": codes.get(line["currency_id"], ""),
                    }
                    for line in lines
                ],
                "earlier": [
                    [row.type, row.kind, row.entity, row.expected, row.found]
                    for row in earlier.sorted("id")
                ],
                "seal": [seal.number, seal.digest] if seal else [],
            },
            default=str,
            ensure_ascii=False,
            sort_keys=True,
        )

    def _note_audit(self):
        """Write the digest into the audit log, which has a life of its own."""
        self.env["retail.audit"].sudo()._note(
            [
                {
                    "company_id": certificate.company_id.id,
                    "model": self._name,
                    "res_id": certificate.id,
                    "record": certificate.display_name,
                    "operation": "create",
                    "field": "digest",
                    "label": "SHA-256",
                    "after": certificate.digest,
                }
                for certificate in self
            ]
        )


def _digest(previous, content):
    return hashlib.sha256(f"{previous or ''}{content}".encode()).hexdigest()
