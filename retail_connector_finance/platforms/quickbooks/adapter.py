"""QuickBooks Online as a ledger: entries, classes, departments, closing date."""

import functools
import uuid
from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    Health,
    PlatformError,
    RefusedError,
    Setting,
)

from ..ledger import (
    Balance,
    Capabilities,
    LedgerAccount,
    LedgerAdapter,
    LedgerContact,
    LedgerValue,
    Period,
)
from . import mapper
from .client import QuickBooksClient, error_of, oauth, quoted
from .mapper import CLASS, DEPARTMENT
from .taxes import TaxCodes

CHUNK = 40  # ids a query
# kind of contact -> entity, and its field with the VAT number
CONTACTS = {
    "customer": ("Customer", "PrimaryTaxIdentifier"),
    "vendor": ("Vendor", "TaxIdentifier"),
}
DEMANDED = {"Accounts Receivable": "customer", "Accounts Payable": "vendor"}
BATCH = 30  # operations a batch


class QuickBooksAdapter(TaxCodes, LedgerAdapter):
    """One QuickBooks Online company; an entry posts at once, there is no draft."""

    code, label = "quickbooks", "QuickBooks Online"
    watched = {"query": "/query"}
    ledger = Capabilities(
        max_lines=1000,
        reference_length=21,
        description_length=4000,
        max_dimensions=2,
        contacts=True,
        tax_codes="given",
    )
    no_tax_codes = "entries name tax codes outside the United States and Canada only"
    max_push = {"journal": BATCH}
    settings = (
        Setting("client_id", "Client ID", "Of the Intuit app.", required=True),
        Setting("client_secret", "Client secret", secret=True, required=True),
        Setting("realm_id", "Company ID", "Comes with the sign-in."),
        Setting("access_token", "Access token", "Handed out.", secret=True),
        Setting(
            "refresh_token",
            "Refresh token",
            "Handed out when you sign in.",
            secret=True,
        ),
    )

    @functools.cached_property
    def client(self) -> QuickBooksClient:
        """Return the client, made when it is first needed."""
        return QuickBooksClient(self)

    # --- signing in ---

    def sign_in(self):
        return oauth(self.options.get("base_url") or "")

    def signed_in(self, params, redirect):
        fresh = self.client.http.tokens.exchange(params["code"], redirect)
        if params.get("realmId"):
            fresh = {**fresh, "realm_id": (params["realmId"], None)}
        return fresh

    def check(self):
        realm = self.values.get("realm_id")
        if not realm:
            raise ConfigError("Sign in first: the company is not known.", "reauthorise")
        info = self.client.get(f"/companyinfo/{realm}")["CompanyInfo"]
        preferences = self._preferences()
        currency = preferences.get("CurrencyPrefs", {}).get("HomeCurrency", {})
        return Health(
            name=info["CompanyName"],
            country=info.get("Country", ""),
            currency=currency.get("value", ""),
        )

    def _preferences(self):
        return self.client.get("/preferences")["Preferences"]

    # --- masters ---

    def accounts(self):
        return [
            LedgerAccount(
                external_id=account["Id"],
                code=account.get("AcctNum", ""),
                name=account.get("FullyQualifiedName") or account["Name"],
                kind=account.get("Classification", ""),
                active=account.get("Active", True),
                currency=account.get("CurrencyRef", {}).get("value", ""),
                contact=DEMANDED.get(account.get("AccountType"), ""),
            )
            for account in self.client.query("Account", "Active in (true, false)")
        ]

    def dimensions(self):
        return [
            LedgerValue(
                dimension_id=dimension,
                dimension=entity,
                external_id=value["Id"],
                name=value.get("FullyQualifiedName") or value["Name"],
                active=value.get("Active", True),
            )
            for dimension, entity in ((CLASS, "Class"), (DEPARTMENT, "Department"))
            for value in self.client.query(entity)
        ]

    def contacts(self):
        for kind, (entity, vat) in CONTACTS.items():
            # No more of people than what they can be recognised by.
            what = f"Id, DisplayName, PrimaryEmailAddr, {vat}, Active"
            for page in self.client.pages(entity, "Active in (true, false)", what):
                yield [
                    LedgerContact(
                        mapper.contact(kind, found["Id"]),
                        kind,
                        found["DisplayName"],
                        vat=found.get(vat, ""),
                        email=found.get("PrimaryEmailAddr", {}).get("Address", ""),
                        active=found.get("Active", True),
                    )
                    for found in page
                ]

    def period(self):
        closed = self._preferences().get("AccountingInfoPrefs", {}).get("BookCloseDate")
        if not closed:
            return Period()
        return Period(open_from=date.fromisoformat(closed) + timedelta(days=1))

    # --- entries ---

    def find(self, reference):
        return self.find_many([reference]).get(reference)

    def find_many(self, references):
        """Return the entries with these numbers, several a query."""
        found = dict.fromkeys(references)
        for remote in self._numbered(references):
            if found.get(remote.reference) is not None:
                raise RefusedError(f"{remote.reference} is there twice", "duplicate")
            found[remote.reference] = remote
        return found

    def copies(self, references):
        found = {}
        for remote in self._numbered(references):
            found.setdefault(remote.reference, []).append(remote.external_id)
        return found

    def _numbered(self, references):
        """Yield every entry that has one of these numbers."""
        for start in range(0, len(references), CHUNK):
            names = ", ".join(quoted(r) for r in references[start : start + CHUNK])
            for entry in self.client.query("JournalEntry", f"DocNumber in ({names})"):
                yield self._remote(entry)

    def submit(self, entry, key):
        answer = self.client.post("/journalentry", mapper.body(entry), key)
        return answer["JournalEntry"]["Id"]

    def submit_many(self, entries, request):
        """Post one by itself, several as one batch.

        An id that is known there is answered as it was the first time, whatever was put
        right since. So it stands for these very entries in this request. What the
        ledger was too busy for is asked for once more under an id of its own.
        """
        keys = " ".join(key for _entry, key in entries)
        known = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{request} {keys}"))
        if len(entries) == 1:
            return super().submit_many([(entries[0][0], known)], request)
        outcomes = self._create_many(entries, known)
        failed = [n for n, one in enumerate(outcomes) if _passes(one)]
        if failed:
            again = self._create_many([entries[n] for n in failed], str(uuid.uuid4()))
            for number, outcome in zip(failed, again, strict=True):
                outcomes[number] = outcome
        for outcome in outcomes:
            if _passes(outcome):
                raise outcome
        return outcomes

    def _create_many(self, entries, request_id):
        """Return the id, or the error, of each entry of a batch."""
        items = [
            {
                "bId": str(number),
                "operation": "create",
                "JournalEntry": mapper.body(entry),
            }
            for number, (entry, _key) in enumerate(entries)
        ]
        answer = self.client.post("/batch", {"BatchItemRequest": items}, request_id)
        by_id = {item["bId"]: item for item in answer["BatchItemResponse"]}
        return [
            error_of(one["Fault"]) if "Fault" in one else one["JournalEntry"]["Id"]
            for one in (by_id[item["bId"]] for item in items)
        ]

    def read_back(self, external_ids):
        found = dict.fromkeys(external_ids)
        for start in range(0, len(external_ids), CHUNK):
            ids = ", ".join(quoted(one) for one in external_ids[start : start + CHUNK])
            for entry in self.client.query("JournalEntry", f"Id in ({ids})"):
                found[entry["Id"]] = self._remote(entry)
        return found

    def changed_since(self, moment):
        """Return the ids of entries that changed, by change data capture (30 days)."""
        answer = self.client.get(
            "/cdc", entities="JournalEntry", changedSince=moment.isoformat()
        )
        return [
            entry["Id"]
            for response in answer["CDCResponse"]
            for part in response["QueryResponse"]
            for entry in part.get("JournalEntry", ())
        ]

    def balances(self, start, end):
        """Return movements: the balance at the end less that of the day before."""
        before = self._trial_balance(start - timedelta(days=1))
        after = self._trial_balance(end)
        currency = self._home_currency
        return [
            Balance(account, Money(amount - before.get(account, 0), currency))
            for account, amount in after.items()
        ]

    def _trial_balance(self, on):
        report = self.client.get(
            "/reports/TrialBalance", start_date=on.isoformat(), end_date=on.isoformat()
        )
        totals = {}
        for row in report["Rows"].get("Row", ()):
            cells = row.get("ColData")
            if cells and cells[0].get("id"):
                debit, credit = (Decimal(cell["value"] or "0") for cell in cells[1:3])
                totals[cells[0]["id"]] = debit - credit
        return totals

    @functools.cached_property
    def _home_currency(self):
        return self._preferences()["CurrencyPrefs"]["HomeCurrency"]["value"]

    def _remote(self, found):
        return mapper.remote(found, self._home_currency)


def _passes(outcome):
    """Return whether an entry was not taken for a reason that is not its own."""
    return isinstance(outcome, PlatformError) and not isinstance(outcome, RefusedError)
