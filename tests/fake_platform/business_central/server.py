"""Business Central: a company with a chart, dimensions, journals and a ledger.

Bodies are checked against the field list of the API's published pages. It behaves like
the posting code: it posts whatever is in a journal, and refuses what is out of balance,
outside of the allowed dates or on an account that takes no entries.
"""

import json
import re
import time
import uuid
from datetime import date
from urllib.parse import parse_qs

from tests.specs import spec

from ..rest import Response, RestFake, route
from .odata import OData, error

TENANT = "contoso"
COMPANY = "6b0f5ef1-2f6f-4d55-9d4f-1c1c4b0f7a01"
ROOT = f"/v2.0/{TENANT}/production/api/v2.0"
BASE = f"{ROOT}/companies({COMPANY})"
TOKEN_LIFE = 3600  # seconds
ACCOUNTS = (
    ("10100", "Checking", "Assets", True, False, "Posting"),
    ("13100", "Clearing", "Assets", True, False, "Posting"),
    ("40100", "Sales", "Income", True, False, "Posting"),
    ("22450", "Tax payable", "Liabilities", True, False, "Posting"),
    ("15110", "Receivables", "Assets", False, False, "Posting"),
    ("40000", "INCOME", "Income", False, False, "Heading"),
    ("61100", "Old costs", "Expense", True, True, "Posting"),
)


