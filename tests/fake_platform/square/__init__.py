"""A stateful Square on 127.0.0.1."""

from .server import FakeSquare

__all__ = ["FakeSquare"]
