"""Shopify: online shop and point of sale, by the GraphQL Admin API."""

from .adapter import ShopifyAdapter

__all__ = ["ShopifyAdapter"]
