"""How long to wait before the next try."""

import random

FIRST = 15  # seconds before the second try
FACTOR = 3
LONGEST = 6 * 3600  # seconds
JITTER = 0.25  # of the wait, so that what failed together does not return together

# Codes of waits that are nobody's failure: however often, nothing is given up for them.
PATIENT = frozenset({"throttled", "locked", "batch_refused", "bulk_running", "turn"})


def is_failure(error) -> bool:
    """Return whether a TransientError counts as a try that failed."""
    return error.code not in PATIENT


def wait_seconds(tries: int, retry_after: float | None = None, rng=random.random):
    """Return the seconds to wait after the ``tries``-th try failed.

    :param retry_after: what the platform asked for; never less than this is waited
    :param rng: returns a number from 0 to 1
    """
    exponent = min(max(tries, 1) - 1, 12)
    wait = min(FIRST * FACTOR**exponent, LONGEST)
    if retry_after is not None:
        wait = max(retry_after, 1.0)
    return wait * (1 + JITTER * rng())
