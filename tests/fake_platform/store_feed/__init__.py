"""Tills that send the store feed, and the bad line between them and the gate."""

from .till import PRICES, Line, Till

__all__ = ["PRICES", "Line", "Till"]
