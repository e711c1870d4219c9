"""The guided start of a ledger: chart, accounts, what goes there, and how much."""

from odoo import models
from odoo.tools.misc import formatLang

from odoo.addons.retail_connector_base.models.retail_guide import Step


class RetailBackend(models.Model):
    """Judge the steps that only a ledger has."""

    _inherit = "retail.backend"

    def _guide_codes(self):
        codes, adapter = super()._guide_codes(), self._adapter_class()
        if not self.is_ledger:
            if adapter is not None and "settlement" in adapter.kinds:
                before = "preview" if "preview" in codes else "live"
                codes.insert(codes.index(before), "settlements")
            return codes
        return ["connect", "flows", "chart", "policies", "accounts", "preview",
                "live", "watch"]  # fmt: skip

    def _guide_settlements(self):
        """Payouts wait for their accounts, role by role."""
        return self._guide_mapping(
            "settlements",
            self.env._("Choose accounts of payouts"),
            "retail.mapping.settlement",
            "action_open_settlement_accounts",
        )

    def _guide_chart(self):
        read = bool(self.ledger_read_at)
        return Step(
            "chart",
            self.env._("Read the chart of accounts"),
            "done" if read else "todo",
            self.env._("The ledger's accounts are known.")
            if read
            else self.env._("Read accounts, dimensions and the open period."),
            (
                (self.env._("Accounts there"), len(self.ledger_account_ids)),
                (
                    self.env._("Open from"),
                    str(self.ledger_open_from or self.env._("not said")),
                ),
            ),
            ((self.env._("Read the chart"), "action_read_ledger", not read),),
        )

    def _guide_policies(self):
        policies = self.policy_ids
        approved = policies.filtered(lambda policy: policy.approval != "never")
        return Step(
            "policies",
            self.env._("Choose which journals go there"),
            "done" if policies else "todo",
            self.env._("Each journal's entries leave as its policy says.")
            if policies
            else self.env._("Make a policy: journals, first day, how it is summed up."),
            (
                (self.env._("Policies"), len(policies)),
                (self.env._("Journals"), len(policies.journal_ids)),
                (self.env._("Approved by a person"), len(approved)),
            ),
            ((self.env._("Policies"), "action_open_policies", not policies),),
        )

    def _guide_accounts(self):
        """Accounts with entries that leave need an account there."""
        suggest = (self.env._("Suggest accounts"), "action_suggest_accounts", False)
        step = self._guide_mapping(
            "accounts",
            self.env._("Map accounts"),
            "retail.mapping.account",
            "action_open_accounts",
            (suggest,),
        )
        if not self.policy_ids or not self.ledger_read_at:
            message = self.env._("Read the chart and choose the journals first.")
            return step._replace(state="blocked", message=message, actions=())
        missing = self._guide_accounts_used() - self._guide_accounts_mapped()
        if missing and step.state != "todo":
            return step._replace(
                state="todo",
                message=self.env._("%s accounts are not mapped yet.", len(missing)),
                actions=((*suggest[:2], True), *step.actions[:1]),
            )
        return step

    def _guide_items(self):
        """Return the domain of the journal items that the policies send."""
        domain = []
        for policy in self.policy_ids:
            part = [
                ("parent_state", "=", "posted"),
                ("journal_id", "in", policy.journal_ids.ids),
                ("date", ">=", policy.start_date),
            ]
            if policy.end_date:
                part.append(("date", "<=", policy.end_date))
            domain = ["|", *domain, *_and(part)] if domain else _and(part)
        return domain or [("id", "=", False)]

    def _guide_accounts_used(self):
        groups = self.env["account.move.line"]._read_group(
            self._guide_items(), ["account_id"], []
        )
        return self.env["account.account"].union(*(account for (account,) in groups))

    def _guide_accounts_mapped(self):
        rows = self.env["retail.mapping.account"].search([("backend_id", "=", self.id)])
        return rows.account_id

    def _guide_first_sync(self):
        facts = super()._guide_first_sync()
        if not self.is_ledger:
            return facts
        [(moves, debit)] = self.env["account.move.line"]._read_group(
            self._guide_items(), [], ["move_id:count_distinct", "debit:sum"]
        )
        money = formatLang(
            self.env, debit or 0, currency_obj=self.company_id.currency_id
        )
        return [
            *facts,
            (self.env._("Posted entries of these journals"), moves),
            (self.env._("Sum of their debits"), money),
            (self.env._("Batches there are"), self.batch_count),
        ]

    def _guide_previews(self):
        previews = super()._guide_previews()
        if self.is_ledger:
            previews.append((self.env._("Batches"), "action_open_batches", False))
        return previews

    # --- buttons ---

    def action_suggest_accounts(self):
        """Suggest a remote account for every account that is used; none is approved."""
        self.ensure_one()
        self.env["retail.journal.batch"]._check_accountant()
        Mapping = self.env["retail.mapping.account"].sudo()
        Mapping._resolve(self, set(self._guide_accounts_used().ids))
        Mapping._suggest_again(self)
        return self.action_open_accounts()

    def action_open_accounts(self):
        """Open the mapping of accounts."""
        return self._open_finance("action_retail_mapping_account")

    def action_open_policies(self):
        """Open the policies of this ledger."""
        found = self._open_finance("action_retail_journal_policy")
        return {**found, "context": {"default_backend_id": self.id}}

    def action_open_settlement_accounts(self):
        """Open the accounts of payouts."""
        return self._open_finance("action_retail_mapping_settlement")


def _and(terms):
    """Return terms as one part of a domain."""
    return ["&"] * (len(terms) - 1) + terms
