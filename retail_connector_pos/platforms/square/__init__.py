"""Square: stores, tills and catalogue by its REST API."""

from .adapter import SquareAdapter

__all__ = ["SquareAdapter"]
