"""What monitoring systems ask: is it all right, and how much of everything."""

from werkzeug.exceptions import Forbidden

from odoo import http
from odoo.http import request

from ..models.exposition import CONTENT_TYPE_LATEST, expose

VIEWER = "retail_connector_base.group_viewer"


class RetailMonitor(http.Controller):
    """Answer with the rights of the user whose API key is sent as bearer token."""

    @http.route(
        "/retail/health",
        type="http",
        auth="bearer",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def health(self):
        """Return the state as JSON; 503 when something is in trouble."""
        status, connections = _monitor()._health()
        body = {"status": status, "connections": connections}
        code = 503 if status == "trouble" else 200
        return request.make_json_response(body, _headers(), status=code)

    @http.route(
        "/retail/metrics",
        type="http",
        auth="bearer",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def metrics(self):
        """Return the figures as Prometheus reads them."""
        return request.make_response(
            expose(_monitor()._figures()),
            [*_headers(), ("Content-Type", CONTENT_TYPE_LATEST)],
        )


def _headers():
    return [("Cache-Control", "no-store")]


def _monitor():
    user = request.env.user
    if not user.has_group(VIEWER):
        raise Forbidden
    companies = user.company_ids.ids
    return request.env["retail.monitor"].with_context(allowed_company_ids=companies)
