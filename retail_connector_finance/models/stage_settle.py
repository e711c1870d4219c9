"""Book settlements: balanced entries whose clearing items are really reconciled."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from odoo import api, models

from odoo.addons.retail_connector_base.importers.stage import PartlyFailed
from odoo.addons.retail_connector_base.importers.stage_invoice import local_date

from ..posting import (
    ROLES,
    PostingProblem,
    returned_posting,
    settlement_posting,
    split_by_month,
)
from ..posting.settlement import Terms

WAITS = ("settlement_tender_missing",)
NOT_PAID = ("failed", "cancelled")


class RetailStageSettle(models.AbstractModel):
    """Enter a batch of settlements, or say of each why not."""

    _name = "retail.stage.settle"
    _inherit = ["retail.stage", "retail.settlement.items", "retail.settlement.ledger"]
    _description = "Retail Settlement Stage"

    @api.model
    def _prepare(self, settlements):
        """Suggest accounts for what has none, so that a person can approve."""
        Mapping = self.env["retail.mapping.settlement"]
        for settlement in settlements:
            missing = self._roles(settlement) - set(
                Mapping._accounts(settlement.backend_id, settlement.gateway)
            )
            Mapping._resolve(
                settlement.backend_id,
                {self._role_key(settlement, role) for role in missing},
            )

    @api.model
    def _role_key(self, settlement, role):
        return self.env["retail.mapping.settlement"]._role_key(settlement.gateway, role)

    @api.model
    def _roles(self, settlement):
        """Return the roles a settlement needs accounts for."""
        roles = self.env["retail.mapping.settlement"]._needed(settlement)
        if settlement.status in NOT_PAID:
            roles = (roles - {"bank"}) | {"payout_returned"}
        return roles

    @api.model
    def _run(self, settlements):
        open_items = self._open_items(settlements)
        problems, plans = [], []
        for settlement in settlements:
            try:
                self._check_items(settlement)
                plans += self._plans(settlement, open_items)
            except PostingProblem as error:
                problems.append(
                    (settlement, error.cause, self._sentence(settlement, error))
                )
        if problems:
            raise PartlyFailed(problems)
        self._check_periods(plans)
        moves = self.env["account.move"].create(
            [self._move_values(*plan) for plan in plans]
        )
        moves._post(soft=False)
        self._link(plans, moves)
        self._reconcile(plans, moves)
        settlements._set_state("booked")
        settlements._trace("posted", note=", ".join(moves.mapped("name"))[:200])

    # --- what is to be booked ---

    @api.model
    def _plans(self, settlement, open_items):
        """Return (settlement, kind, date, posting) of each entry to make."""
        document = settlement._document()
        terms = self._terms(settlement, document, settlement.paid_on)
        if settlement.record_id:  # it was booked as paid, and then came back
            posting = returned_posting(document.total.amount, terms)
            return [(settlement, "return", settlement.paid_on, posting)]
        booked = self._booked(settlement, open_items)
        chosen = {
            line.external_id: line.chosen_account_id.id
            for line in settlement.line_ids
            if line.chosen_account_id
        }
        last = "payout_returned" if settlement.status in NOT_PAID else "bank"
        plans, carried = [], Decimal(0)
        parts = self._parts(settlement, document)
        for date, entries in parts:
            final = (date, entries) == parts[-1]
            own = self._terms(settlement, document, date)
            posting = settlement_posting(
                entries, booked, own, chosen, last if final else "carried_forward"
            )
            if final and carried:
                posting = self._with_carried(posting, carried, own, last)
            elif not final:
                carried += sum((entry.net.amount for entry in entries), Decimal(0))
            self._use(posting, open_items)
            plans.append((settlement, "final" if final else "month", date, posting))
        return plans

    @api.model
    def _parts(self, settlement, document):
        """Return (date, entries), more than one when a payout is split by month."""
        backend = settlement.backend_id
        if backend.settlement_month_end != "split":
            return [(document.paid_on, list(document.entries))]
        return split_by_month(
            document.entries,
            document.paid_on,
            lambda moment: local_date(backend, moment.replace(tzinfo=None)),
        )

    @api.model
    def _with_carried(self, posting, carried, terms, counterpart):
        """Return the last month's posting with what earlier months carried forward."""
        values = returned_posting(
            carried,
            replace(
                terms,
                accounts={
                    "payout_returned": terms.account(counterpart),
                    "bank": terms.account("carried_forward"),
                },
            ),
        ).legs
        legs = list(posting.legs)
        for place, leg in enumerate(legs):
            if leg.role == counterpart:
                legs[place] = replace(
                    leg,
                    amount=leg.amount + values[0].amount,
                    balance=leg.balance + values[0].balance,
                )
                break
        else:
            legs.insert(0, replace(values[0], role=counterpart))
        legs.append(replace(values[1], role="carried_forward"))
        return replace(posting, legs=tuple(legs))

    @api.model
    def _terms(self, settlement, document, date):
        company = settlement.company_id
        ours = company.currency_id
        deposit = document.deposit
        if deposit and deposit.currency == ours.name and document.total:
            rate = Fraction(deposit.amount) / Fraction(document.total.amount)
        elif settlement.currency_id == ours:
            rate = Fraction(1)
        else:
            rate = Fraction(
                repr(
                    self.env["res.currency"]._get_conversion_rate(
                        settlement.currency_id, ours, company, date
                    )
                )
            )
        backend = settlement.backend_id
        return Terms(
            currency=settlement.currency_id.name,
            company_currency=ours.name,
            rate=rate,
            accounts=self.env["retail.mapping.settlement"]._accounts(
                backend, settlement.gateway
            ),
            tolerance=Decimal(repr(backend.settlement_tolerance)) / 100,
        )

    # --- why not ---

    @api.model
    def _check_items(self, settlement):
        """Raise when a clearing account cannot be reconciled."""
        wrong = settlement.line_ids.tender_id.record_id.account_id.filtered(
            lambda account: not account.reconcile
        )
        if wrong:
            raise PostingProblem("clearing_not_reconcilable", wrong[0].display_name)

    @api.model
    def _check_periods(self, plans):
        """Raise for settlements whose date lies in a locked period."""
        problems = []
        for settlement, _kind, date, _posting in plans:
            locks = settlement.company_id._get_violated_lock_dates(
                date, False, self._journal(settlement.backend_id)
            )
            if locks:
                message = self.env._("%s is in a locked period.", date)
                problems.append((settlement, "period_locked", message))
        if problems:
            raise PartlyFailed(problems)

    @api.model
    def _park(self, binding, cause, message):
        state = "waiting" if cause in WAITS else "parked"
        binding._set_state(state, cause, message)
        binding._trace("parked", cause, message)

    @api.model
    def _sentence(self, settlement, error):
        """Return what a person reads about a problem."""
        line = settlement.line_ids.filtered(lambda x: x.external_id == error.subject)
        what = line[:1].display_name or error.subject
        if error.cause == "settlement_unmapped":
            return self.env._("Choose the account for: %s", ROLES[error.subject])
        if error.cause == "settlement_tender_missing":
            missing = settlement.line_ids.filtered(
                lambda x: (
                    x.kind in ("sale", "refund")
                    and not x.chosen_account_id
                    and not x.tender_id.record_id
                )
            )
            return self.env._(
                "%(count)s payments are not booked yet: %(names)s",
                count=len(missing),
                names=", ".join(missing[:5].mapped("display_name")),
            )
        if error.cause == "settlement_type_unknown":
            return self.env._(
                "%(what)s: choose the account that its %(amount)s are booked on.",
                what=what,
                amount=line.currency_id.format(line.gross),
            )
        if error.difference is not None:
            return self.env._(
                "%(what)s: settled are %(found)s, open is %(expected)s "
                "(difference %(difference)s).",
                what=what,
                found=f"{error.found.normalize():f}",
                expected=f"{error.expected.normalize():f}",
                difference=f"{error.difference.normalize():+f}",
            )
        return self.env._("The account %s cannot be reconciled.", what)
