"""Xero: one organisation with a chart, tracking categories and manual journals.

It checks requests against the published OpenAPI document and behaves as documented: an
unknown account is a warning that drops the account, tax is computed line by line at
the organisation's rates, idempotency keys live six minutes, lock dates refuse, refresh
tokens rotate, answers carry the limits that are left.
"""

import json
import re
import time
import uuid
from datetime import date
from urllib.parse import parse_qs

from tests.specs import spec

from ..rest import Contract, Response, RestFake, route
from .reports import API, Reports, dotnet
from .taxes import Taxes

PAGE = 100  # journals
KEY_LIFE = 360  # seconds an idempotency key is remembered
TOKEN_LIFE = 1800  # seconds
TENANT = "2d1b4d3c-6f0a-4b7e-9a43-0b8a1f2c5d11"
ACCOUNTS = (
    ("090", "Business Bank", "BANK", "ASSET", ""),
    ("100", "Clearing", "CURRENT", "ASSET", ""),
    ("200", "Sales", "REVENUE", "REVENUE", ""),
    ("610", "Accounts Receivable", "CURRENT", "ASSET", "DEBTORS"),
    ("820", "Tax", "CURRLIAB", "LIABILITY", "GST"),
)


def make_id(*words):
    """Return the same id for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, words))))


class FakeXero(Taxes, Reports, RestFake):
    """One organisation; change its attributes to change what it holds."""

    base_path = API

    def __init__(self, clock=time.time, minute_limit=60):
        super().__init__()
        self.contract = Contract(
            spec("xero", "xero_accounting.yaml"), "https://api.xero.com/api.xro/2.0"
        )
        self.clock, self.minute_limit = clock, minute_limit
        self.tokens, self.refresh_tokens = {}, {"refresh-1"}
        self.codes = {"code-1"}
        self.journals, self.keys = {}, {}
        self.period_lock = self.year_lock = None
        self.accounts = {
            make_id("account", code): {
                "AccountID": make_id("account", code),
                "Code": code,
                "Name": name,
                "Type": kind,
                "Class": group,
                "Status": "ACTIVE",
                **({"SystemAccount": system} if system else {}),
            }
            for code, name, kind, group, system in ACCOUNTS
        }
        self.categories = [
            {
                "TrackingCategoryID": make_id("category", name),
                "Name": name,
                "Status": "ACTIVE",
                "Options": [
                    {
                        "TrackingOptionID": make_id("option", name, option),
                        "Name": option,
                        "Status": "ACTIVE",
                    }
                    for option in options
                ],
            }
            for name, options in (("Channel", ("Web", "Store")), ("Region", ("North",)))
        ]

    # --- identity ---

    @route("POST", "/connect/token")
    def token(self, request):
        """Hand out tokens; a refresh token is good for one use."""
        form = {k: v[0] for k, v in parse_qs(request.body.decode()).items()}
        if not (request.headers.get("Authorization") or "").startswith("Basic "):
            return Response(401, {"error": "invalid_client"})
        answer = {"token_type": "Bearer", "expires_in": TOKEN_LIFE}
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh_tokens:
                return Response(400, {"error": "invalid_grant"})
            self.refresh_tokens.remove(form["refresh_token"])
        elif form["grant_type"] == "authorization_code":
            if form["code"] not in self.codes:
                return Response(400, {"error": "invalid_grant"})
            self.codes.remove(form["code"])
        if form["grant_type"] != "client_credentials":
            answer["refresh_token"] = f"refresh-{uuid.uuid4()}"
            self.refresh_tokens.add(answer["refresh_token"])
        answer["access_token"] = f"access-{uuid.uuid4()}"
        self.tokens[answer["access_token"]] = self.clock() + TOKEN_LIFE
        return Response(200, answer)

    @route("GET", "/connections")
    def connections(self, request):
        """Return the organisations."""
        return Response(200, [{"tenantId": TENANT, "tenantName": "Demo Organisation"}])

    def guard(self, request):
        """Refuse what is not signed in, and what goes over the limit."""
        if request.path == "/connect/token":
            return None
        token = (request.headers.get("Authorization") or "").removeprefix("Bearer ")
        if self.tokens.get(token, 0) <= self.clock():
            return Response(401, {"Title": "Unauthorized", "Detail": "TokenExpired"})
        if request.path.startswith(API):
            if request.headers.get("xero-tenant-id") != TENANT:
                return Response(403, {"Title": "Forbidden"})
            if self.minute_limit <= 0:
                return Response(429, {}, {"Retry-After": "7"})
            self.minute_limit -= 1
        return None

    def answer(self, request):
        response = super().answer(request)
        if request.path.startswith(API):
            response.headers["X-MinLimit-Remaining"] = str(max(self.minute_limit, 0))
            response.headers["X-DayLimit-Remaining"] = "4000"
        return response

    def refuse(self, request, violations):
        return _invalid(violations)

    # --- masters ---

    @route("GET", f"{API}/Organisation")
    def organisation(self, request):
        """Return the organisation with its lock dates."""
        found = {
            "Name": "Demo Organisation",
            "BaseCurrency": "USD",
            "CountryCode": "US",
            "OrganisationStatus": "ACTIVE",
            "Edition": "BUSINESS",
        }
        for name, value in (
            ("PeriodLockDate", self.period_lock),
            ("EndOfYearLockDate", self.year_lock),
        ):
            if value:
                found[name] = dotnet(value)
        return Response(200, {"Organisations": [found]})

    @route("GET", f"{API}/Accounts")
    def list_accounts(self, request):
        """Return the chart."""
        return Response(200, {"Accounts": list(self.accounts.values())})

    @route("GET", f"{API}/TrackingCategories")
    def tracking(self, request):
        """Return the tracking categories."""
        return Response(200, {"TrackingCategories": self.categories})

    # --- manual journals ---

    @route("GET", f"{API}/ManualJournals")
    def list_journals(self, request):
        """Return journals, 100 a page; without a page their lines are left out."""
        where = request.arg("where")
        wanted = re.fullmatch(r'Narration\.Contains\("(.*)"\)', where)
        found = [
            journal
            for journal in self.journals.values()
            if not wanted or wanted.group(1) in journal["Narration"]
        ]
        if page := request.arg("page"):
            found = found[(int(page) - 1) * PAGE : int(page) * PAGE]
        else:
            found = [{**journal, "JournalLines": []} for journal in found]
        return Response(200, {"ManualJournals": found})

    @route("GET", f"{API}/ManualJournals/{{journal_id}}")
    def one_journal(self, request):
        """Return one journal."""
        journal = self.journals.get(request.match["journal_id"])
        if journal is None:
            return Response(404, {"Title": "Not Found"})
        return Response(200, {"ManualJournals": [journal]})

    @route("PUT", f"{API}/ManualJournals")
    def create(self, request):
        """Create a journal, once for each key."""
        return self._once(request, self._create)

    @route("POST", f"{API}/ManualJournals/{{journal_id}}")
    def change(self, request):
        """Change the status of a journal."""
        return self._once(request, self._change)

    def _once(self, request, act):
        key, now = request.headers.get("Idempotency-Key"), self.clock()
        known = self.keys.get(key) if key else None
        if known and now - known[0] < KEY_LIFE:
            if known[1] != request.body:
                return _invalid(["Idempotency key was used with another request"])
            return Response(known[2].status, known[2].body)
        response = act(request)
        if key:
            self.keys[key] = (now, request.body, response)
        return response

    def _create(self, request):
        [asked] = request.json["ManualJournals"]
        problems = self._problems(asked)
        if problems:
            return _invalid(problems)
        lines, warnings = [], []
        for line in self.taxed(asked):
            account = self.accounts.get(line.get("AccountID"))
            if account is None:
                name = line.get("AccountID") or line.get("AccountCode")
                warnings.append({"Message": f"Account code '{name}' is not valid."})
                line = {k: v for k, v in line.items() if not k.startswith("Account")}
            else:
                line = {**line, "AccountCode": account["Code"]}
            lines.append(line)
        journal_id = str(uuid.uuid4())
        journal = {
            "ManualJournalID": journal_id,
            "Narration": asked["Narration"],
            "Date": dotnet(date.fromisoformat(asked["Date"][:10])),
            "LineAmountTypes": asked.get("LineAmountTypes", "Exclusive"),
            "Status": asked.get("Status", "DRAFT"),
            "JournalLines": lines,
            "UpdatedDateUTC": f"/Date({int(self.clock() * 1000)}+0000)/",
        }
        self.journals[journal_id] = journal
        return Response(200, {"ManualJournals": [{**journal, "Warnings": warnings}]})

    def _problems(self, asked):
        """Return what the books refuse about a journal."""
        lines, problems = asked.get("JournalLines") or [], []
        if len(lines) < 2:
            problems.append("At least two journal lines are required.")
        kind = asked.get("LineAmountTypes", "Exclusive")
        problems += self.tax_problems(self.taxed(asked), kind)
        locks = [lock for lock in (self.period_lock, self.year_lock) if lock]
        when = date.fromisoformat(asked["Date"][:10])
        if locks and when <= max(locks):
            problems.append(
                "The document date cannot be before the period lock date, currently "
                f"set at {max(locks)}"
            )
        for line in lines:
            account = self.accounts.get(line.get("AccountID")) or {}
            if account.get("Type") == "BANK" or account.get("SystemAccount") in (
                "DEBTORS",
                "CREDITORS",
            ):
                problems.append(f"Account type of '{account['Code']}' is not allowed.")
            if len(line.get("Tracking") or ()) > 2:
                problems.append("Only two tracking categories are allowed.")
        return problems

    def _change(self, request):
        journal = self.journals.get(request.match["journal_id"])
        if journal is None:
            return Response(404, {"Title": "Not Found"})
        status = request.json["ManualJournals"][0]["Status"]
        allowed = {"DRAFT": ("POSTED", "DELETED"), "POSTED": ("VOIDED", "POSTED")}
        if status not in allowed.get(journal["Status"], ()):
            return _invalid([f"A {journal['Status']} journal cannot become {status}."])
        journal["Status"] = status
        return Response(200, {"ManualJournals": [journal]})


def _invalid(messages):
    elements = [{"ValidationErrors": [{"Message": text} for text in messages]}]
    return Response(
        400,
        json.dumps(
            {
                "ErrorNumber": 10,
                "Type": "ValidationException",
                "Message": "A validation exception occurred",
                "Elements": elements,
            }
        ),
        {"Content-Type": "application/json"},
    )
