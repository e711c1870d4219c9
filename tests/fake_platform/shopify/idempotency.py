"""The @idempotent directive: keys, replays and their refusals."""

import hashlib
import json
import time

from .errors import ApiError, UserErrors, user_error
from .registry import IDEMPOTENT, snake

LIFE = 24 * 3600  # seconds a key is remembered
RUNNING, DONE, FAILED = "running", "done", "failed"


class Keys:
    """The keys one shop has seen, with what became of them."""

    def __init__(self):
        self.seen = {}  # (mutation, key) -> [digest, state, payload, time]

    def run(self, shop, call, field, args, function):
        """Run a mutation once per key; a replay answers from the current state."""
        if function is None:
            raise ApiError(f"The fake platform has no mutation {field.name} yet.")
        key = field.idempotency_key(call)
        if key is None:
            if field.name in IDEMPOTENT:
                raise ApiError(
                    "The @idempotent directive is required for this mutation but was "
                    "not provided.",
                    "BAD_REQUEST",
                )
            return attempt(function, call, args)[0]
        if not key.strip():
            raise ApiError("The idempotency key can't be blank.", "BAD_REQUEST")
        return self._once(shop, call, (field.name, key), args, function)

    def _once(self, shop, call, name, args, function):
        digest = digest_of(args)
        known = self.seen.get(name)
        if known and known[3] + LIFE > time.time():
            shop.stats.add("idempotent_replays")
            return self._replay(known, digest)
        entry = self.seen[name] = [digest, RUNNING, None, time.time()]
        try:
            payload, failed = attempt(function, call, args)
        except ApiError:
            del self.seen[name]  # refused before anything began
            raise
        entry[1:3] = (FAILED, None) if failed else (DONE, payload)
        return payload

    def _replay(self, known, digest):
        if known[0] != digest:
            return _refused(
                "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
                "The same idempotency key cannot be used with different operation "
                "parameters.",
            )
        if known[1] == RUNNING:
            return _refused(
                "IDEMPOTENCY_CONCURRENT_REQUEST",
                "Another request with the same idempotency key is being processed.",
            )
        if known[1] == FAILED:
            return _refused(
                "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED",
                "The previous attempt with this idempotency key failed. Use a new key.",
            )
        # payloads hold ids, so the answer is resolved against what is there now
        return known[2]


def attempt(function, call, args):
    """Call a mutation; return its payload and whether it was refused."""
    try:
        payload = function(call, **snake(args))
    except UserErrors as refusal:
        return {"userErrors": refusal.errors}, True
    payload.setdefault("userErrors", [])
    return payload, bool(payload["userErrors"])


def digest_of(args):
    """Return a stable digest of the arguments."""
    text = json.dumps(args, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _refused(code, message):
    return {"userErrors": [user_error(None, message, code)]}
