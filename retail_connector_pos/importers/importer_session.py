"""Openings and closes of tills to shifts."""

from odoo import api, models

from odoo.addons.retail_connector_base.importers.importer import PartlyParked
from odoo.addons.retail_connector_base.importers.order_values import naive


class RetailImporterSession(models.AbstractModel):
    """Take over what a till says of its shift: float, counts, totals, movements."""

    _name = "retail.importer.session"
    _inherit = ["retail.importer"]
    _description = "Retail Shift Importer"

    @api.model
    def _import(self, items, backend):
        registers = self.env["retail.pos.register"]._find(
            backend,
            [(i.document.location_id, i.document.register_id) for i in items],
        )
        problems = []
        for item in items:
            problem = self._problem(item.document, registers)
            if problem:
                problems.append((item, *problem))
        if problems:
            raise PartlyParked(problems)
        shifts = self._shifts(items, registers)
        movements = []
        for item in items:
            shift = shifts[item.document.external_id]
            if item.version and shift.claims and item.version < shift.claims["version"]:
                item.ignored("stale", self.env._("Newer data is here already."))
                continue
            if shift.state == "closed":
                self._after_close(item, shift)
                continue
            shift.write(self._values(item))
            movements += [(shift, movement) for movement in item.document.movements]
            item.done(shift.session_id)
        self._book_movements(backend, movements)
        self.env["retail.pos.shift"].union(*shifts.values())._wake_close()

    @api.model
    def _problem(self, document, registers):
        _ = self.env._
        register = registers.get((document.location_id, document.register_id))
        if register is None or not register.config_id:
            return "register_unmapped", _(
                "Set up register %(register)s of store %(store)s.",
                register=document.register_id,
                store=document.location_id,
            )
        if register.config_id.currency_id.name != document.currency:
            return "register_currency", _(
                "The register books in %(ours)s, the shift is in %(theirs)s.",
                ours=register.config_id.currency_id.name,
                theirs=document.currency,
            )
        return register._currency_problem(self._date(document, register))

    @api.model
    def _date(self, document, register):
        """Return the business date: the till's, else by the store's day."""
        return document.business_date or register.store_id._business_date(
            document.opened_at
        )

    @api.model
    def _shifts(self, items, registers):
        """Return session id -> its shift; found by its id, else by day and shift."""
        Shift = self.env["retail.pos.shift"]
        ids = [item.document.external_id for item in items]
        known = Shift.search(
            [
                ("external_id", "in", ids),
                ("register_id", "in", [r.id for r in registers.values()]),
                ("late", "=", 0),
            ]
        )
        found = {shift.external_id: shift for shift in known}
        wanted = {}
        for item in items:
            document = item.document
            if document.external_id in found:
                continue
            register = registers[document.location_id, document.register_id]
            date = self._date(document, register)
            wanted[document.external_id] = (register, date, document.shift_id)
        main = self._main_shifts(set(wanted.values()))
        for external_id, key in wanted.items():
            found[external_id] = main[key]
        return found

    @api.model
    def _main_shifts(self, keys):
        """Return key -> the shift itself, not a supplement, whatever its state."""
        if not keys:
            return {}
        Shift = self.env["retail.pos.shift"]
        found = {
            (shift.register_id, shift.business_date, shift.shift_ref): shift
            for shift in Shift.search(
                [
                    ("register_id", "in", [key[0].id for key in keys]),
                    ("business_date", "in", [key[1] for key in keys]),
                    ("late", "=", 0),
                ]
            )
        }
        missing = {key for key in keys if key not in found}
        return {**found, **Shift._ensure(missing)}

    @api.model
    def _values(self, item):
        """Return what a shift takes over."""
        document = item.document

        def text(money):
            return str(money.amount) if money is not None else None

        values = {
            "external_id": document.external_id,
            "opened_at": naive(document.opened_at),
            "opening_float": float(document.opening_float.amount),
            "float_known": True,
            "claims": {
                "version": item.version or "",
                "epoch": document.epoch,
                "first_sequence": document.first_sequence,
                "last_sequence": document.last_sequence,
                "receipt_count": document.receipt_count,
                "gross_total": text(document.gross_total),
                "tax_total": text(document.tax_total),
                "cash_expected": text(document.cash_expected),
                "cash_counted": text(document.cash_counted),
                "tenders": [
                    {
                        "tender": count.tender,
                        "method": count.method,
                        "expected": text(count.expected),
                        "counted": text(count.counted),
                    }
                    for count in document.tenders
                ],
                **({"untold": list(document.untold)} if document.untold else {}),
            },
        }
        if document.closed_at:
            values["closed_at"] = naive(document.closed_at)
        if document.cash_expected is not None:
            values["cash_expected"] = float(document.cash_expected.amount)
        if document.cash_counted is not None:
            values["cash_counted"] = float(document.cash_counted.amount)
            values["is_counted"] = True
        return values

    @api.model
    def _after_close(self, item, shift):
        """A closed shift is not touched; a close that differs from ours is reported."""
        theirs = self._values(item)["claims"]
        theirs.pop("version")
        # Days that were closed by an earlier version do not know what was counted.
        known = {"cash_counted": theirs["cash_counted"], **(shift.claims or {})}
        known.pop("version", None)
        if known == theirs:
            item.ignored("duplicate", self.env._("It is here already."))
            return
        item.parked(
            "changed_after_close",
            self.env._(
                "%s is closed; its close says something else now.", shift.display_name
            ),
        )

    # --- cash ---

    @api.model
    def _book_movements(self, backend, movements):
        """Book cash put in or taken out, each once.

        :param movements: (shift, canonical CashMovement) in order
        """
        keyed = {}
        for shift, movement in movements:
            own = movement.external_id or f"{shift.id}/{movement.occurred_at}"
            keyed[f"{backend.id}/{own}"] = (shift, movement)
        if not keyed:
            return
        Line = self.env["account.bank.statement.line"]
        known = set(
            Line.search([("retail_key", "in", list(keyed))]).mapped("retail_key")
        )
        Line.with_context(no_retrieve_partner=True).create(
            [
                {
                    "retail_key": key,
                    "pos_session_id": shift.session_id.id,
                    "journal_id": shift.session_id.cash_journal_id.id,
                    "amount": float(movement.amount.amount),
                    "date": shift._posting_date()[0],
                    "payment_ref": f"{shift.session_id.name}-{movement.reason}",
                }
                for key, (shift, movement) in keyed.items()
                if key not in known and movement.amount
            ]
        )
