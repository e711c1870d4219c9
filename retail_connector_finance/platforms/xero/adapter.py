"""Xero as a ledger: manual journals, tracking categories, lock dates."""

import functools
import itertools
import re
from datetime import timedelta
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import (
    Health,
    NotFoundError,
    RefusedError,
    Setting,
)

from ..journal import compare
from ..ledger import (
    Balance,
    Capabilities,
    LedgerAccount,
    LedgerAdapter,
    LedgerTax,
    LedgerValue,
    Period,
)
from . import mapper
from .client import XeroClient, code_of, first, oauth

PAGE = 100  # journals a page
GST = "GST"  # the system account that every tax posts on, whatever it is called
NEVER = {"DEBTORS", "CREDITORS", "RETAINEDEARNINGS", "HISTORICAL"}


class XeroAdapter(LedgerAdapter):
    """One Xero organisation.

    Manual journals are in the organisation's own currency, have no number, and cannot
    name bank or system accounts. Our reference stands in brackets at the end of the
    narration. Tax travels as lines of its own (``NoTax``) or as tax types of lines
    (``Exclusive``), whose tax Xero computes; a draft with another tax than ours is
    deleted again.
    """

    code, label = "xero", "Xero"
    watched = {"account": "/Accounts", "journal": "/ManualJournals"}
    ledger = Capabilities(
        max_lines=2000,
        reference_length=20,
        description_length=4000,
        max_dimensions=2,
        tax_codes="computed",
    )
    settings = (
        Setting("client_id", "Client ID", "Of the Xero app.", required=True),
        Setting("client_secret", "Client secret", secret=True, required=True),
        Setting(
            "tenant_id",
            "Tenant ID",
            "Of the organisation. Found by the connection test when there is one only.",
        ),
        Setting("access_token", "Access token", "Handed out.", secret=True),
        Setting(
            "refresh_token",
            "Refresh token",
            "Handed out when you sign in. A Custom Connection has none.",
            secret=True,
        ),
    )

    @functools.cached_property
    def client(self) -> XeroClient:
        """Return the client, made when it is first needed."""
        return XeroClient(self)

    # --- signing in ---

    def sign_in(self):
        return oauth(self.options.get("base_url") or "")

    def signed_in(self, params, redirect):
        return self.client.http.tokens.exchange(params["code"], redirect)

    def check(self):
        problems = []
        if not self.values.get("tenant_id"):
            tenants = self.client.tenants()
            if len(tenants) == 1 and self.save_token:
                self.save_token("tenant_id", tenants[0]["tenantId"], None)
                self.client.values = {
                    **self.client.values,
                    "tenant_id": tenants[0]["tenantId"],
                }
            else:
                names = ", ".join(f"{t['tenantName']} {t['tenantId']}" for t in tenants)
                return Health(problems=(f"Fill in the tenant ID, one of: {names}",))
        organisation = first(self.client.get("/Organisation"), "Organisations")
        if organisation.get("OrganisationStatus") not in (None, "ACTIVE"):
            problems.append("The organisation is not active.")
        return Health(
            name=organisation["Name"],
            currency=organisation["BaseCurrency"],
            country=organisation.get("CountryCode", ""),
            plan=organisation.get("Edition", ""),
            problems=tuple(problems),
        )

    # --- masters ---

    def accounts(self):
        return [
            LedgerAccount(
                external_id=account["AccountID"],
                code=account.get("Code", ""),
                name=account["Name"],
                kind=account.get("Class", ""),
                postable=account.get("Type") != "BANK"
                and account.get("SystemAccount") not in NEVER,
                active=account.get("Status") == "ACTIVE",
            )
            for account in self._chart()
        ]

    def taxes(self):
        control = next((a for a in self._chart() if a.get("SystemAccount") == GST), {})
        return [
            LedgerTax(
                rate["TaxType"],
                rate["Name"],
                f"{Decimal(rate.get('EffectiveRate') or 0).normalize():f}",
                kind=_tax_kind(rate),
                account=control.get("AccountID", ""),
                active=rate.get("Status") == "ACTIVE",
            )
            for rate in self.client.get("/TaxRates")["TaxRates"]
            if rate["TaxType"] != mapper.NO_TAX
        ]

    def _chart(self):
        return self.client.get("/Accounts")["Accounts"]

    def dimensions(self):
        return [
            LedgerValue(
                dimension_id=category["TrackingCategoryID"],
                dimension=category["Name"],
                external_id=option["TrackingOptionID"],
                name=option["Name"],
                active=option.get("Status") == "ACTIVE",
            )
            for category in self.client.get("/TrackingCategories")["TrackingCategories"]
            for option in category.get("Options") or ()
        ]

    def period(self):
        organisation = first(self.client.get("/Organisation"), "Organisations")
        locks = [
            mapper.day(organisation[name])
            for name in ("PeriodLockDate", "EndOfYearLockDate")
            if organisation.get(name)
        ]
        return Period(open_from=max(locks) + timedelta(days=1) if locks else None)

    # --- entries ---

    def find(self, reference):
        """Return the entry whose narration ends with our reference."""
        answer = self.client.get(
            "/ManualJournals", where=f'Narration.Contains("[{reference}]")', page=1
        )
        found = [
            self._remote(journal)
            for journal in answer.get("ManualJournals") or ()
            if mapper.reference(journal) == reference
        ]
        alive = [entry for entry in found if entry.state != "voided"]
        if len(alive) > 1:
            raise RefusedError(f"{reference} is there twice", "duplicate")
        return (alive or found or [None])[0]

    def copies(self, references):
        """Return the entries of our numbers, a page of all of ours at a time."""
        start = re.match(r"[A-Za-z]*", references[0]).group()
        wanted, found = set(references), {}
        for page in itertools.count(1):
            answer = self.client.get(
                "/ManualJournals", where=f'Narration.Contains("[{start}")', page=page
            )
            journals = answer.get("ManualJournals") or ()
            for journal in journals:
                entry = self._remote(journal)
                if entry.reference in wanted and entry.state == "posted":
                    found.setdefault(entry.reference, []).append(entry.external_id)
            if len(journals) < PAGE:
                return found

    def submit(self, entry, key):
        """Post a manual journal; a warning counts as a refusal and is undone."""
        body = mapper.body(entry, self.ledger.max_dimensions)
        journal = first(
            self.client.put("/ManualJournals", {"ManualJournals": [body]}, key),
            "ManualJournals",
        )
        warnings = [w.get("Message", "") for w in journal.get("Warnings") or ()]
        # An unknown account is only a warning there: the line loses its account.
        text = "; ".join(warnings)
        if warnings or (text := self._other_tax(entry, journal)):
            self._change(journal["ManualJournalID"], "DELETED", body["Narration"])
            raise RefusedError(text, code_of(text) if warnings else "tax_refused")
        self._change(journal["ManualJournalID"], "POSTED", body["Narration"])
        return journal["ManualJournalID"]

    def _other_tax(self, entry, journal):
        """Return what differs in tax between a draft and what was sent, or nothing."""
        if not any(line.tax_code for line in entry.lines):
            return ""
        found = [d for d in compare(entry, self._remote(journal)) if "line_" in d.code]
        return "; ".join(d.message for d in found)

    def post_draft(self, external_id):
        answer = self.client.get(f"/ManualJournals/{external_id}")
        narration = first(answer, "ManualJournals")["Narration"]
        self._change(external_id, "POSTED", narration)

    def _change(self, external_id, status, narration):
        body = {
            "ManualJournalID": external_id,
            "Narration": narration,
            "Status": status,
        }
        answer = self.client.post(
            f"/ManualJournals/{external_id}",
            {"ManualJournals": [body]},
            f"{external_id}-{status}",
        )
        journal = first(answer, "ManualJournals")
        if journal["Status"] != status:
            raise RefusedError(f"it stays {journal['Status']}", "refused")

    def read_back(self, external_ids):
        found = dict.fromkeys(external_ids)
        for external_id in external_ids:
            try:
                answer = self.client.get(f"/ManualJournals/{external_id}")
            except NotFoundError:
                continue
            found[external_id] = self._remote(first(answer, "ManualJournals"))
        return found

    def balances(self, start, end):
        """Return movements: the balance at the end less that of the day before."""
        before = self._trial_balance(start - timedelta(days=1))
        after = self._trial_balance(end)
        return [
            Balance(account, Money(amount - before.get(account, 0), self._currency))
            for account, amount in after.items()
        ]

    def _trial_balance(self, on):
        answer = self.client.get("/Reports/TrialBalance", date=on.isoformat())
        totals = {}
        [report] = answer["Reports"]
        for section in report["Rows"]:
            for row in section.get("Rows") or ():
                if row["RowType"] != "Row":
                    continue
                cells = row["Cells"]
                account = next(
                    a["Value"] for a in cells[0]["Attributes"] if a["Id"] == "account"
                )
                debit, credit = (Decimal(cell["Value"] or "0") for cell in cells[3:5])
                totals[account] = debit - credit
        return totals

    @functools.cached_property
    def _currency(self):
        return first(self.client.get("/Organisation"), "Organisations")["BaseCurrency"]

    def _remote(self, journal):
        return mapper.remote(journal, self._currency)


def _tax_kind(rate):
    """Return which side a tax rate is for: what accounts it may be used on tells."""
    sale, purchase = rate.get("CanApplyToRevenue"), rate.get("CanApplyToExpenses")
    if bool(sale) == bool(purchase):
        return ""
    return "sale" if sale else "purchase"
