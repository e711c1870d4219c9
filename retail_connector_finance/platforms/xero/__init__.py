"""Xero: manual journals by the Accounting API."""

from .adapter import XeroAdapter

__all__ = ["XeroAdapter"]
