"""Lightspeed Retail X-Series: one retailer with outlets, registers and sales."""

from .server import FakeLightspeed

__all__ = ["FakeLightspeed"]
