"""Fake platforms for tests and the demo: stateful servers on 127.0.0.1, no Odoo."""

from .shopify import ContractsMissing, FakeShopify, FakeShopifyControl

__all__ = ["ContractsMissing", "FakeShopify", "FakeShopifyControl"]
