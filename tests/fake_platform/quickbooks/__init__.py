"""A stateful QuickBooks Online on 127.0.0.1."""

from .server import FakeQuickBooks

__all__ = ["FakeQuickBooks"]
