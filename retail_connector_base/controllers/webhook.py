"""Where platforms send their messages."""

import logging

from psycopg2.errors import SerializationFailure

from odoo import fields, http
from odoo.http import request

from ..models.event_row import event_row, insert_events
from ..models.inbox import MAPPER_ERRORS
from ..models.ir_http import KEEP
from ..models.retail_backend_privacy import KIND as PRIVACY
from ..models.retail_backend_secret import UnknownToken
from ..platforms import ADAPTERS, BadSignature, Notice, RejectedDocument, Unsupported

_logger = logging.getLogger(__name__)

LARGEST = 5 * 1024 * 1024  # bytes of a message
ATTEMPTS = 3


class RetailWebhook(http.Controller):
    """Verify, store, answer. Everything else happens in a lane's job."""

    @http.route(
        [
            "/retail/webhook/<string:token>",
            "/retail/webhook/<string:token>/<path:topic>",
        ],
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        **{KEEP: LARGEST},
    )
    def receive(self, token, topic=None, **_params):
        """Store one message of a connection; a message without signature is refused."""
        call = request.httprequest
        if (call.content_length or 0) > LARGEST:
            return _answer(413)
        body = call.get_data(cache=False)
        if len(body) > LARGEST:
            return _answer(413)
        try:
            facts = request.env["retail.backend"]._webhook_facts(token)
        except UnknownToken:
            return _answer(404)
        if not facts.accepts:
            # Nothing may be stored here; the platform tries again, or gives up.
            return _answer(503)
        adapter = ADAPTERS.get(facts.platform)
        if adapter is None:
            return _answer(503)
        headers = {name.lower(): value for name, value in call.headers.items()}
        try:
            secrets = facts.valid_secrets(fields.Datetime.now())
            adapter.verify(secrets, headers, body, call.url)
        except (BadSignature, Unsupported):
            _logger.warning("backend %s: a message with a bad signature", facts.id)
            return _answer(401)
        notice, problem = _read(adapter, headers, body)
        if facts.archived and notice.kind != PRIVACY:
            return _answer(503)
        row = event_row(facts, notice, "webhook", body, problem)
        _store(facts, row, facts.delay(notice.kind))
        return _answer(200)


def _answer(status):
    return request.make_response("", status=status)


def _read(adapter, headers, body):
    """Return (notice, problem). What was signed is kept, understood or not."""
    try:
        return adapter.notice(headers, body), None
    except (RejectedDocument, *MAPPER_ERRORS) as error:
        known = isinstance(error, RejectedDocument)
        sentence = error.message if known else type(error).__name__
        return Notice(key="", topic=""), ("rejected", sentence)


def _store(facts, row, delay):
    """Insert the message and have its lane woken after the commit."""
    cr = request.env.cr
    for attempt in range(1, ATTEMPTS + 1):
        try:
            received = insert_events(cr, [row])
            break
        except SerializationFailure:
            # The same message was stored by another worker while we waited for its
            # key. A new snapshot sees it, and the repeat changes nothing.
            if attempt == ATTEMPTS:
                raise
            cr.rollback()
    for lane in received.lanes:
        request.env["retail.backend"].browse(facts.id)._wake("in", lane, delay)
