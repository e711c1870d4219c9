"""Counters that tests and benchmarks read."""

import threading
from collections import Counter


class Stats:
    """Calls, cost and deliveries of one shop."""

    def __init__(self):
        self._lock = threading.Lock()
        self.reset()

    def reset(self):
        """Start from zero."""
        with self._lock:
            self.counts = Counter()
            self.calls = Counter()
            self.cost = Counter()
            self.webhooks = Counter()

    def add(self, name, amount=1):
        """Raise a plain counter."""
        with self._lock:
            self.counts[name] += amount

    def call(self, operation, points):
        """Count a request of an operation with its actual cost."""
        with self._lock:
            self.calls[operation] += 1
            self.cost[operation] += points

    def webhook(self, outcome, topic):
        """Count a delivery: sent, failed, dropped, gave_up, duplicated."""
        with self._lock:
            self.webhooks[outcome] += 1
            self.webhooks[f"{outcome}:{topic}"] += 1

    def read(self):
        """Return all counters."""
        with self._lock:
            return {
                "calls": dict(self.calls),
                "calls_total": sum(self.calls.values()),
                "cost": dict(self.cost),
                "cost_total": sum(self.cost.values()),
                "webhooks": dict(self.webhooks),
                **self.counts,
            }
