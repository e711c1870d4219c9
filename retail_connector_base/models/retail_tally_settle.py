"""What becomes of differences: put aside, repaired, healed, given to a person."""

from datetime import UTC, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..canonical.tally import MISSING
from .retail_tally_count import FIRST_AGAIN

LONGEST_AGAIN = 240  # minutes between two counts of a day that differs
# An event that was ignored for another reason was left out on purpose.
NOT_ON_PURPOSE = ("superseded", "stale", "not_found", "unchanged", "race")
SURE = {"owed"}  # kinds of which nothing is on its way; an addon adds its own
RECORDS = {
    "order": "retail.binding.order",
    "invoice": "retail.binding.order",
    "refund": "retail.binding.refund",
    "payment": "retail.binding.tender",
    "settlement": "retail.settlement",
    "provider": "retail.settlement.line",
}


class Known(NamedTuple):
    """The newest event of an entity."""

    id: int
    state: str
    cause: str


class RetailTally(models.Model):
    """Look after what a count found."""

    _inherit = "retail.tally"

    def _settle(self, differences):
        """Sort a count's differences; open, repair and heal discrepancies."""
        self.ensure_one()
        events = self._events(differences)
        old, staged = self._too_old(), self._staged(differences)
        before = fields.Datetime.now().replace(tzinfo=UTC) - timedelta(
            minutes=self.backend_id.tally_grace_minutes
        )
        young, left, wrong = [], [], []
        for one in differences:
            event = events.get(one.entry.origin)
            if one.type == MISSING and (
                old(one.entry)
                or one.entry.origin in staged
                or (event and self._is_left_out(event))
            ):
                left.append(one)
            elif one.entry.at and one.entry.at > before and self.kind not in SURE:
                young.append(one)
            else:
                wrong.append(one)
        pairs = self._open(wrong, events)
        opened = self.env["retail.discrepancy"].union(*(row for row, _one in pairs))
        repairing = self._repair(pairs, events)
        self.write(self._outcome(opened, repairing, young, left))

    def _outcome(self, opened, repairing, young, left):
        """Return what the row says of a count's differences."""
        _since, end = self._bounds(self.backend_id, self.day)
        grace = timedelta(minutes=self.backend_id.tally_grace_minutes)
        now = fields.Datetime.now()
        over = now.replace(tzinfo=UTC) >= end + grace
        state = "repairing" if repairing else "open" if opened else "equal"
        return {
            "state": state,
            "rounds": self.rounds + 1,
            "final": over,
            "next_at": self._again(now, opened, young),
            "young_count": len(young),
            "left_count": len(left),
            "left_amount": float(sum(abs(one.expected) for one in left)),
            "open_count": len(opened),
            "open_amount": sum(abs(one.difference) for one in opened),
            "healed_count": self.env["retail.discrepancy"].search_count(
                [("tally_id", "=", self.id), ("healed", "=", True)]
            ),
        }

    def _again(self, now, opened, young):
        """Return when the day is counted once more, False: not because of this.

        What was opened may be repaired by then; what was too young is not any more.
        """
        moments = []
        if opened:
            wait = min(FIRST_AGAIN * 2 ** min(self.rounds, 8), LONGEST_AGAIN)
            moments.append(now + timedelta(minutes=wait))
        if young:
            first = min(one.entry.at for one in young).astimezone(UTC)
            grace = timedelta(minutes=self.backend_id.tally_grace_minutes)
            soon = now + timedelta(minutes=FIRST_AGAIN)
            moments.append(max(first.replace(tzinfo=None) + grace, soon))
        return min(moments, default=False)

    # --- what is no difference ---

    def _events(self, differences):
        """Return (kind, entity) -> its newest event."""
        wanted = {one.entry.origin for one in differences}
        if not wanted:
            return {}
        self.env["retail.event"].flush_model()
        pairs = SQL(", ").join(SQL("(%s, %s)", *pair) for pair in sorted(wanted))
        # Two statements, each with an index of its own.
        parts = SQL(" UNION ALL ").join(
            SQL(
                "SELECT id, kind, entity_id, state, cause FROM retail_event "
                "WHERE backend_id = %s AND %s AND (kind, entity_id) IN (%s)",
                self.backend_id.id,
                condition,
                pairs,
            )
            for condition in (SQL("state <> 'received'"), SQL("state = 'received'"))
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (kind, entity_id) * FROM (%s) AS found "
                "ORDER BY kind, entity_id, id DESC",
                parts,
            )
        )
        return {(row[1], row[2]): Known(row[0], row[3], row[4] or "") for row in rows}

    @api.model
    def _is_left_out(self, event):
        """Return whether a rule or a person decided that it does not come in."""
        return event.state == "ignored" and event.cause not in NOT_ON_PURPOSE

    def _too_old(self):
        """Return what tells whether an entry is from before the connection."""
        start = self.backend_id.pull_since
        limit = start.replace(tzinfo=UTC) if start else None
        return lambda entry: bool(limit and entry.at and entry.at < limit)

    def _staged(self, differences):
        """Return the origins that wait until somebody chooses them for import."""
        ids = [one.entry.origin[1] for one in differences if one.type == MISSING]
        rows = (
            self.env["retail.staged.order"]
            .sudo()
            .search(
                [
                    ("backend_id", "=", self.backend_id.id),
                    ("external_id", "in", ids),
                    ("state", "in", ("waiting", "skipped")),
                ]
            )
        )
        return {
            (kind, external_id)
            for external_id in rows.mapped("external_id")
            for kind in ("order", "refund")
        }

    # --- what is ---

    def _open(self, differences, events):
        """Keep a discrepancy for each, heal those that are gone; return the pairs."""
        Discrepancy = self.env["retail.discrepancy"]
        mine = Discrepancy.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("kind", "=", self.kind),
                ("tally_id", "!=", False),
                "|",
                ("day", "=", self.day),
                ("entity", "in", [one.entry.entity_id for one in differences]),
            ]
        )
        known = {(row.type, row.entity): row for row in mine if row.state == "open"}
        decided = {
            (row.type, row.entity, row.expected, row.found)
            for row in mine
            if row.state == "resolved" and not row.healed
        }
        records = self._records(differences)
        fresh, pairs = [], []
        for one in differences:
            key = (self._type(one), one.entry.entity_id)
            values = {"expected": float(one.expected), "found": float(one.found)}
            if key in known:
                row = known.pop(key)
                row.write(values)
                pairs.append((row, one))
            elif (*key, *values.values()) not in decided:
                fresh.append((one, {**values, **self._new(one, events, records)}))
        Discrepancy.browse(
            [row.id for row in known.values() if row.day == self.day]
        )._heal()
        rows = Discrepancy.create([values for _one, values in fresh])
        return [*pairs, *zip(rows, [one for one, _values in fresh], strict=True)]

    def _new(self, one, events, records):
        """Return the values of a new discrepancy."""
        entry = one.entry
        event = events.get(entry.origin)
        model, res_id = records.get(entry.entity_id, (False, False))
        if one.type == MISSING and event:
            model, res_id = "retail.event", event.id
        return {
            "backend_id": self.backend_id.id,
            "tally_id": self.id,
            "day": self.day,
            "type": self._type(one),
            "kind": self.kind,
            "entity": entry.entity_id,
            "reference": entry.name or entry.entity_id,
            "res_model": model,
            "res_id": res_id,
            "currency_id": self._currency(entry.currency).id,
        }

    def _type(self, one):
        """Return the cause of a difference; kinds of their own have their own."""
        return "unsettled" if self.kind == "owed" else one.type

    def _records(self, differences):
        """Return entity -> (model, id) of Odoo's side."""
        model = RECORDS.get(self.kind)
        ids = [one.entry.entity_id for one in differences]
        if not model or not ids:
            return {}
        found = self.env[model].search(
            [("backend_id", "=", self.backend_id.id), ("external_id", "in", ids)]
        )
        return {row.external_id: (model, row.id) for row in found}


class RetailDiscrepancy(models.Model):
    """End by itself."""

    _inherit = "retail.discrepancy"

    def _heal(self):
        """Close what a later count did not find any more."""
        if self:
            self.write(
                {
                    "state": "resolved",
                    "healed": True,
                    "resolved_at": fields.Datetime.now(),
                    "resolution": self.env._("A later count found both sides equal."),
                }
            )
