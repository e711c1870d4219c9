"""Close a shift: when it is complete, in a job of its own, on its business date."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import RetryableJobError

LATE_SILENCE = timedelta(hours=1)  # of a supplement, before it is closed
READY = ("open", "waiting")


class RetailPosShift(models.Model):
    """Decide about closes and post them."""

    _inherit = "retail.pos.shift"

    # --- when ---

    def _is_asked_to_close(self, now):
        """Return whether the shift is due: closed at the till, or its day is over."""
        self.ensure_one()
        if self.closed_at:
            return True
        if self.late:
            quiet_since = self.last_receipt_at or self.create_date
            return now - quiet_since > LATE_SILENCE
        if self.store_id.close_by == "day_end":
            grace = timedelta(minutes=self.store_id.grace_minutes)
            return now > self.store_id._day_ends_at(self.business_date) + grace
        return False

    def _wake_close(self):
        """Have each shift that is asked to close looked at, in a job of its own."""
        now = fields.Datetime.now()
        for shift in self:
            if shift.state in READY and shift._is_asked_to_close(now):
                shift.backend_id._enqueue(
                    "_job_close_shift",
                    shift.id,
                    identity=f"close|{shift.id}",
                    priority=16,
                    description=self.env._("Close %s", shift.display_name),
                )

    @api.model
    def _cron_close(self):
        """Look at every shift that may be due; report what waits too long."""
        live = self.env["retail.backend"].search([("state", "=", "live")])
        shifts = self.search(
            [("backend_id", "in", live.ids), ("state", "in", READY)], order="id"
        )
        shifts._wake_close()
        now = fields.Datetime.now()
        for shift in shifts.filtered(lambda s: s.state == "waiting"):
            grace = timedelta(minutes=shift.store_id.grace_minutes)
            if shift.waiting_since and now - shift.waiting_since > grace:
                shift.backend_id._alert(
                    self.env._("A store's day cannot be closed"),
                    f"{shift.display_name}: {shift.problem}",
                )

    # --- whether ---

    def _close(self):
        """Close the shift if nothing speaks against it; return whether it did."""
        self.ensure_one()
        if not self.try_lock_for_update(allow_referencing=True):
            raise RetryableJobError(
                "receipts are being added", seconds=2, ignore_retry=True
            )
        if self.state not in (*READY, "closing") or not self.session_id:
            return False
        if not self.override_reason:
            doubts = self._doubts()
            if doubts:
                self._wait(doubts)
                return False
        if reason := self._needs_manager():
            self._set_waiting("approval", *reason)
            return False
        try:
            with self.env.cr.savepoint():
                self._post()
        except UserError as error:
            self._set_waiting("waiting", "refused_by_odoo", str(error.args[0]))
            return False
        return True

    def _wait(self, doubts):
        self._set_waiting(
            "waiting", doubts[0].cause, "\n".join(doubt.text for doubt in doubts)
        )
        self._report(doubts)

    def _set_waiting(self, state, cause, problem):
        values = {"state": state, "cause": cause, "problem": problem}
        if self.state not in ("waiting", "approval"):
            values["waiting_since"] = fields.Datetime.now()
        self.write(values)
        self._note("held", cause, problem)

    def _report(self, doubts):
        """Keep one open discrepancy per amount that differs."""
        Discrepancy = self.env["retail.discrepancy"]
        open_ones = Discrepancy.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("state", "=", "open"),
            ]
        )
        known = {row.note: row for row in open_ones}
        texts = {doubt.text for doubt in doubts}
        Discrepancy.create(
            [
                {
                    "backend_id": self.backend_id.id,
                    "type": doubt.cause,
                    "kind": "session",
                    "entity": self.display_name,
                    "res_model": self._name,
                    "res_id": self.id,
                    "currency_id": self.currency_id.id,
                    "expected": float(doubt.expected),
                    "found": float(doubt.found),
                    "note": doubt.text,
                }
                for doubt in doubts
                if doubt.expected is not None and doubt.text not in known
            ]
        )
        gone = open_ones.filtered(lambda row: row.note not in texts)
        gone.action_resolve(self.env._("It agrees now."))

    def _needs_manager(self):
        """Return (cause, sentence) when a manager has to decide, else None."""
        if self.override_reason:
            return None
        if self.is_counted:
            difference = self.cash_counted - self._theoretical_cash()
            if abs(difference) > self.store_id.over_short_limit:
                return "over_short", self.env._(
                    "The drawer differs by %(amount)s, more than the limit.",
                    amount=self.currency_id.format(difference),
                )
        date, locked = self._posting_date()
        if not locked:
            return None
        days = (date - self.business_date).days
        orders = self.session_id.order_ids
        amount = sum(abs(order.amount_total) for order in orders)
        store = self.store_id
        if days > store.late_days_limit or amount > store.late_amount_limit:
            return "period_locked", self.env._(
                "%(date)s is locked: %(amount)s would be booked on %(later)s.",
                date=self.business_date,
                amount=self.currency_id.format(amount),
                later=date,
            )
        return None

    def _posting_date(self):
        """Return (date, whether the business date is locked).

        A locked date moves everything of the session to the first open one: the
        entry, its payments and its cash lines alike.
        """
        self.ensure_one()
        config = self.session_id.config_id
        journals = config.journal_id | config.payment_method_ids.journal_id
        date, locked = self.business_date, False
        while True:
            ends = [
                end
                for journal in journals
                for end, _field in self.company_id._get_violated_lock_dates(
                    date, True, journal
                )
            ]
            if not ends:
                return date, locked
            date, locked = max(ends) + timedelta(days=1), True

    # --- posting ---

    def _post(self):
        """Post the session with the till's count; raise UserError when it cannot be."""
        self.ensure_one()
        session = self.session_id
        date, locked = self._posting_date()
        expected = self._theoretical_cash()
        counted = self.cash_counted if self.is_counted else expected
        session.write(
            {
                "cash_register_balance_start": self.opening_float,
                "cash_register_balance_end_real": counted,
                "stop_at": self.closed_at or fields.Datetime.now(),
                "state": "closing_control",
            }
        )
        # The difference is computed once and kept: it must see the count.
        session.invalidate_recordset(
            ["cash_register_balance_end", "cash_register_difference"]
        )
        result = session.with_context(
            retail_posting_date=date
        ).action_pos_session_validate()
        if isinstance(result, dict):
            raise UserError(self.env._("The session's entry does not balance."))
        session._retail_book_tenders()
        self.backend_id._wake_settle()
        self.write(
            {
                "state": "closed",
                "cause": False,
                "problem": False,
                "over_short": counted - expected if self.is_counted else 0.0,
                "posted_on": date,
                "out_of_period": locked,
            }
        )
        self._settle_discrepancies()
        self._note("confirmed", "closed", str(date))

    def _settle_discrepancies(self):
        self.env["retail.discrepancy"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("state", "=", "open"),
            ]
        ).action_resolve(self.override_reason or self.env._("It agrees now."))

    def _note(self, step, code="", note=""):
        self.env["retail.trace"].sudo()._note(
            [
                {
                    "backend_id": shift.backend_id.id,
                    "step": step,
                    "kind": "session",
                    "entity_id": shift.external_id or shift.display_name,
                    "res_model": "pos.session",
                    "res_id": shift.session_id.id,
                    "code": code,
                    "note": note[:500],
                }
                for shift in self
            ]
        )


class RetailBackend(models.Model):
    """Run the closes of a connection's shifts."""

    _inherit = "retail.backend"

    def _job_close_shift(self, shift_id):
        """Close one shift if it is complete."""
        self.ensure_one()
        shift = self.env["retail.pos.shift"].sudo().browse(shift_id).exists()
        if shift and self._is_working():
            company = shift.company_id
            shift.with_company(company)._close()
