"""Journal files: for every ledger that takes a file instead of requests."""

from .adapter import JournalFileAdapter

__all__ = ["JournalFileAdapter"]
