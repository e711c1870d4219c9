"""The platforms of this addon; importing a package registers its adapter."""

from . import shopify
