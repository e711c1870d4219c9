"""Count a day of a connection: read both sides, compare, write down, repair."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import api, fields, models

from ..canonical import InvariantError
from ..canonical.tally import ALL, SURPLUS, Total, compare, ends, totals
from ..platforms import NotFoundError, RefusedError, RejectedDocument

# kind -> flows by which it comes in; a kind is counted where one of them is there
FLOWS = {
    "order": "order",
    "refund": "refund",
    "payment": "order",
    "settlement": "settlement",
    "stock": "stock",
    "receipt": "receipt",
}
NOW = ("stock", "owed")  # true at the moment, not of a day
OVER = set()  # kinds that are told when the day is over; an addon adds its own
CHECKED = 50  # what only Odoo has is asked for by its id, so many at once
FIRST_AGAIN = 10  # minutes until a day that is being repaired is counted again
# What a reading ends by when its question or answer is not understood.
NOT_COUNTED = (RejectedDocument, RefusedError, NotFoundError, InvariantError)
# The totals of what was not counted; differences found earlier stay open.
NOTHING = {
    **dict.fromkeys(("there_count", "here_count", "there_amount", "here_amount"), 0),
    **dict.fromkeys(("there_ends", "here_ends"), False),
}
NOT_UNDERSTOOD_AGAIN = 240  # minutes until what was not understood is asked for again


class RetailTally(models.Model):
    """Do the counting."""

    _inherit = "retail.tally"

    @api.model
    def _bounds(self, backend, day):
        """Return a day's first moment and the next day's, aware, as the shop counts."""
        zone = self._zone(backend)
        start = datetime.combine(day, time.min, zone)
        end = datetime.combine(day + timedelta(days=1), time.min, zone)
        return start.astimezone(UTC), end.astimezone(UTC)

    @api.model
    def _zone(self, backend):
        try:
            return ZoneInfo(
                backend.timezone or backend.company_id.partner_id.tz or "UTC"
            )
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    @api.model
    def _today(self, backend):
        """Return the date at the shop."""
        now = fields.Datetime.now().replace(tzinfo=UTC)
        return now.astimezone(self._zone(backend)).date()

    @api.model
    def _take(self, backend, adapter, day):
        """Count everything of a day; return the rows."""
        since, until = self._bounds(backend, day)
        kinds, off, later = self._platform_kinds(backend, adapter, day)
        there, refused = self._there(adapter, kinds, since, until)
        taken = self.browse()
        for kind in there:
            there[kind] = self._ours(backend, kind, there[kind])
            here = self._here(backend, kind, day, since, until, there[kind])
            if kind == "stock":
                there[kind], here = self._common(there[kind], here)
            found = compare(there[kind], here, Decimal(repr(backend.tally_tolerance)))
            found = self._really_gone(backend, adapter, found)
            taken |= self._write_down(backend, kind, day, there[kind], here, found)
        for kind in self._own_kinds(backend):
            if kind not in NOW or day == self._today(backend):
                sides = self._own(backend, kind, day, since, until)
                found = compare(*sides, Decimal(repr(backend.tally_tolerance)))
                taken |= self._write_down(backend, kind, day, *sides, found)
        for kind in off:
            values = {"state": "off", "note": off[kind], "next_at": False}
            taken |= self._row(backend, kind, day, values)
        for kind in later:
            note = self.env._("It is told when the day is over.")
            taken |= self._row(backend, kind, day, {"state": "later", "note": note})
        for kind, reason in refused.items():
            taken |= self._give_up(backend, kind, day, reason)
        return taken

    @api.model
    def _there(self, adapter, kinds, since, until):
        """Return (kind -> the platform's Entries, kind -> why it was not understood).

        When something is not, the kinds are asked for one by one: the others count.
        """
        there = {kind: [] for kind in kinds}
        if not kinds:
            return there, {}
        try:
            for entry in adapter.tally(frozenset(kinds), since, until):
                there[entry.kind].append(entry)
        except NOT_COUNTED as error:
            if len(kinds) == 1:
                return {}, {kinds[0]: str(error)}
        else:
            return there, {}
        there, refused = {}, {}
        for kind in kinds:
            found, why = self._there(adapter, [kind], since, until)
            there |= found
            refused |= why
        return there, refused

    @api.model
    def _give_up(self, backend, kind, day, reason):
        """Say that a kind could not be counted, and have a person look at it."""
        now = fields.Datetime.now()
        row = self._row(
            backend,
            kind,
            day,
            {
                **NOTHING,
                "state": "off",
                "note": self.env._("Not understood: %s", reason),
                "counted_at": now,
                "next_at": now + timedelta(minutes=NOT_UNDERSTOOD_AGAIN),
            },
        )
        row.line_ids.unlink()
        Discrepancy = self.env["retail.discrepancy"]
        told = [
            ("tally_id", "=", row.id),
            ("type", "=", "rejected"),
            ("state", "=", "open"),
        ]
        if not Discrepancy.search_count(told, limit=1):
            Discrepancy.create(
                {
                    "backend_id": backend.id,
                    "tally_id": row.id,
                    "day": day,
                    "type": "rejected",
                    "kind": kind,
                    "entity": row.display_name,
                    "note": reason,
                    "user_id": (backend.escalate_user_id or backend.user_id).id,
                }
            )
        return row

    @api.model
    def _ours(self, backend, kind, there):
        """Return what of the platform's entries is counted as this kind in Odoo."""
        return there

    @api.model
    def _platform_kinds(self, backend, adapter, day):
        """Return (kinds to count, kind -> why it is not, kinds to count later)."""
        flows = {flow.kind: flow for flow in backend.flow_ids}
        kinds, off, later = [], {}, []
        running = day >= self._today(backend)
        for kind in sorted(adapter.tallies):
            flow = flows.get(FLOWS.get(kind, kind))
            if kind in NOW and day != self._today(backend):
                continue
            if flow and flow.paused:
                off[kind] = self.env._("The flow is paused.")
            elif flow and kind in OVER and running:
                later.append(kind)
            elif flow:
                kinds.append(kind)
        return kinds, off, later

    @api.model
    def _common(self, there, here):
        """Return of both sides what both keep: levels only one knows are no matter."""
        ours = {entry.entity_id for entry in here}
        theirs = {entry.entity_id for entry in there}
        return (
            [entry for entry in there if entry.entity_id in ours],
            [entry for entry in here if entry.entity_id in theirs],
        )

    @api.model
    def _really_gone(self, backend, adapter, differences):
        """Drop what only Odoo has in the period, but the platform has by its id."""
        doubtful = {}
        for one in differences:
            if one.type == SURPLUS and one.entry.kind in ("order", "settlement"):
                doubtful.setdefault(one.entry.kind, []).append(one.entry.entity_id)
        there = set()
        for kind, ids in doubtful.items():
            for start in range(0, len(ids), CHECKED):
                found = adapter.fetch_many(kind, ids[start : start + CHECKED])
                there |= {(kind, one) for one, payload in found.items() if payload}
        return [
            one
            for one in differences
            if (one.entry.kind, one.entry.entity_id) not in there
        ]

    # --- write down ---

    def _row(self, backend, kind, day, values):
        """Create or update the row of a kind and day."""
        row = self.search(
            [("backend_id", "=", backend.id), ("kind", "=", kind), ("day", "=", day)]
        )
        if not row:
            key = {"backend_id": backend.id, "kind": kind, "day": day}
            return self.create([{"counted_at": fields.Datetime.now(), **key, **values}])
        row.write(values)
        return row

    def _write_down(self, backend, kind, day, there, here, differences):
        """Keep both sides' totals, settle the differences; return the row."""
        both = totals(there), totals(here)
        main = self._main_currency(*both)
        nothing = Total(0, Decimal(0))
        sums = [side.get((ALL, "", main), nothing) for side in both]
        row = self._row(
            backend,
            kind,
            day,
            {
                "state": "equal",
                "note": self._remark(backend, kind, day),
                "counted_at": fields.Datetime.now(),
                "currency_id": self._currency(main).id,
                "there_count": len(there),
                "here_count": len(here),
                "there_amount": float(sums[0].amount),
                "here_amount": float(sums[1].amount),
                "there_ends": " - ".join(filter(None, ends(there))) or False,
                "here_ends": " - ".join(filter(None, ends(here))) or False,
            },
        )
        row.line_ids.unlink()
        self.env["retail.tally.line"].create(row._line_values(*both))
        row._settle(differences)
        return row

    @api.model
    def _remark(self, backend, kind, day):
        """Return what a reader of a count should know besides; an addon says it."""
        return False

    def _main_currency(self, *sides):
        """Return the currency of most entries."""
        counts = Counter()
        for side in sides:
            for (by, _value, currency), total in side.items():
                if by == ALL:
                    counts[currency] += total.count
        return counts.most_common(1)[0][0] if counts else ""

    def _currency(self, name):
        Currency = self.env["res.currency"].with_context(active_test=False)
        return Currency.search([("name", "=", name)], limit=1) if name else Currency

    def _line_values(self, there, here):
        nothing = Total(0, Decimal(0))
        return [
            {
                "tally_id": self.id,
                "by": key[0],
                "value": key[1],
                "currency_id": self._currency(key[2]).id,
                "there_count": there.get(key, nothing).count,
                "here_count": here.get(key, nothing).count,
                "there_amount": float(there.get(key, nothing).amount),
                "here_amount": float(here.get(key, nothing).amount),
            }
            for key in sorted({*there, *here})
        ]
