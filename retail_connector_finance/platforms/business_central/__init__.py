"""Business Central: general journals by API v2.0."""

from .adapter import BusinessCentralAdapter

__all__ = ["BusinessCentralAdapter"]
