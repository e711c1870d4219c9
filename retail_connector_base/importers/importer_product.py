"""Products of a platform: matched by SKU or barcode, created, or left to a person."""

from odoo import api, models

from ..canonical import Variant
from .product_match import ProductIndex


class RetailImporterProduct(models.AbstractModel):
    """Bind variants to products; what does not match waits as a binding."""

    _name = "retail.importer.product"
    _inherit = ["retail.importer"]
    _description = "Retail Product Importer"

    @api.model
    def _import(self, items, backend):
        Template = self.env["retail.binding.template"]
        known = Template._find(backend, [item.document.external_id for item in items])
        fresh = self._known_versions(items, known)
        templates = Template._bind(
            backend,
            [
                {
                    "external_id": item.document.external_id,
                    "external_name": item.document.title,
                    "external_version": item.version or False,
                    "status": item.document.status,
                }
                for item in fresh
            ],
        )
        bindings = self._resolve_variants(
            backend,
            [
                (variant, item.document)
                for item in fresh
                for variant in item.document.variants
            ],
            templates,
        )
        pairs = []
        for item in fresh:
            own = self.env["retail.binding.variant"].union(
                *(bindings[v.external_id] for v in item.document.variants)
            )
            self._link_template(templates[item.document.external_id], own)
            pairs.append((item.document, templates[item.document.external_id]))
            open_ones = own.filtered(lambda b: b.state == "unmatched")
            if open_ones:
                item.notes.append(("held", "product_unmatched", str(len(open_ones))))
            item.done(own)
        self._note_prices(backend, fresh, bindings)
        self._take_in(backend, fresh, pairs, bindings)

    @api.model
    def _note_prices(self, backend, items, bindings):
        """Tell what the shop's prices are to those who send them."""
        self.env["retail.exporter.price"]._seen(
            backend,
            [
                (
                    bindings[variant.external_id],
                    variant.price,
                    variant.compare_at,
                    item.document.updated_at,
                )
                for item in items
                for variant in item.document.variants
            ],
        )

    @api.model
    def _take_in(self, backend, items, pairs, variants):
        """Take in what the shop shows of products that are bound as a whole."""
        importer = self.env["retail.importer.listing"]
        notes = importer._take_in(backend, pairs)
        importer._take_metafields(backend, pairs, variants)
        for item in items:
            for group, what in notes.get(item.document.external_id, ()):
                item.notes.append(("mapped", what, group))

    @api.model
    def _link_template(self, template_binding, variant_bindings):
        """Bind the product when all its variants are of one template."""
        found = variant_bindings.record_id.product_tmpl_id
        if len(found) == 1 and not template_binding.record_id:
            taken = template_binding._find_records(template_binding.backend_id, found)
            if not taken:
                template_binding.record_id = found

    @api.model
    def _resolve_variants(self, backend, pairs, templates=None):
        """Return external id -> variant binding for (variant, product or None)s.

        A variant that matches no product becomes, or stays, an unmatched binding,
        unless the backend's policy is to create what is missing.
        """
        Binding = self.env["retail.binding.variant"]
        pairs = list({v.external_id: (v, p) for v, p in pairs}.values())
        known = Binding._find(backend, [v.external_id for v, _product in pairs])
        decide = [
            (variant, product)
            for variant, product in pairs
            if variant.external_id not in known
            or known[variant.external_id].state == "unmatched"
        ]
        index = ProductIndex(self.env, backend, [v for v, _product in decide])
        matches = {v.external_id: index.match(v) for v, _product in decide}
        created = self._create(backend, decide, matches, known)
        rows = []
        for variant, product in pairs:
            row = self._row(variant, product, templates)
            match = matches.get(variant.external_id)
            if match is not None:
                row.update(self._decision(match, created.get(variant.external_id)))
            if variant.external_id in known and product is None and match is None:
                continue  # an order knows less of the variant than its product said
            rows.append(row)
        return {**known, **Binding._bind(backend, rows)}

    @api.model
    def _create(self, backend, decide, matches, known):
        """Create what the policy, or a person, says; return external id -> product."""
        every = backend.unmatched_product == "create"
        missing = [
            (variant, product)
            for variant, product in decide
            if (every and matches[variant.external_id].mismatch in ("missing", "blank"))
            or (
                variant.external_id in known
                and known[variant.external_id].create_wanted
            )
        ]
        if not missing:
            return {}
        return self.env["retail.importer.product.create"]._create_missing(
            backend, missing
        )

    @api.model
    def _decision(self, match, created):
        """Return the binding values that a match (or a new product) means."""
        product = match.product or created
        if product:
            return {
                "record_id": product.id,
                "state": "matched",
                "mismatch": False,
                "candidate_ids": False,
            }
        return {
            "state": "unmatched",
            "mismatch": match.mismatch,
            "candidate_ids": [(6, 0, match.candidates.ids)],
        }

    @api.model
    def _row(self, variant, product, templates):
        row = {
            "external_id": variant.external_id,
            "external_name": variant.title,
            "sku": variant.sku,
            "barcode": variant.barcode,
            "title": _full_title(variant, product),
        }
        if product is not None:
            row.update(
                stock_external_id=variant.stock_id or False,
                tracked=variant.tracked,
                price=float(variant.price.amount) if variant.price else 0.0,
            )
            if templates:
                row["template_binding_id"] = templates[product.external_id].id
        return row

    @api.model
    def _create_for_bindings(self, bindings):
        """Create a product for each unmatched binding and bind it."""
        variants = {
            binding.external_id: Variant(
                external_id=binding.external_id,
                title=binding.title or binding.external_name or binding.external_id,
                sku=binding.sku or "",
                barcode=binding.barcode or "",
                tracked=binding.tracked,
            )
            for binding in bindings
        }
        products = self.env["retail.importer.product.create"]._create_missing(
            bindings.backend_id,
            [(variant, None) for variant in variants.values()],
        )
        for binding in bindings:
            binding.record_id = products[binding.external_id]


def _full_title(variant, product):
    """Return the name of a variant with its product's, as a person knows it."""
    if product is None or not variant.title or variant.title == product.title:
        return variant.title or (product.title if product else "")
    if len(product.variants) == 1:
        return product.title
    return f"{product.title} / {variant.title}"
