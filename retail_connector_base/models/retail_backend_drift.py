"""Look at payloads and answers for what was not known of a platform."""

from collections import Counter
from typing import NamedTuple

from odoo import fields, models

from ..platforms.shape import known_shapes, unknown
from .retail_alert_measure import Measure
from .transaction import own_transaction

LOOKED_AT = 5  # payloads of a kind a batch: enough to notice, too few to cost
LONGEST = 200  # characters of a notice that are kept
NOT_UNDERSTOOD = ("invariant", "rejected")


class _Finding(NamedTuple):
    kind: str
    type: str
    path: str
    value: str | None


class RetailBackend(models.Model):
    """Count unknown fields, values and deprecation notices; nothing else follows."""

    _inherit = "retail.backend"

    watch_contract = fields.Boolean(
        "Watch the platform's contract",
        default=True,
        help="Compare some payloads of each batch with what is known of the platform, "
        "and collect what it announces to end.",
    )
    drift_count = fields.Integer("Unknown", compute="_compute_drift_count")

    def _compute_drift_count(self):
        counts = dict(
            self.env["retail.drift"]._read_group(
                [("backend_id", "in", self.ids), ("state", "=", "new")],
                ["backend_id"],
                ["__count"],
            )
        )
        for backend in self:
            backend.drift_count = counts.get(backend._origin, 0)

    def action_open_drift(self):
        """Open what was not known."""
        return self._open("action_retail_drift", search_default_new=1)

    def _import_groups(self, groups):
        if self.sudo().watch_contract:
            self._watch_contract(groups)
        return super()._import_groups(groups)

    def _job_push(self, kind):
        result = super()._job_push(kind)
        self._look_at_answers()
        return result

    def _look_at_answers(self):
        """Count what the answers since the last look have new, headers and bodies."""
        if not self.sudo().watch_contract:
            return
        known, found = known_shapes(self._adapter_class()), Counter()
        for kind, answer in self._http().take_answers():
            paths, words = unknown(answer, known.get(kind, {}))
            found.update(_Finding(kind, "field", path, None) for path in paths)
            found.update(
                _Finding(kind, "value", path, value[:LONGEST])
                for path, values in words.items()
                for value in values
            )
        self._count_drift(found + self._notices_of_answers(), {})

    def _watch_contract(self, groups):
        """Count what these payloads, and the answers that brought them, have new."""
        known = known_shapes(self._adapter_class())
        found, example, looked = Counter(), {}, Counter()
        for group in groups:
            refused = group.outcome and group.outcome.cause in NOT_UNDERSTOOD
            if refused and "unknown" in (group.outcome.message or ""):
                path, _sep, value = group.outcome.message.partition(":")
                self._find(found, example, group, "refused", path, value.strip())
            if group.payload is None or group.kind not in known:
                continue
            looked[group.kind] += 1
            if looked[group.kind] > LOOKED_AT and not refused:
                continue
            paths, words = unknown(group.payload, known[group.kind])
            for path in paths:
                self._find(found, example, group, "field", path, None)
            for path, values in words.items():
                for value in values:
                    self._find(found, example, group, "value", path, value)
        self._count_drift(found + self._notices_of_answers(), example)

    def _find(self, found, example, group, kind, path, value):
        finding = _Finding(group.kind, kind, path, value[:LONGEST] if value else None)
        found[finding] += 1
        example[finding] = group.newest.id

    def _notices_of_answers(self):
        """Return what the platform announced in headers since we last looked."""
        notices = self._http().take_notices()
        return Counter(
            {
                _Finding("", "header", f"{name} {path}", value[:LONGEST]): count
                for (name, path, value), count in notices.items()
            }
        )

    def _count_drift(self, found, example):
        if not found:
            return
        backend = self.sudo()
        rows = [
            {
                "backend": self.id,
                "company": backend.company_id.id,
                "platform": backend.platform,
                "kind": finding.kind,
                "type": finding.type,
                "path": finding.path,
                "value": finding.value,
                "version": backend.api_version or None,
                "samples": count,
                "event": example.get(finding),
            }
            for finding, count in found.items()
        ]
        with own_transaction(self.env, read_committed=True) as env:
            env["retail.drift"]._count(rows)


class RetailAlertRule(models.Model):
    """Alert when a platform says what is not known; no such rule is there at first."""

    _inherit = "retail.alert.rule"

    type = fields.Selection(
        selection_add=[("drift", "A platform says something unknown")],
        ondelete={"drift": "cascade"},
    )


class RetailAlertMeasure(models.AbstractModel):
    """Measure what nobody has looked at yet."""

    _inherit = "retail.alert.measure"

    def _measure_drift(self, backends):
        groups = self.env["retail.drift"]._read_group(
            [("backend_id", "in", backends.ids), ("state", "=", "new")],
            ["backend_id", "type"],
            ["__count"],
        )
        labels = dict(self.env["retail.drift"]._fields["type"].selection)
        return [
            Measure(
                backend.id,
                kind,
                count,
                self.env._(
                    "%(count)s times new: %(what)s.", count=count, what=labels[kind]
                ),
            )
            for backend, kind, count in groups
        ]
