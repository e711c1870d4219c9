"""SumUp: sales, refunds and payouts of one merchant."""

from .adapter import SumupAdapter

__all__ = ["SumupAdapter"]
