"""The control verbs about webhooks."""

from . import stock_actions


class WebhookVerbs:
    """Subscribe, send, hold back, repeat."""

    def subscribe(self, shop, topic, uri):
        """Subscribe without the API, as an app's configuration file does."""
        found = self._world.shop(shop)
        with found.lock:
            record = found.add(
                "WebhookSubscription", stock_actions.subscription(topic, uri)
            )
            return {"id": record["id"]}

    def subscriptions(self, shop):
        """Return the subscriptions."""
        found = self._world.shop(shop)
        with found.lock:
            return [
                {"id": entry["id"], "topic": entry["topic"], "uri": entry["uri"]}
                for entry in found.table("WebhookSubscription").values()
            ]

    def fire_webhook(self, shop, topic, uri=None, record=None, payload=None, times=1,
                     forged=False, secret=None, event_id=None):  # fmt: skip
        """Send a message now: for a record, or with a payload of one's own."""
        found = self._world.shop(shop)
        sender = self._world.webhooks
        with found.lock:
            if payload is None:
                payload = stock_actions.payload(found, topic, record)
            addresses = [uri] if uri else stock_actions.addresses(found, topic)
            if forged:
                secret = "not-the-secret"
            sent = [
                sender.send(
                    found, topic, address, payload, event_id=event_id, secret=secret
                )
                for address in addresses
            ]
            copies = [
                sender.repeat(message) for message in sent for _ in range(times - 1)
            ]
        return [message.read() for message in sent + copies]

    def webhook_log(self, shop, topic=None, last=100):
        """Return the last messages with what became of them."""
        found = self._world.shop(shop)
        log = [
            entry.read()
            for entry in list(self._world.webhooks.log)
            if entry.shop is found
        ]
        return [entry for entry in log if topic in (None, entry["topic"])][-last:]

    def redeliver(self, shop, webhook_id=None, last=1, status=None):
        """Send messages of the log again, byte for byte."""
        found = self._world.shop(shop)
        sender = self._world.webhooks
        wanted = [
            entry
            for entry in list(sender.log)
            if entry.shop is found
            and webhook_id in (None, entry.headers["X-Shopify-Webhook-Id"])
            and status in (None, entry.status)
        ]
        return [sender.repeat(entry).read() for entry in wanted[-last:]]

    def pause_webhooks(self, paused=True):
        """Hold all messages back, or let them go."""
        self._world.webhooks.pause(paused)
        return {"waiting": self._world.webhooks.waiting()}

    def clear_webhooks(self, shop=None):
        """Throw queued messages away."""
        self._world.webhooks.clear(self._world.shop(shop) if shop else None)
        return {}

    def wait_webhooks(self, timeout=30):
        """Wait until no message is queued; say whether that came true."""
        return {"idle": self._world.webhooks.wait_idle(timeout)}
