"""Find and erase a person in every stored payload, whatever it is about."""

import json

from odoo import api, fields, models
from odoo.fields import Domain

from ..platforms.personal import MASK
from .privacy_eraser import FINAL
from .privacy_subject import Result

SHORTEST = 5  # characters of a word that is looked for
BATCH = 200  # payloads read at once
EVENT_FIELDS = ("payload", "fetched", "document")
OUTBOX_FIELDS = ("payload", "answer")


class RetailPrivacyRequest(models.Model):
    """Be made by a person too, for a customer who did not ask through a platform."""

    _inherit = "retail.privacy.request"

    everywhere = fields.Boolean(
        "In every stored payload",
        readonly=True,
        help="Also payloads that are about something else are searched for the "
        "person's name, addresses and numbers; only those words are masked there.",
    )
    requested_by_id = fields.Many2one("res.users", "Entered by", readonly=True)


class RetailPrivacyEraser(models.AbstractModel):
    """Mask a person's words in payloads that are about something else."""

    _inherit = "retail.privacy.eraser"

    @api.model
    def _steps(self):
        # Before the contacts: their names are what is looked for.
        steps = super()._steps()
        return ["_erase_everywhere", *steps]

    @api.model
    def _erase_everywhere(self, request, subject, open_orders):
        if not request.everywhere or subject.whole:
            return []
        words = self._personal_words(subject)
        if not words:
            return []
        events = self._scan(
            "retail.event",
            Domain("backend_id", "=", request.backend_id.id)
            & Domain("state", "not in", ("received", "failed")),
            EVENT_FIELDS,
            words,
        )
        for event in events:
            event.write({name: _without(event[name], words) for name in EVENT_FIELDS})
        events.flush_recordset()
        events._trace("minimised", "privacy")
        rows = self._scan(
            "retail.outbox",
            Domain("backend_id", "=", request.backend_id.id)
            & Domain("state", "in", FINAL),
            OUTBOX_FIELDS,
            words,
        )
        for row in rows:
            row.write(
                {
                    name: json.loads(_without(json.dumps(row[name]), words, True))
                    for name in OUTBOX_FIELDS
                    if row[name]
                }
            )
        rows._trace("minimised", "privacy")
        return [
            Result("message", len(events), len(events)),
            Result("outbox", len(rows), len(rows)),
        ]

    @api.model
    def _personal_words(self, subject):
        """Return names, addresses and numbers of the contacts, longest first."""
        words = set()
        for partner in subject.partners:
            words |= {partner.name, partner.email, partner.phone, partner.street}
        found = {word.strip() for word in words if word}
        return sorted((w for w in found if len(w) >= SHORTEST), key=len, reverse=True)

    @api.model
    def _scan(self, model, domain, names, words):
        """Return the records whose payloads contain a word; compared without case."""
        Model = self.env[model].sudo()
        stored = Domain.OR(Domain(name, "!=", False) for name in names)
        low = [word.casefold() for word in words]
        found, last = [], 0
        while batch := Model.search(
            domain & stored & Domain("id", ">", last), order="id", limit=BATCH
        ):
            last = batch[-1].id
            for record in batch:
                text = " ".join(_text(record[name]) for name in names).casefold()
                if any(word in text for word in low):
                    found.append(record.id)
            batch.invalidate_recordset(names)
        return Model.browse(found)


def _text(value):
    """Return a payload as readable text: escaped letters are looked for as well."""
    if not value:
        return ""
    if isinstance(value, str):
        if "\\u" in value:
            try:
                return json.dumps(json.loads(value), ensure_ascii=False)
            except ValueError:
                return value
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _without(value, words, as_json=False):
    """Return a payload's text with the words masked, in any spelling of case."""
    if not value:
        return value
    text = _text(json.loads(value)) if as_json else _text(value)
    for word in words:
        low = word.casefold()
        start = text.casefold().find(low)
        while start >= 0:
            text = text[:start] + MASK + text[start + len(word) :]
            start = text.casefold().find(low, start + len(MASK))
    return text
