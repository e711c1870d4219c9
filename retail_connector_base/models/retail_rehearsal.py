"""Rehearsals of another API version: evidence before the connector is switched."""

import json
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..canonical import InvariantError, decode, encode
from ..platforms import PlatformError
from ..platforms.rehearsal import Finding, differences
from .inbox import MAPPER_ERRORS

SAMPLES = 5  # of each kind
RESULTS = [
    ("same", "Same"),
    ("different", "Different"),
    ("refused", "Refused"),
    ("moved", "Changed meanwhile"),
    ("not_understood", "Not understood"),
]


class RetailRehearsal(models.Model):
    """Try a version with the real requests on a few real things; change nothing.

    Requests that change something are only checked by the platform, not carried out.
    What is stored already is mapped again, and must make the same document.
    """

    _name = "retail.rehearsal"
    _inherit = ["retail.operated"]
    _description = "API Version Rehearsal"
    _check_company_auto = True
    _order = "id desc"
    _rec_name = "version"

    backend_id = fields.Many2one("retail.backend", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    version = fields.Char(
        required=True,
        help="The version to try, as the platform calls it, for example 2027-01.",
    )
    served = fields.Char(
        "Answered By", readonly=True, help="The version that really answered."
    )
    state = fields.Selection(
        [("draft", "Not run"), ("passed", "Passed"), ("failed", "Failed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    run_at = fields.Datetime("Rehearsed", readonly=True, copy=False)
    deprecations = fields.Char(
        "Fields That Will Go",
        readonly=True,
        copy=False,
        help="The platform named these as deprecated in that version.",
    )
    message = fields.Char(readonly=True, copy=False)
    line_ids = fields.One2many("retail.rehearsal.line", "rehearsal_id", readonly=True)
    bad = fields.Integer("Findings", compute="_compute_bad")

    @api.depends("line_ids.is_bad")
    def _compute_bad(self):
        for rehearsal in self:
            rehearsal.bad = len(rehearsal.line_ids.filtered("is_bad"))

    def action_run(self):
        """Ask the platform's other version; keep what came of it."""
        self.ensure_one()
        self._check_operator()
        rehearsal = self.sudo()
        adapter = rehearsal.backend_id._adapter(testing=True)
        try:
            found = adapter.rehearse(rehearsal.version, rehearsal._samples())
        except PlatformError as error:
            raise UserError(error.message) from None
        findings = [*found.findings, *rehearsal._replay(adapter)]
        rehearsal.line_ids.unlink()
        self.env["retail.rehearsal.line"].sudo().create(
            [
                {
                    "rehearsal_id": rehearsal.id,
                    "subject": finding.subject,
                    "entity_id": finding.entity_id or False,
                    "result": finding.result,
                    "detail": finding.detail or False,
                }
                for finding in findings
            ]
        )
        good = found.passed and not rehearsal.bad
        message = False
        if found.served != found.wanted:
            message = self.env._(
                "%(wanted)s is not served: %(served)s answered.",
                wanted=found.wanted,
                served=found.served,
            )
        rehearsal.write(
            {
                "served": found.served,
                "deprecations": found.deprecations or False,
                "state": "passed" if good else "failed",
                "message": message,
                "run_at": fields.Datetime.now(),
            }
        )
        return True

    def _events(self):
        """Return the newest imported events of each kind."""
        kinds = self.backend_id.flow_ids.filtered(lambda f: f.direction == "in")
        Event = self.env["retail.event"]
        events = Event.browse()
        for kind in kinds.mapped("kind"):
            events |= Event.search(
                [
                    ("backend_id", "=", self.backend_id.id),
                    ("kind", "=", kind),
                    ("state", "=", "done"),
                ],
                limit=SAMPLES,
                order="done_at desc",
            )
        return events

    def _samples(self):
        """Return kind -> ids of things that were imported lately."""
        groups = self._events().grouped("kind")
        return {
            kind: sorted(set(events.mapped("entity_id")))
            for kind, events in groups.items()
        }

    def _replay(self, adapter):
        """Map stored payloads again; each must make the document that was stored."""
        for event in self._events():
            if not (event.fetched and event.document) or event.minimised_at:
                continue
            try:
                again = adapter.parse(
                    event.kind, json.loads(event.fetched, parse_float=Decimal)
                )
                kept = decode(event.document)
            except (PlatformError, InvariantError, *MAPPER_ERRORS) as error:
                result, detail = "not_understood", type(error).__name__
            else:
                paths = list(differences(_plain(kept), _plain(again)))
                result = "different" if paths else "same"
                detail = ", ".join(paths[:5])
            yield Finding(f"{event.kind} (stored)", result, event.entity_id, detail)


def _plain(document):
    return json.loads(encode(document))


class RetailRehearsalLine(models.Model):
    """One request or thing, and what the other version made of it."""

    _name = "retail.rehearsal.line"
    _description = "API Version Rehearsal Line"
    _order = "is_bad desc, id"
    _rec_name = "subject"

    rehearsal_id = fields.Many2one(
        "retail.rehearsal", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="rehearsal_id.company_id", store=True, precompute=True, index=True
    )
    subject = fields.Char("Tried", readonly=True)
    entity_id = fields.Char("Thing", readonly=True)
    result = fields.Selection(RESULTS, required=True, readonly=True)
    detail = fields.Char(readonly=True, help="Names of fields; never their values.")
    is_bad = fields.Boolean(compute="_compute_is_bad", store=True)

    @api.depends("result")
    def _compute_is_bad(self):
        for line in self:
            line.is_bad = line.result not in ("same", "moved")
