"""A shared allowance of requests: a bucket that leaks, in the platform's points."""

import time
from dataclasses import dataclass

from .errors import TransientError

PATIENCE = 2.0  # seconds a job waits for points itself; longer goes back to the queue


class OverBudget(TransientError):
    """The allowance is used up; nothing was sent."""

    code = "throttled"


@dataclass
class Bucket:
    """What is known about an allowance at one moment (seconds since 1970).

    ``rate`` 0: the platform has not told its limits yet, nothing is held back.
    """

    available: float = 0.0
    maximum: float = 0.0
    rate: float = 0.0
    updated_at: float = 0.0
    blocked_until: float = 0.0

    def level(self, now: float) -> float:
        """Return the points there are at ``now``; negative: promised already."""
        return min(
            self.maximum, self.available + self.rate * max(now - self.updated_at, 0)
        )

    def wait(self, cost: float, now: float) -> float:
        """Return the seconds until ``cost`` points may be spent."""
        blocked = max(self.blocked_until - now, 0.0)
        if not self.rate:
            return blocked
        missing = min(cost, self.maximum) - self.level(now)
        return max(blocked, missing / self.rate, 0.0)

    def spend(self, cost: float, now: float):
        """Promise ``cost`` points to one request."""
        self.available = self.level(now) - cost
        self.updated_at = now

    def learn(self, requested, actual, available, rate, maximum, now):
        """Correct the bucket by what an answer said.

        Requests of other workers may be on their way, so the platform's figure only
        lowers ours, never raises it above what we have not promised yet.
        """
        if not self.rate:
            self.available, self.updated_at = available, now
        level = self.available + self.rate * max(now - self.updated_at, 0)
        self.rate, self.maximum = rate, maximum or max(self.maximum, available)
        self.available = min(level + requested - actual, available, self.maximum)
        self.updated_at = now

    def block(self, seconds: float, now: float):
        """Send nothing for some seconds: the platform asked for it."""
        self.blocked_until = max(self.blocked_until, now + seconds)


class Budget:
    """Keep a bucket in memory, for one process. Subclass to share it."""

    def __init__(self, clock=time.time, sleep=time.sleep):
        self.clock = clock
        self.sleep = sleep
        self.bucket = Bucket()

    def take(self, cost: float = 1.0) -> None:
        """Spend points, waiting a moment if need be; raise OverBudget."""
        now = self.clock()
        wait = self.bucket.wait(cost, now)
        if wait > PATIENCE:
            raise OverBudget("the request budget is used up", retry_after=wait)
        self.bucket.spend(cost, now)
        if wait:
            self.sleep(wait)

    def settle(
        self,
        requested: float,
        actual: float,
        available: float,
        rate: float,
        maximum: float = 0.0,
    ) -> None:
        """Tell what a request really cost and what the platform says is left."""
        self.bucket.learn(requested, actual, available, rate, maximum, self.clock())

    def block(self, seconds: float) -> None:
        """Send nothing for some seconds."""
        self.bucket.block(seconds, self.clock())
