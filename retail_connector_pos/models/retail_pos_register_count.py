"""Where a register stands: complete up to which number, what is missing."""

from odoo import fields, models

from odoo.addons.retail_connector_base.importers.order_values import naive

from .retail_pos_number import ranges_text


class RetailPosRegister(models.Model):
    """Count numbers and take over what a register says of itself."""

    _inherit = "retail.pos.register"

    def _recount(self, epoch=None):
        """Bring the counters up to date; return (contiguous_to, missing ranges).

        :param epoch: of a numbering that is over, to count only; None: the current
        """
        self.ensure_one()
        numbers = self.env["retail.pos.number"]
        current = epoch is None or epoch == self.epoch
        base = max(self.start_sequence, 1) - 1 if current else 0
        contiguous = max(self.contiguous_to, base) if current else base
        missing, expected = [], contiguous + 1
        for first, last in numbers._islands(self, epoch or self.epoch, contiguous):
            if first > expected:
                missing.append((expected, first - 1))
            elif not missing:
                contiguous = last
            expected = last + 1
        if not current:
            return contiguous, missing
        if self.claimed_sequence >= expected:
            missing.append((expected, self.claimed_sequence))
        self._write_count(contiguous, missing)
        return contiguous, missing

    def _write_count(self, contiguous, missing):
        count = sum(last - first + 1 for first, last in missing)
        since = self.missing_since or fields.Datetime.now()
        values = {
            "contiguous_to": contiguous,
            "missing": ranges_text(missing) or False,
            "missing_count": count,
            "missing_since": since if count else False,
        }
        changed = {name: value for name, value in values.items() if self[name] != value}
        if changed:
            self.write(changed)

    def _raise_epoch(self, epoch, first=None):
        """Start to count anew: the till's numbering began again."""
        self.write(
            {
                "epoch": epoch,
                "start_sequence": first or 1,
                "contiguous_to": 0,
                "claimed_sequence": 0,
            }
        )

    def _take_state(self, state, now=None):
        """Take over a sign of life (canonical RegisterState)."""
        self.ensure_one()
        now = now or fields.Datetime.now()
        if state.epoch and state.epoch > self.epoch:
            self._raise_epoch(state.epoch, state.first_sequence)
        values = {"last_seen_at": now}
        if state.epoch in (None, self.epoch):
            if state.last_sequence is not None:
                values["claimed_sequence"] = max(
                    state.last_sequence, self.claimed_sequence
                )
            if state.first_sequence and state.first_sequence > self.start_sequence:
                values["start_sequence"] = state.first_sequence
        if state.queued is not None:
            values["queued"] = state.queued
            values["oldest_queued_at"] = naive(state.oldest_queued_at)
        if state.clock is not None:
            skew = state.clock - state.at
            values["clock_skew"] = int(skew.total_seconds())
        if state.open_business_date:
            values["open_business_date"] = state.open_business_date
        if state.software:
            values["software"] = state.software
        self.write(values)

    def action_request_resend(self):
        """Have the till send everything again from the first hole on.

        What is here already is recognized and changes nothing.
        """
        for register in self:
            register.write(
                {
                    "resend_from": register.contiguous_to + 1,
                    "resend_to": max(
                        register.claimed_sequence, register.contiguous_to + 1
                    ),
                }
            )
        return True
