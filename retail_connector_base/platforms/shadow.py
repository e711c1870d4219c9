"""Listen to a platform and say nothing: what shadow mode does to an adapter."""

from .errors import ConfigError

WRITES = ("push_many", "subscribe", "unsubscribe")  # of every Adapter


class ShadowError(ConfigError):
    """Something was about to be written at a platform that is only watched."""

    code = "shadow"


def listen_only(adapter):
    """Return the adapter; whatever writes at the platform raises ShadowError.

    The outbox is where nothing leaves; this is for what does not go through it.
    """
    for name in WRITES:
        setattr(adapter, name, _refuse)
    copy = adapter._at
    adapter._at = lambda **options: listen_only(copy(**options))
    return adapter


def _refuse(*args, **kwargs):
    raise ShadowError("in shadow mode nothing is written at the platform")
