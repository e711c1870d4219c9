"""Is a shift complete, and does it agree with what the till states?"""

from decimal import Decimal
from typing import NamedTuple

from odoo import models

from odoo.addons.retail_connector_base.models.mappings.mapping_tender import TenderKey

from .retail_pos_number import ranges_text


class Doubt(NamedTuple):
    """Something that keeps a shift from being closed.

    ``cause`` groups it; with amounts it is a difference between the till and Odoo.
    """

    cause: str
    text: str
    expected: Decimal | None = None
    found: Decimal | None = None


def exact(number):
    """Return a float of the database as the decimal it stands for."""
    return Decimal(repr(number or 0.0)).quantize(Decimal("0.000001"))


class RetailPosShift(models.Model):
    """Compare a shift with the till's own close."""

    _inherit = "retail.pos.shift"

    def _doubts(self):
        """Return why the shift must not be closed yet; none: it agrees."""
        self.ensure_one()
        if self.late:
            return []  # the till closed without it
        doubts = self._number_doubts() or self._inbox_doubts()
        if doubts:
            return doubts  # what is missing explains every other difference
        return [
            *self._total_doubts(),
            *self._tender_doubts(),
            *self._cash_doubts(),
        ]

    def _number_doubts(self):
        claims = self.claims or {}
        first, last = claims.get("first_sequence"), claims.get("last_sequence")
        if not self.register_id.numbered or last is None:
            return []
        epoch = claims.get("epoch") or self.register_id.epoch
        missing, waiting = self.env["retail.pos.number"]._open_in(
            self.register_id, epoch, first or 1, last
        )
        doubts = []
        if missing:
            doubts.append(
                Doubt(
                    "numbers_missing",
                    self.env._("Not here yet: %s", ranges_text(missing)),
                )
            )
        if waiting:
            doubts.append(
                Doubt(
                    "numbers_waiting",
                    self.env._(
                        "Here, but not booked: %s",
                        ranges_text([(number, number) for number in waiting]),
                    ),
                )
            )
        return doubts

    def _inbox_doubts(self):
        """Return what of the store waits, for tills whose numbers prove nothing."""
        if self.register_id.numbered and (self.claims or {}).get("last_sequence"):
            return []
        waiting = self.env["retail.event"].search_count(
            [
                ("backend_id", "=", self.backend_id.id),
                ("lane_key", "=", self.store_id._lane_key()),
                ("kind", "=", "receipt"),
                ("state", "in", ("received", "failed", "parked", "dead")),
            ],
            limit=1000,
        )
        if not waiting:
            return []
        return [
            Doubt(
                "inbox_waiting",
                self.env._("%s receipts of the store wait in the inbox.", waiting),
            )
        ]

    def _total_doubts(self):
        claims, orders = self.claims or {}, self.env["pos.order"]
        ((total, tax),) = orders._read_group(
            [("session_id", "=", self.session_id.id)],
            [],
            ["amount_total:sum", "amount_tax:sum"],
        )
        count = self.env["retail.binding.receipt"].search_count(
            [("shift_id", "=", self.id), ("action", "=", "sale")]
        )
        doubts = []
        for name, found, words in (
            ("receipt_count", count, self.env._("Receipts")),
            ("gross_total", total, self.env._("Sales with tax")),
            ("tax_total", tax, self.env._("Tax")),
        ):
            if claims.get(name) is not None:
                doubts += self._compare(words, Decimal(claims[name]), exact(found))
        return doubts

    def _tender_doubts(self):
        """Return differences per payment method: what several tenders share, adds."""
        rows = (self.claims or {}).get("tenders") or []
        if not rows:
            return []
        keys = {(row["tender"], row.get("method") or "") for row in rows}
        untold = {(gateway, "") for gateway in self.claims.get("untold") or ()}
        mappings = self.env["retail.mapping.tender"]._resolve_pairs(
            self.backend_id, keys | untold
        )
        expected = {}
        for row in rows:
            mapping = mappings[TenderKey(row["tender"], row.get("method") or "")]
            if mapping.state != "approved":
                return [
                    Doubt(
                        "tender_unmapped",
                        self.env._("Approve the mapping of %s.", mapping.display_name),
                    )
                ]
            method = mapping._pos_method(self.register_id)
            expected[method] = expected.get(method, 0) + Decimal(row["expected"])
        found = dict(
            self.env["pos.payment"]._read_group(
                [("session_id", "=", self.session_id.id)],
                ["payment_method_id"],
                ["amount:sum"],
            )
        )
        doubts = []
        silent = {
            mappings[TenderKey(*key)]._pos_method(self.register_id)
            for key in untold
            if mappings[TenderKey(*key)].state == "approved"
        }
        for method in {*expected, *(found.keys() - silent)}:
            doubts += self._compare(
                method.name, expected.get(method, Decimal(0)), exact(found.get(method))
            )
        return doubts

    def _cash_doubts(self):
        claims = self.claims or {}
        if claims.get("cash_expected") is None or not self.session_id.cash_journal_id:
            return []
        return self._compare(
            self.env._("Expected cash"),
            Decimal(claims["cash_expected"]),
            exact(self._theoretical_cash()),
        )

    def _theoretical_cash(self):
        """Return float + cash taken + cash put in or out, in the session's currency."""
        self.ensure_one()
        session = self.session_id
        method = session.config_id.payment_method_ids.filtered("is_cash_count")[:1]
        ((paid,),) = self.env["pos.payment"]._read_group(
            [
                ("session_id", "=", session.id),
                ("payment_method_id", "=", method.id),
            ],
            [],
            ["amount:sum"],
        )
        ((moved,),) = self.env["account.bank.statement.line"]._read_group(
            [("pos_session_id", "=", session.id)], [], ["amount:sum"]
        )
        return self.currency_id.round(
            (self.opening_float or 0.0) + (paid or 0.0) + (moved or 0.0)
        )

    def _compare(self, words, expected, found):
        if expected == found:
            return []
        return [
            Doubt(
                "shift_mismatch",
                self.env._(
                    "%(what)s: the till says %(expected)s, Odoo has %(found)s "
                    "(difference %(difference)s).",
                    what=words,
                    expected=f"{expected.normalize():f}",
                    found=f"{found.normalize():f}",
                    difference=f"{(found - expected).normalize():+f}",
                ),
                expected,
                found,
            )
        ]
