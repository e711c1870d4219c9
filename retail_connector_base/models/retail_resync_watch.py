"""How far a full re-sync is, and when it is done."""

from odoo import api, fields, models

DELIVERED = ("done", "stale", "superseded")
WAITING = ("pending", "sending", "failed")


class RetailResync(models.Model):
    """Show progress with an estimate; notice the end."""

    _inherit = "retail.resync"

    total = fields.Integer(compute="_compute_way")
    moved = fields.Integer("So far", compute="_compute_way")
    trouble = fields.Integer("To resolve", compute="_compute_way")
    progress = fields.Float(compute="_compute_way")
    remaining = fields.Char("Time left", compute="_compute_way")

    @api.depends("state", "backfill_id", "outbox_first")
    def _compute_way(self):
        for resync in self:
            follow = resync._way_in if resync.direction == "in" else resync._way_out
            total, moved, trouble, remaining = (
                follow() if resync.started_at else [0] * 4
            )
            over = moved + trouble
            resync.total, resync.moved, resync.trouble = total, moved, trouble
            resync.progress = 100.0 * min(over / total, 1.0) if total else 0.0
            if resync.state == "done":
                resync.progress = 100.0
            resync.remaining = remaining if resync.state == "running" else False

    def _way_in(self):
        reading = self.sudo().backfill_id
        known = reading.worked + reading.trouble + reading.waiting
        unread = max(reading.count - reading.done, 0) if reading._is_reading() else 0
        return known + unread, reading.worked, reading.trouble, reading.remaining

    def _way_out(self):
        """Return (total, delivered, in trouble, time left) of what is sent."""
        states = dict(
            self.env["retail.outbox"]
            .sudo()
            ._read_group(
                [*self._sent_domain(), ("backend_id", "=", self.backend_id.id)],
                ["state"],
                ["__count"],
            )
        )
        waiting = sum(states.get(state, 0) for state in WAITING)
        moved = sum(states.get(state, 0) for state in DELIVERED)
        total = max(sum(states.values()), self.send_count if self._plans() else 0)
        trouble = sum(states.values()) - waiting - moved
        return total, moved, trouble, self._left(moved + trouble, total)

    def _left(self, moved, total):
        """Say how long the rest takes at the rate of now."""
        if moved >= total:
            return False
        seconds = (fields.Datetime.now() - self.started_at).total_seconds()
        if not moved or seconds <= 0:
            return self.env._("being measured")
        words = self.env["retail.progress"]._in_words
        return words((total - moved) * seconds / moved)

    def _plans(self):
        """Return whether the planning has not looked at everything yet."""
        if self.kind == "collection":  # they have no marks, but a state
            mine = [("backend_id", "=", self.backend_id.id), ("state", "=", "waiting")]
            waiting = self.env["retail.collection"].sudo().search(mine)
            told = self.env["retail.outbox"].sudo().search(self._sent_domain())
            return bool(set(waiting.ids) - set(told.mapped("res_id")))
        return self.backend_id.sudo()._due_in(f"plan:{self.kind}", 0) is not None

    def action_refresh(self):
        """Look how far it is."""
        self.sudo()._watch_these()
        return True

    @api.model
    def _watch(self, backends):
        """Notice what is done; called by the scheduler."""
        running = [("state", "=", "running"), ("backend_id", "in", backends.ids)]
        self.search(running)._watch_these()

    def _watch_these(self):
        for resync in self.filtered(lambda r: r.state == "running"):
            reading = resync.backfill_id
            if reading.state in ("failed", "cancelled"):
                resync._finish(reading.state, reading.error)
            elif resync._is_over():
                resync._finish("done")

    def _is_over(self):
        """Return whether nothing waits any more; trouble is listed for a person."""
        if self.direction == "in":
            return self.backfill_id.state == "done" and not self.backfill_id.waiting
        return not self._plans() and self.moved + self.trouble >= self.total
