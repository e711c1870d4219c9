"""The sender of webhooks: signed, retried, and as unreliable as it is told to be."""

import base64
import hashlib
import heapq
import hmac
import itertools
import json
import random
import threading
import time
import uuid
from collections import deque
from dataclasses import dataclass, field

import urllib3

from .payloads import payload_of
from .schema import PINNED

READ = 5  # seconds the receiver has to answer
TIMEOUT = urllib3.Timeout(connect=1, read=READ)
RETRIES = (10, 60, 300, 900, 1800, 3600, 3600, 4000)  # seconds, about four hours in all
FORGED_SECRET = "not-the-secret"


@dataclass
class Delivery:
    """One message to one address."""

    shop: object
    topic: str
    uri: str
    body: bytes
    headers: dict
    subscription: str = ""
    tries: int = 0
    status: str = "waiting"
    answers: list = field(default_factory=list)

    def read(self):
        """Return what happened to it."""
        return {
            "webhook_id": self.headers["X-Shopify-Webhook-Id"],
            "event_id": self.headers["X-Shopify-Event-Id"],
            "topic": self.topic,
            "uri": self.uri,
            "tries": self.tries,
            "status": self.status,
            "answers": self.answers,
        }


class Webhooks:
    """Queue, worker threads and log of all shops of a platform."""

    api_version = PINNED  # of the payloads; set in the app, not per subscription

    def __init__(self, workers=4, time_scale=0.01, clock=time.time):
        self.workers = workers
        self.time_scale = time_scale  # of the waits between retries
        self.clock = clock
        self.paused = False
        self.remove_dead = True  # drop a subscription that never answers
        self.log = deque(maxlen=5000)
        self._queue = []
        self._sequence = itertools.count()
        self._ready = threading.Condition()
        self._busy = 0
        self._threads = []
        self._closing = False
        self._random = random.Random(7)

    # --- producing ---
    def emit(self, shop, topic, record):
        """Queue a message for each subscription of a topic."""
        name = topic.upper().replace("/", "_")
        wanted = [
            entry
            for entry in shop.table("WebhookSubscription").values()
            if entry["topic"] == name
        ]
        if not wanted:
            return
        payload = payload_of(shop, topic, record)
        event_id = str(uuid.uuid4())
        for entry in wanted:
            content = payload
            if entry["includeFields"]:
                content = {
                    k: v for k, v in payload.items() if k in entry["includeFields"]
                }
            self.send(
                shop, topic, entry["uri"], content, entry["id"], event_id, entry["name"]
            )

    def send(self, shop, topic, uri, payload, subscription="", event_id=None, name=None,
             secret=None):  # fmt: skip
        """Queue one message, through the faults that are switched on."""
        body = json.dumps(payload, ensure_ascii=False).encode()
        secret = secret or shop.credentials["webhook_secret"]
        headers = self._headers(
            shop, topic, body, secret, event_id or str(uuid.uuid4()), name
        )
        delivery = Delivery(shop, topic, uri, body, headers, subscription)
        names = (topic,)
        if shop.faults.first({"drop"}, names):
            delivery.status = "dropped"
            self.log.append(delivery)
            shop.stats.webhook("dropped", topic)
            return delivery
        wait = 0.0
        if fault := shop.faults.first({"delay"}, names):
            wait = fault.seconds
        elif fault := shop.faults.first({"reorder"}, names):
            wait = self._random.uniform(0, fault.seconds)
        self._schedule(delivery, wait)
        if fault := shop.faults.first({"duplicate"}, names):
            for _copy in range(fault.times):
                shop.stats.webhook("duplicated", topic)
                self._schedule(
                    Delivery(shop, topic, uri, body, dict(headers), subscription), 0
                )
        if shop.faults.first({"forge"}, names):
            forged = self._headers(
                shop, topic, body, FORGED_SECRET, str(uuid.uuid4()), name
            )
            shop.stats.webhook("forged", topic)
            self._schedule(Delivery(shop, topic, uri, body, forged), 0)
        return delivery

    def repeat(self, delivery):
        """Queue the same message once more, byte for byte."""
        again = Delivery(
            delivery.shop, delivery.topic, delivery.uri, delivery.body,
            dict(delivery.headers), delivery.subscription,
        )  # fmt: skip
        self._schedule(again, 0)
        return again

    def _headers(self, shop, topic, body, secret, event_id, name):
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Shopify-Captain-Hook",
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": signature(secret, body),
            "X-Shopify-Shop-Domain": shop.domain,
            "X-Shopify-API-Version": self.api_version,
            "X-Shopify-Webhook-Id": str(uuid.uuid4()),
            "X-Shopify-Event-Id": event_id,
            "X-Shopify-Triggered-At": _triggered(self.clock()),
        }
        if name:
            headers["X-Shopify-Name"] = name
        return headers

    # --- delivering ---
    def _schedule(self, delivery, wait):
        with self._ready:
            if delivery.tries == 0:
                self.log.append(delivery)
            due = time.monotonic() + wait
            heapq.heappush(self._queue, (due, next(self._sequence), delivery))
            self._ready.notify()
            if not self._threads and not self._closing:
                self._start()

    def _start(self):
        self._threads = [
            threading.Thread(target=self._work, name=f"fake-webhooks-{n}", daemon=True)
            for n in range(self.workers)
        ]
        for thread in self._threads:
            thread.start()

    def _next(self):
        """Wait for the next due delivery; None when closing."""
        with self._ready:
            while not self._closing:
                if self._queue and not self.paused:
                    wait = self._queue[0][0] - time.monotonic()
                    if wait <= 0:
                        self._busy += 1
                        return heapq.heappop(self._queue)[2]
                    self._ready.wait(wait)
                else:
                    self._ready.wait()
            return None

    def _work(self):
        # urllib3 itself: no proxy is in between, and no test library stands in its way
        with urllib3.PoolManager(timeout=TIMEOUT, retries=False) as pool:
            while (delivery := self._next()) is not None:
                try:
                    self._deliver(pool, delivery)
                finally:
                    with self._ready:
                        self._busy -= 1
                        self._ready.notify_all()

    def _deliver(self, pool, delivery):
        delivery.tries += 1
        stats = delivery.shop.stats
        try:
            answer = pool.request(
                "POST", delivery.uri, body=delivery.body, headers=delivery.headers,
                redirect=False,
            )  # fmt: skip
            outcome = answer.status
        except urllib3.exceptions.HTTPError as error:
            outcome = type(error).__name__
        delivery.answers.append(outcome)
        if isinstance(outcome, int) and 200 <= outcome < 300:
            delivery.status = "delivered"
            stats.webhook("sent", delivery.topic)
            return
        stats.webhook("failed", delivery.topic)
        if delivery.tries > len(RETRIES):
            self._give_up(delivery)
            return
        delivery.status = "retrying"
        self._schedule(delivery, RETRIES[delivery.tries - 1] * self.time_scale)

    def _give_up(self, delivery):
        """After the last retry the message is lost and the subscription ends."""
        delivery.status = "gave_up"
        delivery.shop.stats.webhook("gave_up", delivery.topic)
        if self.remove_dead and delivery.subscription:
            with delivery.shop.lock:
                delivery.shop.remove(delivery.subscription)

    # --- control ---
    def pause(self, paused=True):
        """Hold all deliveries back, or let them go."""
        with self._ready:
            self.paused = paused
            self._ready.notify_all()

    def waiting(self):
        """Return how many deliveries are queued or on their way."""
        with self._ready:
            return len(self._queue) + self._busy

    def wait_idle(self, timeout=30):
        """Wait until nothing is queued; say whether that came true."""
        end = time.monotonic() + timeout
        with self._ready:
            while self._queue or self._busy:
                left = end - time.monotonic()
                if left <= 0:
                    return False
                self._ready.wait(min(left, 0.5))
        return True

    def take(self):
        """Return what is queued, oldest first, for a test that carries it itself."""
        with self._ready:
            queued, self._queue = sorted(self._queue), []
            self._ready.notify_all()
        return [delivery for _due, _number, delivery in queued]

    def clear(self, shop=None):
        """Forget what is queued, of one shop or of all."""
        with self._ready:
            self._queue = [x for x in self._queue if shop and x[2].shop is not shop]
            heapq.heapify(self._queue)
            self._ready.notify_all()

    def close(self):
        """Stop the threads; what is queued is dropped."""
        with self._ready:
            self._closing = True
            self._ready.notify_all()
        for thread in self._threads:
            thread.join(READ + 2)


def signature(secret, body):
    """Return the value of X-Shopify-Hmac-Sha256."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _triggered(seconds):
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1e9):09d}Z"
