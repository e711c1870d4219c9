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
    if hasattr(adapter, "open_drop"):
        adapter.open_drop = _watching(adapter.open_drop)
    copy = adapter._at
    adapter._at = lambda **options: listen_only(copy(**options))
    return adapter


class WatchedDrop:
    """A folder of files that are read and stay as they are, for the other reader."""

    def __init__(self, drop):
        self._drop = drop

    def __enter__(self):
        self._drop.__enter__()
        return self

    def __exit__(self, *exc):
        return self._drop.__exit__(*exc)

    def names(self):
        """Return the complete files, in order of their names."""
        return self._drop.names()

    def get(self, name):
        """Return a file's content; None: there is none."""
        return self._drop.get(name)

    def put(self, name, content):
        """Acknowledge nothing."""

    def move(self, name, subfolder):
        """Leave a file where it is."""


def _watching(open_drop):
    return lambda *args, **kwargs: WatchedDrop(open_drop(*args, **kwargs))


def _refuse(*args, **kwargs):
    raise ShadowError("in shadow mode nothing is written at the platform")
