"""Name the customer or vendor of a line, where the ledger's account wants one."""

from odoo import fields, models

from .journal_tax import CONSUMED
from .retail_ledger_contact import KINDS
from .retail_mapping_account import AccountKey
from .retail_mapping_contact import ContactKey


class RetailLedgerAccount(models.Model):
    """Know whom lines of an account have to name."""

    _inherit = "retail.ledger.account"

    contact = fields.Selection(
        KINDS,
        "Wants",
        readonly=True,
        help="Whom every line of this account has to name there.",
    )


class RetailMappingAccount(models.Model):
    """Name one contact for everything on an account."""

    _inherit = "retail.mapping.account"

    ledger_contact_id = fields.Many2one(
        "retail.ledger.contact",
        "One contact there",
        domain="[('backend_id', '=', backend_id)]",
        ondelete="restrict",
        help="Every line of this account names it, whoever the items are about: for "
        "summaries on an account whose lines have to name a customer or vendor.",
    )

    def _missing(self):
        wanted = self.ledger_account_id.contact
        contact = self.ledger_contact_id
        if contact and wanted and contact.kind != wanted:
            return self.env._("The contact there is for the other side.")
        return super()._missing()


class RetailJournalBatchLine(models.Model):
    """Look up whom a line names at the ledger."""

    _inherit = "retail.journal.batch.line"

    def _contact_keys(self, accounts):
        """Return (key, day) of every contact that has to be mapped for these lines."""
        found = set()
        for line in self:
            if key := line._contact_key(accounts):
                found.add((key, line.batch_id.date))
        return found

    def _contact_key(self, accounts):
        """Return whom this line has to name by a mapping, or None."""
        if self.origin_id or self.tax_as == CONSUMED or not self.partner_id:
            return None
        mapping = accounts[AccountKey(self.account_id.id, self.batch_id.date)]
        kind = mapping.ledger_account_id.contact
        if mapping.state != "approved" or not kind or mapping.ledger_contact_id:
            return None
        return ContactKey(self.partner_id.commercial_partner_id.id, kind)

    def _named_contact(self, accounts, contacts):
        """Return (the ledger's id of whom the line names, what is wrong)."""
        if self.origin_id:  # what is taken back names whom it was sent with
            return self.origin_id.remote_contact, ""
        if self.tax_as == CONSUMED:
            return False, ""
        mapping = accounts[AccountKey(self.account_id.id, self.batch_id.date)]
        if mapping.state != "approved":  # which is said already
            return False, ""
        remote, contact = mapping.ledger_account_id, mapping.ledger_contact_id
        if key := self._contact_key(accounts):
            row = contacts[key, self.batch_id.date]
            if row.state != "approved":
                return False, self.env._("Contact not mapped: %s", row.display_name)
            contact = row.ledger_contact_id
        if contact and not contact.active:
            return False, self.env._("The ledger has no longer: %s", contact.name)
        if remote.contact and not contact:
            kinds = dict(remote._fields["contact"]._description_selection(self.env))
            return False, self.env._(
                "%(account)s wants to be told a %(kind)s: choose one for the account, "
                "or let the policy keep lines apart by customer or vendor.",
                account=remote.display_name,
                kind=kinds[remote.contact].lower(),
            )
        return contact.external_id or False, ""
