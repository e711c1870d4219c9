"""Subscriptions, and the form-encoded, signed messages they get.

The payload is the object as older versions of the API have it: enough to be a hint.
"""

import hashlib
import hmac
import json
import uuid
from urllib.parse import urlencode

from ..rest import Response, route

HOOKS = "/api/2.0/webhooks"


class Webhooks:
    """What was subscribed, and what waits to be sent."""

    def _start_webhooks(self):
        self.hooks, self.outgoing = {}, []

    @route("GET", HOOKS)
    def list_webhooks(self, request):
        """Return the subscriptions."""
        return Response(200, {"data": list(self.hooks.values())})

    @route("POST", HOOKS)
    def create_webhook(self, request):
        """Subscribe."""
        hook = {"id": str(uuid.uuid4()), **request.json}
        self.hooks[hook["id"]] = hook
        return Response(201, {"data": hook})

    @route("DELETE", f"{HOOKS}/{{hook_id}}")
    def delete_webhook(self, request):
        """Unsubscribe."""
        self.hooks.pop(request.match["hook_id"], None)
        return Response(204)

    def announce(self, topic, payload):
        """Have a message ready for each subscription of a type."""
        for hook in self.hooks.values():
            if hook["type"] == topic:
                self.outgoing.append((hook["url"], *self.message(topic, payload)))

    @staticmethod
    def message(topic, payload, secret="secret"):
        """Return (headers, body) of a signed message."""
        form = {
            "payload": json.dumps(payload, separators=(",", ":")),
            "type": topic,
            "domain_prefix": "example",
            "environment": "prod",
        }
        body = urlencode(form).encode()
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Signature": f"signature={digest},algorithm=HMAC-SHA256",
        }, body
