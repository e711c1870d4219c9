"""QuickBooks Online: journal entries by the Accounting API v3."""

from .adapter import QuickBooksAdapter

__all__ = ["QuickBooksAdapter"]
