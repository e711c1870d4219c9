"""Store feed: our own documented way for any till."""

from .adapter import StoreFeedAdapter

__all__ = ["StoreFeedAdapter"]
