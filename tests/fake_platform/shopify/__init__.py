"""A fake Shopify: a stateful server that obeys the official schema."""

from .control_client import FakeShopifyControl
from .schema import ContractsMissing
from .server import FakeShopify

__all__ = ["ContractsMissing", "FakeShopify", "FakeShopifyControl"]
