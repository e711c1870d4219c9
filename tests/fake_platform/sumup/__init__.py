"""A SumUp merchant on loopback."""

from .server import FakeSumup

__all__ = ["FakeSumup"]
