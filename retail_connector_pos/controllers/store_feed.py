"""Where tills send their records, and fetch what they sell."""

import gzip
import json
import logging
import time
from datetime import UTC, datetime

from odoo import http
from odoo.http import request

from odoo.addons.retail_connector_base.platforms import (
    ADAPTERS,
    BadSignature,
    RejectedDocument,
)

from ..platforms.store_feed import signing
from ..platforms.store_feed.batch import read_batch

_logger = logging.getLogger(__name__)


class StoreFeed(http.Controller):
    """Check who it is, store, answer. Everything else happens in a lane's job."""

    @http.route(
        "/retail/pos/<string:token>/feed",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def feed(self, token, **_params):
        """Take a batch in."""
        call = request.httprequest
        if (call.content_length or 0) > signing.LARGEST_BODY:
            return _answer(413, {"error": "too_large"})
        # Kept: a request that collides with another one is run again from here.
        body = call.get_data(cache=True)
        register, refusal = _signed_register(token, body)
        if refusal is not None:
            return refusal
        try:
            raw = signing.unpack(body, call.headers.get("Content-Encoding", ""))
            batch = read_batch(raw, datetime.now(UTC))
        except signing.TooLarge:
            return _answer(413, {"error": "too_large"})
        except RejectedDocument as error:
            return _answer(422, {"error": error.code, "path": error.path})
        if (batch.store_id, batch.register_id) != (
            register.store_id.external_id,
            register.external_id,
        ):
            return _answer(403, {"error": "other_register"})
        return _answer(
            200, request.env["retail.pos.gate"].sudo()._accept(register, batch)
        )

    @http.route(
        "/retail/pos/<string:token>/<any(catalog,prices,taxes,stock):kind>",
        type="http",
        auth="none",
        methods=["GET"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def fetch(self, token, kind, since="0", **_params):
        """Give a till what changed since the version it has."""
        register, refusal = _signed_register(token, b"")
        if refusal is not None:
            return refusal
        if not since.isdigit():
            return _answer(422, {"error": "since"})
        store = register.store_id
        delta = request.env["retail.pos.offer"].sudo()._delta(store, kind, int(since))
        tag = f'"{kind}-{delta["version"]}-{since}"'
        if request.httprequest.headers.get("If-None-Match") == tag:
            return request.make_response("", status=304)
        return _answer(200, delta, {"ETag": tag})

    @http.route(
        "/retail/pos/<string:token>/picture/<string:sha1>",
        type="http",
        auth="none",
        methods=["GET"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def picture(self, token, sha1, **_params):
        """Give a till a picture of its catalogue; its content never changes."""
        register, refusal = _signed_register(token, b"")
        if refusal is not None:
            return refusal
        found = register.store_id._picture(sha1)
        if found is None:
            return _answer(404, {"error": "unknown"})
        mimetype, content = found
        return request.make_response(
            content, [("Content-Type", mimetype), ("ETag", f'"{sha1}"')]
        )


def _signed_register(token, body):
    """Return (register, None) of who signed the request, or (None, refusal)."""
    call = request.httprequest
    headers = {name.lower(): value for name, value in call.headers.items()}
    backend = (
        request.env["retail.backend"].sudo().search([("token", "=", token)], limit=1)
    )
    adapter = ADAPTERS.get(backend.platform) if backend else None
    if not getattr(adapter, "tills_push", False):
        return None, _answer(404, {"error": "unknown"})
    backend._quarantine_if_copied()
    if backend.state in ("draft", "quarantined") or not backend.active:
        return None, _answer(503, {"error": "not_connected"})
    try:
        claim = signing.claim_of(headers)
        found = request.env["retail.pos.register"].sudo()._find(backend, [claim[:2]])
        register = found.get(claim[:2])
        if register is None:
            raise BadSignature("no such register")
        path = call.full_path.rstrip("?")
        signing.verify(register._keys(), claim, call.method, path, body, time.time())
    except signing.WrongClock:
        return None, _answer(401, {"error": "clock"})
    except BadSignature as error:
        _logger.warning("backend %s: a till's request refused: %s", backend.id, error)
        return None, _answer(401, {"error": "signature"})
    if not request.env["retail.pos.nonce"].sudo()._use(register, claim.nonce):
        return None, _answer(409, {"error": "replayed"})
    user = backend.user_id
    return register.with_user(user).with_company(backend.company_id).sudo(), None


def _answer(status, data, headers=None):
    """Return JSON, packed if the till can unpack it; always with our time."""
    data = {"server_time": datetime.now(UTC).isoformat(), **data}
    text = json.dumps(data).encode()
    all_headers = {"Content-Type": "application/json", **(headers or {})}
    if "gzip" in request.httprequest.headers.get("Accept-Encoding", ""):
        text = gzip.compress(text, 1)
        all_headers["Content-Encoding"] = "gzip"
    return request.make_response(text, list(all_headers.items()), status=status)
