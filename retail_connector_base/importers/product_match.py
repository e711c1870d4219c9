"""Which Odoo product a platform's variant is: by SKU and barcode, or a reason."""

from collections import Counter, defaultdict
from typing import Any, NamedTuple


class Match(NamedTuple):
    """One product, or why not: blank, missing, duplicate, taken."""

    product: Any
    mismatch: str
    candidates: Any


class ProductIndex:
    """The products that share a SKU or barcode with a batch of variants."""

    def __init__(self, env, backend, variants):
        self.none = env["product.product"]
        self.skus = Counter(v.sku for v in variants if v.sku)
        self.barcodes = Counter(v.barcode for v in variants if v.barcode)
        self.by_sku = defaultdict(lambda: self.none)
        self.by_barcode = defaultdict(lambda: self.none)
        found = self.none
        if self.skus or self.barcodes:
            found = found.search(
                [
                    *found._check_company_domain(backend.company_id),
                    "|",
                    ("default_code", "in", list(self.skus)),
                    ("barcode", "in", list(self.barcodes)),
                ]
            )
        for product in found:
            if product.default_code:
                self.by_sku[product.default_code] |= product
            if product.barcode:
                self.by_barcode[product.barcode] |= product
        bound = env["retail.binding.variant"]._find_records(backend, found)
        self.taken = {
            product_id: binding.external_id for product_id, binding in bound.items()
        }

    def match(self, variant) -> Match:
        """Return what a variant is. Equal SKUs or barcodes that disagree match none."""
        if not variant.sku and not variant.barcode:
            return Match(self.none, "blank", self.none)
        found = [
            products
            for products in (
                self.by_sku.get(variant.sku, self.none),
                self.by_barcode.get(variant.barcode, self.none),
            )
            if products
        ]
        if not found:
            return Match(self.none, "missing", self.none)
        candidates = self.none.union(*found)
        agreed = found[0] & found[-1]
        twice = self.skus[variant.sku] > 1 or self.barcodes[variant.barcode] > 1
        if len(agreed) != 1 or twice:
            return Match(self.none, "duplicate", candidates)
        if self.taken.setdefault(agreed.id, variant.external_id) != variant.external_id:
            return Match(self.none, "taken", candidates)
        return Match(agreed, "", self.none)
