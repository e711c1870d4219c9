"""A stateful Xero on 127.0.0.1."""

from .server import FakeXero

__all__ = ["FakeXero"]
