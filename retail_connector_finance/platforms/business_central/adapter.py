"""Business Central as a ledger: lines are staged in a journal, then posted.

A journal posts whatever is in it, and copies a balancing account onto every line; so
each entry has a journal made by us, without one, that is checked before it is posted
and deleted afterwards. What is posted carries our reference as its document number.
"""

import functools
from datetime import date
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    Health,
    NotFoundError,
    RefusedError,
    Setting,
)

from ..journal import JournalLine, RemoteEntry
from ..ledger import (
    Balance,
    Capabilities,
    LedgerAccount,
    LedgerAdapter,
    LedgerValue,
    Period,
)
from .client import BusinessCentralClient, quoted

CHUNK = 20  # document numbers a filter
NOTHING = "0001-01-01"  # the date that stands for none
LINES = "journalLines"


class BusinessCentralAdapter(LedgerAdapter):
    """One company of one Business Central environment, in its local currency."""

    code, label = "business_central", "Business Central"
    watched = {"account": "/accounts", "journal": "/generalLedgerEntries"}
    ledger = Capabilities(
        max_lines=2000,
        reference_length=10,  # the journal's code; a document number takes 20
        description_length=100,
        max_dimensions=8,
    )
    no_tax_codes = (
        "its API names no general posting type, and without one a line with a VAT "
        "group is refused. Tax leaves on lines of its own, to accounts without a "
        "default posting type; VAT entries are not made there"
    )
    settings = (
        Setting("tenant_id", "Tenant ID", "Of Microsoft Entra.", required=True),
        Setting("environment", "Environment", default="production", required=True),
        Setting("company_id", "Company ID", "Found by the test if there is one only."),
        Setting("client_id", "Client ID", "Of the Entra app.", required=True),
        Setting("client_secret", "Client secret", secret=True, required=True),
        Setting("access_token", "Access token", "Handed out.", secret=True),
    )

    @functools.cached_property
    def client(self) -> BusinessCentralClient:
        """Return the client, made when it is first needed."""
        return BusinessCentralClient(self)

    def check(self):
        companies = self.client.send("GET", "companies")["value"]
        wanted = self.values.get("company_id")
        if not wanted and len(companies) == 1 and self.save_token:
            wanted = companies[0]["id"]
            self.save_token("company_id", wanted, None)
            self.client.company = f"companies({wanted})"
        found = [company for company in companies if company["id"] == wanted]
        if not found:
            names = ", ".join(f"{c['name']} {c['id']}" for c in companies)
            raise ConfigError(f"Fill in the company ID, one of: {names}", "incomplete")
        return Health(name=found[0]["name"], currency=self._currency)

    @functools.cached_property
    def _currency(self):
        [information] = self.client.all("companyInformation")
        return information["currencyCode"]

    # --- masters ---

    def accounts(self):
        return [
            LedgerAccount(
                external_id=account["id"],
                code=account["number"],
                name=account["displayName"],
                kind=account.get("category", ""),
                postable=account.get("accountType") == "Posting"
                and bool(account.get("directPosting"))
                and not account.get("blocked"),
            )
            for account in self.client.all("accounts")
        ]

    def dimensions(self):
        return [
            LedgerValue(
                dimension_id=dimension["code"],
                dimension=dimension["displayName"],
                external_id=value["code"],
                name=value.get("displayName") or value["code"],
            )
            for dimension in self.client.all("dimensions", expand="dimensionValues")
            for value in dimension["dimensionValues"]
        ]

    def period(self):
        """Return the allowed posting dates, and what no closed period covers."""
        periods = sorted(
            self.client.all("accountingPeriods"), key=lambda p: p["startingDate"]
        )
        still_open = [p for p in periods if not p["closed"] and not p["dateLocked"]]
        starts = [date.fromisoformat(still_open[0]["startingDate"])] if periods else []
        try:
            setup = (self.client.all("generalLedgerSetup") or [{}])[0]
        except NotFoundError:
            setup = {}  # versions before it can be read
        first, last = setup.get("allowPostingFrom"), setup.get("allowPostingTo")
        if first and first != NOTHING:
            starts.append(date.fromisoformat(first))
        return Period(
            open_from=max(starts) if starts else None,
            open_to=date.fromisoformat(last) if last and last != NOTHING else None,
        )

    # --- entries ---

    def find(self, reference):
        return self.read_back([reference])[reference]

    def find_many(self, references):
        return self.read_back(references)

    def submit(self, entry, key):
        """Stage, check and post; return the document number."""
        journal = self._journal(entry)
        path = f"journals({journal['id']})"
        try:
            self._stage(path, entry)
            self._check(path, entry)
            self.client.post(f"{path}/Microsoft.NAV.post")
        except RefusedError:
            self.client.delete(path)
            raise
        self.client.delete(path)
        return entry.reference

    def _journal(self, entry):
        """Return an empty journal of our own; what a broken try left is deleted."""
        code = entry.reference
        for left in self.client.all("journals", filter=f"code eq {quoted(code)}"):
            self.client.delete(f"journals({left['id']})")
        body = {"code": code, "displayName": entry.narration[:50]}
        return self.client.post("journals", body)

    def _stage(self, path, entry):
        lines = self.client.batch(
            [
                (
                    f"{path}/{LINES}",
                    {
                        "accountType": "G/L Account",
                        "accountId": line.account,
                        "postingDate": entry.posted_on.isoformat(),
                        "documentNumber": entry.reference,
                        "externalDocumentNumber": entry.reference,
                        "amount": float(line.amount.amount),
                        "description": line.description[:100],
                    },
                )
                for line in entry.lines
            ]
        )
        dimensions = [
            (
                f"{LINES}({staged['id']})/dimensionSetLines",
                {"code": name, "valueCode": value},
            )
            for staged, line in zip(lines, entry.lines, strict=True)
            for name, value in line.dimensions
        ]
        if dimensions:
            self.client.batch(dimensions)

    def _check(self, path, entry):
        """Refuse to post unless exactly our lines are in the journal."""
        staged = self.client.all(f"{path}/{LINES}")
        total = sum(Decimal(line["amount"]) for line in staged)
        if len(staged) != len(entry.lines) or total:
            raise RefusedError(
                f"{len(staged)} lines with a sum of {total} where "
                f"{len(entry.lines)} with none were staged",
                "unbalanced",
            )

    def read_back(self, external_ids):
        """Return document number -> the general ledger entries that carry it."""
        entries = {}
        for start in range(0, len(external_ids), CHUNK):
            part = external_ids[start : start + CHUNK]
            wanted = " or ".join(f"documentNumber eq {quoted(one)}" for one in part)
            for row in self.client.all(
                "generalLedgerEntries", filter=wanted, expand="dimensionSetLines"
            ):
                entries.setdefault(row["documentNumber"], []).append(row)
        return {
            one: self._remote(one, entries[one]) if one in entries else None
            for one in external_ids
        }

    def balances(self, start, end):
        """Return each account's movement by its entries in the time."""
        between = f"postingDate ge {start} and postingDate le {end}"
        totals = {}
        for row in self.client.all("generalLedgerEntries", filter=between):
            known = totals.get(row["accountId"], Decimal(0))
            totals[row["accountId"]] = known + _amount(row)
        return [
            Balance(account, Money(amount, self._currency))
            for account, amount in totals.items()
        ]

    def _remote(self, reference, rows):
        return RemoteEntry(
            external_id=reference,
            reference=reference,
            posted_on=date.fromisoformat(rows[0]["postingDate"]),
            state="posted",
            currency=self._currency,
            lines=tuple(
                JournalLine(
                    account=row["accountId"],
                    amount=Money(_amount(row), self._currency),
                    description=row.get("description", ""),
                    dimensions=tuple(
                        (line["code"], line["valueCode"])
                        for line in row.get("dimensionSetLines") or ()
                    ),
                )
                for row in sorted(rows, key=lambda row: row["entryNumber"])
            ),
            number=reference,
            version=str(max(row["entryNumber"] for row in rows)),
        )


def _amount(row):
    return Decimal(row["debitAmount"]) - Decimal(row["creditAmount"])