def make_id(*words):
    """Return the same id for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "bc/" + "/".join(map(str, words))))


class FakeBusinessCentral(OData, RestFake):
    """One company; change its attributes to change what it holds."""

    def __init__(self, clock=time.time):
        super().__init__()
        self.pages = json.loads(
            spec("business_central", "apiv2_fields.json").read_text()
        )
        self.clock, self.tokens = clock, {}
        self.journals, self.lines, self.ledger = {}, {}, []
        self.allowed = (None, None)
        self.periods = [("2026-01-01", False)]
        self.accounts = {
            make_id(number): {
                "id": make_id(number),
                "number": number,
                "displayName": name,
                "category": category,
                "directPosting": direct,
                "blocked": blocked,
                "accountType": kind,
            }
            for number, name, category, direct, blocked, kind in ACCOUNTS
        }
        self.dimensions = {"CHANNEL": ("WEB", "STORE"), "REGION": ("NORTH",)}

    @route("POST", f"/{TENANT}/oauth2/v2.0/token")
    def token(self, request):
        """Hand out a token to the app itself."""
        form = {k: v[0] for k, v in parse_qs(request.body.decode()).items()}
        if form.get("client_secret") != "secret":
            return Response(401, {"error": "invalid_client"})
        access = f"access-{uuid.uuid4()}"
        self.tokens[access] = self.clock() + TOKEN_LIFE
        return Response(200, {"access_token": access, "expires_in": TOKEN_LIFE})

    def guard(self, request):
        """Refuse what is not signed in."""
        if not request.path.startswith("/v2.0"):
            return None
        token = (request.headers.get("Authorization") or "").removeprefix("Bearer ")
        if self.tokens.get(token, 0) <= self.clock():
            return error(401, "Authentication_InvalidCredentials", "not authenticated")
        return None

    def unknown(self, request):
        return error(404, "BadRequest_NotFound", "The resource was not found")

    # --- masters ---

    @route("GET", f"{ROOT}/companies")
    def companies(self, request):
        """Return the companies."""
        return Response(200, {"value": [{"id": COMPANY, "name": "CRONUS"}]})

    @route("GET", f"{BASE}/companyInformation")
    def information(self, request):
        """Return the company's own data."""
        return Response(200, {"value": [{"currencyCode": "USD"}]})

    @route("GET", f"{BASE}/accounts")
    def list_accounts(self, request):
        """Return the chart."""
        return self._page(request, list(self.accounts.values()))

    @route("GET", f"{BASE}/dimensions")
    def list_dimensions(self, request):
        """Return dimensions with their values."""
        rows = [
            {
                "id": make_id(code),
                "code": code,
                "displayName": code.capitalize(),
                "dimensionValues": [
                    {"code": value, "displayName": value.capitalize()}
                    for value in values
                ],
            }
            for code, values in self.dimensions.items()
        ]
        return self._page(request, rows)

    @route("GET", f"{BASE}/accountingPeriods")
    def accounting_periods(self, request):
        """Return the periods."""
        rows = [
            {"startingDate": start, "closed": closed, "dateLocked": closed}
            for start, closed in self.periods
        ]
        return self._page(request, rows)

    @route("GET", f"{BASE}/generalLedgerSetup")
    def ledger_setup(self, request):
        """Return the allowed posting dates."""
        first, last = (day.isoformat() if day else "0001-01-01" for day in self.allowed)
        row = {"allowPostingFrom": first, "allowPostingTo": last}
        return Response(200, {"value": [row]})

    # --- journals ---

    @route("GET", f"{BASE}/journals")
    def list_journals(self, request):
        """Return journals."""
        return self._page(request, self._filtered(request, self.journals.values()))

    @route("POST", f"{BASE}/journals")
    def create_journal(self, request):
        """Create a journal."""
        if wrong := self._wrong("journal", request.json):
            return wrong
        if len(request.json["code"]) > 10:
            return error(400, "Application_StringExceededLength", "code is too long")
        if any(j["code"] == request.json["code"] for j in self.journals.values()):
            return error(400, "Internal_EntityWithSameKeyExists", "exists already")
        journal = {"id": str(uuid.uuid4()), **request.json}
        self.journals[journal["id"]] = journal
        return Response(201, journal)

    @route("DELETE", f"{BASE}/journals({{journal_id}})")
    def delete_journal(self, request):
        """Delete a journal with its lines."""
        journal_id = request.match["journal_id"]
        if self.journals.pop(journal_id, None) is None:
            return self.unknown(request)
        for line in [x for x in self.lines.values() if x["journalId"] == journal_id]:
            del self.lines[line["id"]]
        return Response(204)

    @route("GET", f"{BASE}/journals({{journal_id}})/journalLines")
    def list_lines(self, request):
        """Return a journal's lines."""
        wanted = request.match["journal_id"]
        rows = [line for line in self.lines.values() if line["journalId"] == wanted]
        return self._page(request, rows)

    @route("POST", f"{ROOT}/$batch")
    def batch(self, request):
        """Carry out creations; with snapshot isolation all or nothing."""
        asked = request.json["requests"]
        if len(asked) > 100:
            return error(400, "BadRequest", "At most 100 operations in a batch")
        before = dict(self.lines)
        answers = []
        for one in asked:
            status, body = self._create(one["url"], one["body"])
            answers.append({"id": one["id"], "status": status, "body": body})
        if any(one["status"] >= 400 for one in answers):
            self.lines = before
        return Response(200, {"responses": answers})

    def _create(self, url, body):
        path = url.removeprefix(f"companies({COMPANY})/")
        if found := re.fullmatch(r"journals\((.*)\)/journalLines", path):
            return self._create_line(found.group(1), body)
        found = re.fullmatch(r"journalLines\((.*)\)/dimensionSetLines", path)
        if found and found.group(1) in self.lines:
            return self._create_dimension(self.lines[found.group(1)], body)
        return _pair(error(404, "BadRequest_NotFound", "not found"))

    def _create_line(self, journal_id, body):
        if wrong := self._wrong("journalLine", body):
            return _pair(wrong)
        journal = self.journals.get(journal_id)
        account = self.accounts.get(body.get("accountId"))
        if journal is None or account is None:
            return _pair(_refusal("The G/L Account does not exist."))
        line = {"id": str(uuid.uuid4()), "journalId": journal_id, "dimensions": {}}
        line |= body
        self.lines[line["id"]] = line
        return 201, line

    def _create_dimension(self, line, body):
        if wrong := self._wrong("dimensionSetLine", body):
            return _pair(wrong)
        if body.get("valueCode") not in self.dimensions.get(body["code"], ()):
            return _pair(_refusal(f"The Dimension Value {body} does not exist."))
        line["dimensions"][body["code"]] = body["valueCode"]
        return 201, body

    @route("POST", f"{BASE}/journals({{journal_id}})/Microsoft.NAV.post")
    def post(self, request):
        """Post whatever is in the journal."""
        wanted = request.match["journal_id"]
        lines = [line for line in self.lines.values() if line["journalId"] == wanted]
        if problem := self._problem(lines):
            return _refusal(problem)
        for line in lines:
            amount = line["amount"]
            self.ledger.append(
                {
                    "id": str(uuid.uuid4()),
                    "entryNumber": len(self.ledger) + 1,
                    "postingDate": line["postingDate"],
                    "documentNumber": line["documentNumber"],
                    "accountId": line["accountId"],
                    "accountNumber": self.accounts[line["accountId"]]["number"],
                    "description": line.get("description", ""),
                    "debitAmount": amount if amount > 0 else 0,
                    "creditAmount": -amount if amount < 0 else 0,
                    "dimensionSetLines": [
                        {"code": code, "valueCode": value}
                        for code, value in line["dimensions"].items()
                    ],
                }
            )
            del self.lines[line["id"]]
        return Response(204)

    def _problem(self, lines):
        """Return what the posting code refuses, or None."""
        if not lines:
            return "There is nothing to post."
        if abs(sum(line["amount"] for line in lines)) > 0.001:
            return f"The lines are out of balance by {sum(x['amount'] for x in lines)}."
        for line in lines:
            day = date.fromisoformat(line["postingDate"])
            first, last = self.allowed
            if (first and day < first) or (last and day > last):
                return f"{day} is not within your range of allowed posting dates."
            account = self.accounts[line["accountId"]]
            if account["blocked"]:
                return f"Blocked must be No in G/L Account {account['number']}."
            if not account["directPosting"]:
                return f"Direct Posting must be Yes in G/L Account {account['number']}."
        return None

    @route("GET", f"{BASE}/generalLedgerEntries")
    def entries(self, request):
        """Return general ledger entries."""
        return self._page(request, self._filtered(request, self.ledger))


def _refusal(message):
    return error(400, "Application_DialogException", message)


def _pair(response):
    return response.status, response.body
