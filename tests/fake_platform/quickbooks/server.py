"""QuickBooks Online: one company with a chart, classes and journal entries.

It checks entries against the published XML schemas and behaves as documented: request
ids replay the first answer, the closing date refuses with 6210, a fault may come with
status 200, deletions show in change data capture, refresh tokens roll.
"""

import re
import time
import uuid
from datetime import UTC, date, datetime
from urllib.parse import parse_qs

from ..rest import Response, RestFake, route
from . import xsd
from .contacts import Contacts
from .taxes import Taxes

REALM = "9130357849016276"
BASE = f"/v3/company/{REALM}"
TOKEN_LIFE = 3600  # seconds
LITERAL = re.compile(r"'((?:[^'\\]|\\.)*)'")


class FakeQuickBooks(Contacts, Taxes, RestFake):
    """One company; change its attributes to change what it holds."""

    def __init__(self, clock=time.time):
        super().__init__()
        self.clock = clock
        self.tokens, self.refresh_tokens, self.codes = {}, {"refresh-1"}, {"code-1"}
        self.entries, self.answers, self.deleted = {}, {}, []
        self.closed_until = None
        self.unique_numbers = False  # a setting of the company
        self.accounts = {
            "33": ("Checking", "1000", "Asset", "Bank"),
            "35": ("Clearing", "1100", "Asset", "Other Current Asset"),
            "79": ("Sales", "4000", "Revenue", "Income"),
            "84": ("Receivables", "1200", "Asset", "Accounts Receivable"),
            "85": ("Payables", "2000", "Liability", "Accounts Payable"),
            "90": ("Tax payable", "2200", "Liability", "Other Current Liability"),
        }
        self.news = {}  # what accounts have that nobody documented
        self.classes = {"5000": "Web", "5001": "Store"}
        self.departments = {"1": "North"}

    # --- identity ---

    @route("POST", "/oauth2/v1/tokens/bearer")
    def token(self, request):
        """Hand out tokens; the refresh token rolls."""
        form = {k: v[0] for k, v in parse_qs(request.body.decode()).items()}
        spent = {"refresh_token": self.refresh_tokens, "authorization_code": self.codes}
        given = form.get("refresh_token") or form.get("code")
        known = spent[form["grant_type"]]
        if given not in known:
            return Response(400, {"error": "invalid_grant"})
        known.remove(given)
        refresh, access = f"refresh-{uuid.uuid4()}", f"access-{uuid.uuid4()}"
        self.refresh_tokens.add(refresh)
        self.tokens[access] = self.clock() + TOKEN_LIFE
        return Response(
            200,
            {
                "access_token": access,
                "refresh_token": refresh,
                "token_type": "bearer",
                "expires_in": TOKEN_LIFE,
                "x_refresh_token_expires_in": 8640000,
            },
        )

    def guard(self, request):
        """Refuse what is not signed in."""
        if request.path.startswith("/oauth2"):
            return None
        token = (request.headers.get("Authorization") or "").removeprefix("Bearer ")
        if self.tokens.get(token, 0) <= self.clock():
            return _fault("3200", "message=AuthenticationFailed", status=401)
        if request.arg("minorversion") != "75":
            return _fault("2010", "Request has invalid or unsupported property")
        return None

    # --- reading ---

    @route("GET", BASE + "/companyinfo/" + REALM)
    def company(self, request):
        """Return the company."""
        return Response(
            200,
            {"CompanyInfo": {"CompanyName": "Demo Books", "Country": self.country}},
        )

    @route("GET", BASE + "/preferences")
    def preferences(self, request):
        """Return the preferences with the closing date."""
        books = {}
        if self.closed_until:
            books["BookCloseDate"] = self.closed_until.isoformat()
        return Response(
            200,
            {
                "Preferences": {
                    "AccountingInfoPrefs": books,
                    "CurrencyPrefs": {"HomeCurrency": {"value": "USD"}},
                }
            },
        )

    @route("GET", BASE + "/query")
    def query(self, request):
        """Answer a query: ``where FIELD in (...)`` and pages."""
        text = request.arg("query")
        entity = re.search(r"from (\w+)", text).group(1)
        rows = getattr(self, f"_{entity.lower()}s")()
        found = re.search(r"where (Id|DocNumber) in \((.*)\)", text)
        if found:
            wanted = set(LITERAL.findall(found.group(2)))
            rows = [row for row in rows if row.get(found.group(1)) in wanted]
        start = int(re.search(r"startposition (\d+)", text).group(1)) - 1
        size = int(re.search(r"maxresults (\d+)", text).group(1))
        page = rows[start : start + size]
        what = re.search(r"select (.*) from", text).group(1)
        if what != "*":
            names = set(what.split(", "))
            page = [{k: v for k, v in row.items() if k in names} for row in page]
        return Response(200, {"QueryResponse": {entity: page} if page else {}})

    def _accounts(self):
        return [
            {
                "Id": number,
                "Name": name,
                "AcctNum": code,
                "Classification": group,
                "AccountType": kind,
                "Active": True,
                **self.news,
            }
            for number, (name, code, group, kind) in self.accounts.items()
        ]

    def _classs(self):
        return [{"Id": k, "Name": v, "Active": True} for k, v in self.classes.items()]

    def _departments(self):
        return [
            {"Id": k, "Name": v, "Active": True} for k, v in self.departments.items()
        ]

    def _journalentrys(self):
        return list(self.entries.values())

    @route("GET", BASE + "/cdc")
    def cdc(self, request):
        """Return what changed or was deleted since a moment."""
        since = datetime.fromisoformat(request.arg("changedSince"))
        if (datetime.fromtimestamp(self.clock(), UTC) - since).days > 30:
            return _fault("2030", "The changedSince is more than 30 days ago")
        changed = [
            entry
            for entry in self.entries.values()
            if datetime.fromisoformat(entry["MetaData"]["LastUpdatedTime"]) >= since
        ]
        gone = [{"Id": one, "status": "Deleted"} for one in self.deleted]
        part = {"JournalEntry": changed + gone}
        return Response(200, {"CDCResponse": [{"QueryResponse": [part]}]})

    @route("GET", BASE + "/reports/TrialBalance")
    def trial_balance(self, request):
        """Return the balances at the end of a day."""
        end = date.fromisoformat(request.arg("end_date"))
        totals = {}
        for entry in self.entries.values():
            if date.fromisoformat(entry["TxnDate"]) <= end:
                for account, amount in self.posted(entry):
                    totals[account] = totals.get(account, 0) + amount
        rows = [
            {
                "ColData": [
                    {"value": self.accounts[account][0], "id": account},
                    {"value": f"{total:.2f}" if total > 0 else ""},
                    {"value": f"{-total:.2f}" if total < 0 else ""},
                ]
            }
            for account, total in totals.items()
            if round(total, 2)
        ]
        return Response(200, {"Rows": {"Row": rows}})

    # --- writing ---

    @route("POST", BASE + "/journalentry")
    def create(self, request):
        """Post an entry, once for each request id."""
        key = request.arg("requestid")
        if key and key in self.answers:
            return self.answers[key]
        response = self._create(request.json)
        if key:
            self.answers[key] = response
        return response

    @route("POST", BASE + "/batch")
    def batch(self, request):
        """Carry out up to 30 operations; each has its own answer."""
        items = request.json["BatchItemRequest"]
        if len(items) > 30:
            return _fault("1040", "Too many requests in the batch")
        key = request.arg("requestid")
        if key in self.answers:
            return self.answers[key]
        answers = [
            {"bId": item["bId"], **self._create(item["JournalEntry"]).body}
            for item in items
        ]
        response = Response(200, {"BatchItemResponse": answers})
        self.answers[key] = response
        return response

    def _create(self, body):
        wrong = list(xsd.violations("JournalEntry", body, "JournalEntry"))
        if wrong:
            return _fault("2010", "; ".join(wrong))
        if problem := self._problem(body):
            return _fault(*problem)
        entry_id = str(1000 + len(self.entries) + len(self.deleted))
        now = datetime.fromtimestamp(self.clock(), UTC).isoformat()
        self.entries[entry_id] = {
            **body,
            "Id": entry_id,
            "SyncToken": "0",
            "MetaData": {"CreateTime": now, "LastUpdatedTime": now},
            "CurrencyRef": {"value": "USD"},
        }
        return Response(200, {"JournalEntry": self.entries[entry_id]})

    def _problem(self, body):
        """Return (code, message) of what the books refuse, or None."""
        if self.closed_until and date.fromisoformat(body["TxnDate"]) <= (
            self.closed_until
        ):
            return "6210", "Account Period Closed, Cannot Update Through Services API"
        number = body.get("DocNumber", "")
        if len(number) > 21:
            return "2050", "String length is either shorter or longer than supported"
        taken = {entry.get("DocNumber") for entry in self.entries.values()}
        if self.unique_numbers and number in taken:
            return "6140", "Duplicate Document Number Error"
        for line in body["Line"]:
            detail = line["JournalEntryLineDetail"]
            account = self.accounts.get(detail["AccountRef"]["value"])
            if account is None:
                return "2500", "Invalid Reference Id : Accounts element id not found"
            if problem := self.contact_problem(account[3], detail):
                return problem
            if line["Amount"] < 0:
                return "6000", "The amount must not be negative"
            if problem := self.tax_problem(detail):
                return problem
        if round(sum(amount for _account, amount in self.posted(body)), 2):
            return "6000", "The debits and credits are not equal"
        return None

    # --- what a bookkeeper does ---

    def touch(self, entry_id):
        """Mark an entry as changed now."""
        now = datetime.fromtimestamp(self.clock(), UTC).isoformat()
        self.entries[entry_id]["MetaData"]["LastUpdatedTime"] = now

    def delete(self, entry_id):
        """Delete an entry."""
        del self.entries[entry_id]
        self.deleted.append(entry_id)


def _fault(code, message, status=200):
    """Return a fault; most of them come with status 200."""
    error = {"Message": message, "Detail": message, "code": code}
    body = {"Fault": {"Error": [error], "type": "ValidationFault"}}
    return Response(status, body)
