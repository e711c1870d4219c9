"""Lightspeed Retail X-Series: stores with registers, dense numbers and closures."""

from .adapter import LightspeedAdapter

__all__ = ["LightspeedAdapter"]
