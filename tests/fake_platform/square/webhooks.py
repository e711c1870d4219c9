"""Webhooks: subscribed to, signed over address and body, told or kept back."""

import base64
import hashlib
import hmac
import json

import requests

from ..rest import Response, route
from .words import new_id, refused


class Webhooks:
    """Tell subscribers what happened.

    ``told`` has every message as (address, headers, body). ``deliver`` sends those that
    wait, in any order and as often as wanted: nothing is sent by itself.
    """

    def begin(self):
        """Start without subscriptions."""
        self.subscriptions, self.told, self.waiting = {}, [], []

    @route("GET", "/v2/webhooks/subscriptions")
    def list_subscriptions(self, request):
        """Return the subscriptions without their keys."""
        rows = [
            {name: value for name, value in row.items() if name != "signature_key"}
            for row in self.subscriptions.values()
        ]
        return Response(200, {"subscriptions": rows} if rows else {})

    @route("GET", "/v2/webhooks/subscriptions/{subscription_id}")
    def one_subscription(self, request):
        """Return a subscription with its key."""
        row = self.subscriptions.get(request.match["subscription_id"])
        if row is None:
            return refused("NOT_FOUND", "No such subscription", None, 404)
        return Response(200, {"subscription": row})

    @route("POST", "/v2/webhooks/subscriptions")
    def subscribe(self, request):
        """Make a subscription."""
        asked = request.json["subscription"]
        row = {
            **asked,
            "id": new_id("wbhk_"),
            "enabled": True,
            "signature_key": new_id("key"),
        }
        self.subscriptions[row["id"]] = row
        return Response(200, {"subscription": row})

    @route("DELETE", "/v2/webhooks/subscriptions/{subscription_id}")
    def unsubscribe(self, request):
        """Delete a subscription."""
        self.subscriptions.pop(request.match["subscription_id"], None)
        return Response(200, {})

    def announce(self, topic, name, told, entity=None):
        """Have subscribers told of something."""
        body = {
            "merchant_id": "MERCHANT",
            "type": topic,
            "event_id": new_id("ev"),
            "created_at": self.now(),
            "data": {
                "type": name,
                "id": entity or told.get("order_id") or told.get("id"),
                "object": {name: told},
            },
        }
        for row in self.subscriptions.values():
            if topic in row["event_types"]:
                text = json.dumps(body).encode()
                message = (row["notification_url"], self.sign(row, text), text)
                self.told.append(message)
                self.waiting.append(message)

    def sign(self, subscription, body):
        """Return the headers of a message to a subscriber."""
        text = subscription["notification_url"].encode() + body
        key = subscription["signature_key"].encode()
        mark = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
        return {
            "x-square-hmacsha256-signature": mark,
            "Content-Type": "application/json",
        }

    def deliver(self, times=1, backwards=False):
        """Send what waits to its receivers; return the answers' status codes."""
        messages, self.waiting = self.waiting, []
        if backwards:
            messages = messages[::-1]
        return [
            requests.post(url, data=body, headers=headers, timeout=10).status_code
            for url, headers, body in messages
            for _time in range(times)
        ]
