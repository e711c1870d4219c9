"""Faults by switch: what shall go wrong, how often, and before or after the effect."""

import random
import threading
import time

API_KINDS = {
    "http_500",  # answered with that status
    "http_502",
    "http_503",
    "http_429",  # with Retry-After
    "timeout",  # silence for `seconds`, then the connection is closed
    "reset",  # the connection is closed at once
    "slow",  # answered after `seconds`
    "throttled",  # THROTTLED although there are points
    "unauthorized",  # 401, as for an expired token
    "user_error",  # the mutation is refused with `code`
    "internal_error",  # top-level INTERNAL_SERVER_ERROR
    "not_json",  # an HTML page instead of JSON
}
WEBHOOK_KINDS = {"drop", "duplicate", "delay", "reorder", "forge"}
BULK_KINDS = {"bulk_truncated", "bulk_failed"}


class Fault:
    """One switch."""

    def __init__(
        self, kind, when="before", match=None, count=1, skip=0, probability=1.0,
        seconds=1.0, times=1, code=None, retry_after=1, seed=0,
    ):  # fmt: skip
        if kind not in API_KINDS | WEBHOOK_KINDS | BULK_KINDS:
            raise ValueError(f"unknown fault {kind!r}")
        self.kind = kind
        self.when = when  # before or after the effect (API faults)
        self.match = match  # part of an operation name, root field or topic; None = any
        self.count = count  # how often it strikes; -1 = always
        self.skip = skip  # how many matches it lets through first
        self.probability = probability
        self.seconds = seconds
        self.times = times  # extra copies of a duplicated webhook
        self.code = code
        self.retry_after = retry_after
        self.random = random.Random(seed)
        self.struck = 0

    def strikes(self, names):
        """Say whether the fault applies now; counts it when it does."""
        if self.count >= 0 and self.struck >= self.count:
            return False
        if self.match and not any(self.match in name for name in names):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.probability < 1 and self.random.random() >= self.probability:
            return False
        self.struck += 1
        return True

    def read(self):
        """Return the switch as data."""
        return {k: v for k, v in vars(self).items() if k != "random"}


class Faults:
    """The switches of one shop."""

    def __init__(self):
        self.active = []
        self._lock = threading.Lock()

    def add(self, **fault):
        """Switch a fault on."""
        with self._lock:
            self.active.append(Fault(**fault))

    def clear(self, kind=None):
        """Switch faults off."""
        with self._lock:
            self.active = [f for f in self.active if kind and f.kind != kind]

    def first(self, kinds, names, when=None):
        """Return the first fault that strikes, or None."""
        if not self.active:
            return None
        with self._lock:
            for fault in self.active:
                if (
                    fault.kind in kinds
                    and when in (None, fault.when)
                    and fault.strikes(names)
                ):
                    return fault
        return None


class Silence(Exception):
    """No answer is sent: the connection is closed."""


def strike(fault):
    """Carry out an API fault; return ``(status, headers, body)`` or None to go on."""
    if fault.kind == "slow":
        time.sleep(fault.seconds)
        return None
    if fault.kind in ("timeout", "reset"):
        if fault.kind == "timeout":
            time.sleep(fault.seconds)
        raise Silence
    if fault.kind == "http_429":
        headers = {"Retry-After": str(fault.retry_after)}
        return 429, headers, {"errors": "Exceeded 40 calls per second for api client."}
    if fault.kind == "unauthorized":
        return (
            401,
            {},
            {"errors": "[API] Invalid API key or access token (unrecognized login)"},
        )
    if fault.kind == "not_json":
        return (
            200,
            {"Content-Type": "text/html"},
            "<html><body>Be right back</body></html>",
        )
    if fault.kind.startswith("http_"):
        return int(fault.kind[5:]), {}, {"errors": "Internal Server Error"}
    return None
