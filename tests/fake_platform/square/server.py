"""Square: one seller with locations, tills, a catalogue, stock and payouts.

It checks requests against the published OpenAPI document and behaves as documented:
cursors belong to a query, idempotency keys replay the first answer and refuse another
body, catalogue writes carry versions and go one at a time, stock changes apply by their
time, sales made offline come late under the time of the till.
"""

import json
import threading
import time
import uuid
from urllib.parse import urlsplit

from tests.specs import spec

from ..rest import Contract, Response, RestFake, route
from .catalogue import Catalogue, parts_of
from .drawers import Drawers
from .inventory import Inventory
from .loyalty import Loyalty
from .sales import Sales
from .settle import Settle
from .till import Till
from .webhooks import Webhooks
from .words import CURRENCY, refused, stamp

VERSION = "2026-09-16"
TOKEN_LIFE = 30 * 86400  # seconds
PERSONAL = "personal-token"
PLACES = (("L1", "Main street", "America/New_York"), ("L2", "Harbour", "UTC"))
# Fields newer than the published document, of the version that is served
NEWER = ("from_location_id", "to_location_id")


class SellerContract(Contract):
    """The published document; of an upload its JSON part is judged."""

    def violations(self, method, path, query="", headers=(), body=b""):
        if path != "/v2/catalog/images":
            return super().violations(method, path, query, headers, body)
        asked = json.loads(parts_of(body)[b"request"])
        schema = {"$ref": "#/components/schemas/CreateCatalogImageRequest"}
        missing = {"idempotency_key", "image"} - asked.keys()
        return [*self._strangers(schema, asked, "request"), *sorted(missing)]


class FakeSquare(
    Till, Sales, Drawers, Settle, Loyalty, Catalogue, Inventory, Webhooks, RestFake
):
    """One seller; change its attributes to change what it holds."""

    def __init__(self, clock=time.time, places=PLACES):
        super().__init__()
        self.contract = SellerContract(
            spec("square", "api-2025-08-20.json"), "https://connect.squareup.com", NEWER
        )
        self.clock = clock
        self.tokens = {PERSONAL: None}  # token -> end, None: never
        self.refresh_tokens, self.codes = {"refresh-1"}, {"code-1"}
        self.scopes = ["MERCHANT_PROFILE_READ", "ORDERS_READ"]
        self.keys = {}
        self.writing = threading.Lock()  # of the catalogue, one writer at a time
        self.locations = {
            key: {
                "id": key,
                "name": name,
                "timezone": zone,
                "country": "US",
                "currency": CURRENCY,
                "status": "ACTIVE",
                "address": {
                    "address_line_1": f"1 {name}",
                    "locality": "New York",
                    "postal_code": "10001",
                    "administrative_district_level_1": "NY",
                    "country": "US",
                },
            }
            for key, name, zone in places
        }
        self.devices = {}
        self.reset()

    def reset(self):
        """Forget all that happened; locations, devices and tokens stay."""
        self.faults.clear()
        self.requests.clear()
        for part in (Till, Drawers, Settle, Loyalty, Catalogue, Inventory, Webhooks):
            part.begin(self)

    def now(self):
        """Return the present in Square's form."""
        return stamp(self.clock())

    # --- identity ---

    @route("POST", "/oauth2/token")
    def token(self, request):
        """Hand out tokens; the refresh token of the code flow stays the same."""
        form = request.json
        refresh = form.get("refresh_token")
        if form["grant_type"] == "authorization_code":
            if form.get("code") not in self.codes:
                return Response(401, {"message": "invalid_grant"})
            self.codes.remove(form["code"])
            refresh = f"refresh-{uuid.uuid4()}"
            self.refresh_tokens.add(refresh)
        elif refresh not in self.refresh_tokens:
            return Response(401, {"message": "invalid_grant"})
        access = f"access-{uuid.uuid4()}"
        self.tokens[access] = self.clock() + TOKEN_LIFE
        return Response(
            200,
            {
                "access_token": access,
                "token_type": "bearer",
                "expires_at": stamp(self.tokens[access]),
                "merchant_id": "MERCHANT",
                "refresh_token": refresh,
            },
        )

    @route("POST", "/oauth2/token/status")
    def token_status(self, request):
        """Return what a token allows."""
        return Response(200, {"scopes": self.scopes, "merchant_id": "MERCHANT"})

    def guard(self, request):
        """Refuse what is not signed in, and what names another version."""
        if request.headers.get("Square-Version") != VERSION:
            return refused("INVALID_SQUARE_VERSION_FORMAT", "Another version")
        if request.path == "/oauth2/token":
            return None
        token = (request.headers.get("Authorization") or "").removeprefix("Bearer ")
        ends = self.tokens.get(token, 0)
        if ends is not None and ends <= self.clock():
            return refused(
                "UNAUTHORIZED", "Not signed in", None, 401, "AUTHENTICATION_ERROR"
            )
        if request.path.startswith("/v2/webhooks") and token != PERSONAL:
            return refused("FORBIDDEN", "Not the application", None, 403)
        return None

    def refuse(self, request, violations):
        return refused("BAD_REQUEST", "; ".join(violations))

    def unknown(self, request):
        return refused("NOT_FOUND", f"No {urlsplit(request.path).path}", None, 404)

    def once(self, request, act):
        """Carry out a change once for each idempotency key."""
        key = request.json["idempotency_key"]
        known = self.keys.get(key)
        if known:
            if known[0] != request.body:
                return refused(
                    "IDEMPOTENCY_KEY_REUSED",
                    "The key was used with another request",
                    "idempotency_key",
                )
            return known[1]
        response = act(request)
        self.keys[key] = (request.body, response)
        return response

    # --- seller ---

    @route("GET", "/v2/merchants")
    def merchants(self, request):
        """Return the seller."""
        seller = {
            "id": "MERCHANT",
            "business_name": "Demo Seller",
            "country": "US",
            "currency": CURRENCY,
            "status": "ACTIVE",
        }
        return Response(200, {"merchant": [seller]})

    @route("GET", "/v2/locations")
    def list_locations(self, request):
        """Return the locations."""
        return Response(200, {"locations": list(self.locations.values())})

    @route("GET", "/v2/devices")
    def list_devices(self, request):
        """Return the devices."""
        return Response(200, {"devices": list(self.devices.values())})

    def add_device(self, device_id, name, place):
        """Have a device signed in at a location."""
        self.devices[device_id] = {
            "id": f"device:{device_id}",
            "attributes": {"type": "TERMINAL", "manufacturer": "Square", "name": name},
            "components": [
                {
                    "type": "APPLICATION",
                    "application_details": {
                        "application_type": "TERMINAL_API",
                        "session_location": place,
                    },
                }
            ],
        }
        return device_id
