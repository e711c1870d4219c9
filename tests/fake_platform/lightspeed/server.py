"""Lightspeed Retail X-Series: the HTTP side of one retailer.

Requests are checked against the published document (and the collection, where the
document is silent). Behaviour: refresh tokens rotate and end the old access token,
lists are paged by the retailer's version counter until they are empty, 429 tells an
RFC 1123 time, a sale that is not finished cannot be read by id.
"""

import email.utils
import time
import uuid
from urllib.parse import parse_qs

from ..rest import Response, RestFake, route
from .catalogue import Catalogue
from .contract import LightspeedContract
from .goods import Goods
from .price_books import PriceBooks
from .sales import Sales
from .search import Search
from .till import Till
from .webhooks import Webhooks

API = "/api/2.0"
TOKEN_LIFE = 86400  # seconds
READABLE = ("CLOSED", "ONACCOUNT", "LAYBY")  # beginnings of states read by id
PREFIX = "example"


class FakeLightspeed(
    Sales, Search, Goods, Catalogue, PriceBooks, Webhooks, Till, RestFake
):
    """One retailer; see ``Sales`` and ``Till`` for what happens there."""

    base_path = "/api/"

    def __init__(self, clock=time.time, limit=None, inclusive=True, currency=""):
        RestFake.__init__(self)
        self.contract = LightspeedContract()
        self.clock, self.limit = clock, limit
        self.tokens, self.refresh_tokens, self.codes = {}, {"refresh-1"}, {"code-1"}
        self.personal = "lsxs_pt_personal"
        self.served = []  # moments of the requests that count
        self.open_shop(inclusive, currency or ("NZD" if inclusive else "USD"))

    # --- identity and limits ---

    @route("POST", "/api/1.0/token")
    def token(self, request):
        """Hand out tokens; the refresh token is good once, the old access ends."""
        form = {k: v[0] for k, v in parse_qs(request.body.decode()).items()}
        if (form.get("client_id"), form.get("client_secret")) != ("app", "secret"):
            return Response(401, {"error": "invalid_client"})
        spent = {"refresh_token": self.refresh_tokens, "authorization_code": self.codes}
        given = form.get("refresh_token") or form.get("code")
        known = spent[form["grant_type"]]
        if given not in known:
            return Response(400, {"error": "invalid_grant"})
        known.remove(given)
        self.tokens.clear()
        refresh, access = f"refresh-{uuid.uuid4()}", f"access-{uuid.uuid4()}"
        self.refresh_tokens.add(refresh)
        self.tokens[access] = self.clock() + TOKEN_LIFE
        return Response(
            200,
            {
                "access_token": access,
                "token_type": "Bearer",
                "expires": int(self.clock() + TOKEN_LIFE),
                "expires_in": TOKEN_LIFE,
                "refresh_token": refresh,
                "domain_prefix": PREFIX,
            },
        )

    def guard(self, request):
        """Refuse what is not signed in, and what is too much."""
        if request.path == "/api/1.0/token":
            return None
        token = (request.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token != self.personal and self.tokens.get(token, 0) <= self.clock():
            return Response(401, {"error": "unauthorized"})
        return self._throttle()

    def _throttle(self):
        now = self.clock()
        self.served = [at for at in self.served if now - at < 300]
        if self.limit is not None and len(self.served) >= self.limit:
            until = email.utils.formatdate(self.served[0] + 300, usegmt=True)
            return Response(429, {"error": "rate limit"}, {"Retry-After": until})
        self.served.append(now)
        return None

    def _checked(self, request):
        if request.path == "/api/1.0/token":
            return self.token(request)
        return super()._checked(request)

    def refuse(self, request, violations):
        """Refuse as the platform does, naming everything that is wrong."""
        self.violations = [*getattr(self, "violations", ()), *violations]
        return Response(422, {"errors": violations})

    # --- lists ---

    def listed(self, request, table, deleted=True):
        """Answer a list: what is newer than ``after``, oldest first."""
        after = int(request.arg("after") or 0)
        size = min(int(request.arg("page_size") or 200), 10000)
        rows = sorted(
            (row for row in table.values() if row["version"] > after),
            key=lambda row: row["version"],
        )
        if not deleted and request.arg("deleted") != "true":
            rows = [row for row in rows if not row.get("deleted_at")]
        rows = rows[:size]
        version = {
            "min": rows[0]["version"] if rows else None,
            "max": rows[-1]["version"] if rows else None,
        }
        return Response(200, {"data": rows, "version": version if rows else None})

    @route("GET", f"{API}/retailer")
    def get_retailer(self, request):
        """Return the retailer."""
        return Response(200, {"data": self.retailer})

    @route("GET", f"{API}/outlets")
    def list_outlets(self, request):
        """Return outlets."""
        return self.listed(request, self.outlets, False)

    @route("GET", f"{API}/registers")
    def list_registers(self, request):
        """Return registers."""
        return self.listed(request, self.registers, False)

    @route("GET", f"{API}/registers/{{register_id}}/payments_summary")
    def summary(self, request):
        """Return what the current closure took, or the last one when closed."""
        closure = self.closures.get(request.match["register_id"])
        if closure is None:
            return Response(404, {"error": "not found"})
        return Response(200, {"data": self.summary_of(closure)})

    @route("GET", f"{API}/payment_types")
    def list_payment_types(self, request):
        """Return payment types."""
        return self.listed(request, self.payment_types)

    @route("GET", f"{API}/taxes")
    def list_taxes(self, request):
        """Return taxes."""
        return self.listed(request, self.taxes)

    @route("GET", f"{API}/customers")
    def list_customers(self, request):
        """Return customers."""
        return self.listed(request, self.customers, False)

    @route("GET", f"{API}/customers/{{customer_id}}")
    def get_customer(self, request):
        """Return a customer."""
        return self.one(self.customers, request.match["customer_id"])

    @route("GET", f"{API}/sales")
    def list_sales(self, request):
        """Return sales, of every state, but for what the list omits."""
        told = {key: row for key, row in self.sales.items() if key not in self.omitted}
        return self.listed(request, told)

    @route("GET", f"{API}/sales/{{sale_id}}")
    def get_sale(self, request):
        """Return a sale that is finished."""
        sale = self.sales.get(request.match["sale_id"])
        if sale and not sale["status"].startswith(READABLE):
            sale = None
        return self.one({sale["id"]: sale} if sale else {}, request.match["sale_id"])

    def one(self, table, key):
        """Answer with one row, or that there is none."""
        if key not in table:
            return Response(404, {"error": "not found"})
        return Response(200, {"data": table[key]})
