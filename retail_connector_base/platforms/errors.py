"""What can go wrong at the other end, grouped by what the caller does about it.

PlatformError
 ├─ ConfigError        a person must fix settings: the backend is paused
 │   └─ DisconnectedError our access was taken away: tokens are forgotten
 ├─ TransientError     wait ``retry_after`` seconds, then try again
 │   └─ UnknownOutcome the request may have taken effect: same key, or read back
 ├─ NotFoundError      the thing is gone: the event is ignored
 ├─ RejectedDocument   we do not understand it: the event is parked
 ├─ RefusedError       the platform says no to this one change: the row is parked
 └─ StaleError         the platform's value moved: read again, then decide
BadSignature           a webhook that is not from the platform: refused
"""


class PlatformError(Exception):
    """Something about the platform; ``code`` is short and stable, for grouping."""

    code = "platform"

    def __init__(self, message, code=None):
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class ConfigError(PlatformError):
    """Credentials, permissions or settings are wrong; waiting does not help."""

    code = "config"


class DisconnectedError(ConfigError):
    """The platform took our access away; what we know of it is worth nothing."""

    code = "disconnected"


class TransientError(PlatformError):
    """The platform cannot answer now; try again after ``retry_after`` seconds."""

    code = "transient"

    def __init__(self, message, code=None, retry_after=None):
        super().__init__(message, code)
        self.retry_after = retry_after  # seconds; None: our own backoff


class UnknownOutcome(TransientError):
    """The request was sent but its answer was lost."""

    code = "unknown_outcome"


class NotFoundError(PlatformError):
    """The thing is gone at the platform."""

    code = "not_found"


class RejectedDocument(PlatformError):
    """A payload we cannot turn into a document; ``path`` names the field."""

    code = "rejected"

    def __init__(self, message, path="", code=None):
        super().__init__(f"{path}: {message}" if path else message, code)
        self.path = path


class RefusedError(PlatformError):
    """The platform refuses one change for a reason that a person must see."""

    code = "refused"


class StaleError(PlatformError):
    """The platform's value is not the one the change was based on."""

    code = "stale"


class BadSignature(Exception):
    """A request that the platform did not sign."""
