"""A stateful Business Central on 127.0.0.1."""

from .server import FakeBusinessCentral

__all__ = ["FakeBusinessCentral"]
