"""A bare route, and a platform whose messages our own route can verify."""

import base64
import hashlib
import hmac
import json

from odoo import fields, http, models
from odoo.http import request

from odoo.addons.retail_connector_base.platforms import Adapter, Notice, Setting
from odoo.addons.retail_connector_base.platforms.signature import verify_base64

SECRET = "benchmark"


class BareRoute(http.Controller):
    """The least a webhook can do: verify an HMAC, insert one row."""

    @http.route(
        "/bench/bare/<string:token>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def receive(self, token, **_params):
        """Verify and insert."""
        body = request.httprequest.get_data(cache=False)
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        given = request.httprequest.headers.get("X-Signature", "")
        if not hmac.compare_digest(base64.b64encode(digest).decode(), given):
            return request.make_response("", status=401)
        request.env.cr.execute(
            "INSERT INTO retail_bench_bare (body) VALUES (%s)", [body.decode()]
        )
        return request.make_response("")


class Row(models.Model):
    """What the bare route stores."""

    _name = "retail.bench.bare"
    _description = "Benchmark Row"
    _log_access = False

    body = fields.Text()


class BenchAdapter(Adapter):
    """A platform that signs what it sends and says what it is about."""

    code, label = "bench", "Benchmark"
    settings = (Setting("signing", "Signing secret", secret=True),)
    kinds = frozenset({"order"})

    @classmethod
    def verify(cls, secrets, headers, body, url):
        verify_base64(secrets, body, headers.get("x-signature", ""))

    @classmethod
    def notice(cls, headers, body):
        order = json.loads(body)
        return Notice(
            key=headers["x-id"],
            topic=headers["x-topic"],
            kind="order",
            entity_id=str(order["id"]),
            version=order["updated_at"],
        )

    @classmethod
    def webhook_secret_names(cls):
        return ("signing",)


class RetailBackend(models.Model):
    """Offer the benchmark's platform."""

    _inherit = "retail.backend"

    platform = fields.Selection(
        selection_add=[("bench", "Benchmark")], ondelete={"bench": "set default"}
    )
