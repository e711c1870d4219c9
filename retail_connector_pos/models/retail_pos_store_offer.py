"""What a store's tills are told: computed for all products at once."""

from odoo import models


class RetailPosStore(models.Model):
    """Tell what is sold in a store, at what price and taxes, and what is left."""

    _inherit = "retail.pos.store"

    def _offers(self):
        """Return kind -> key -> content of everything the store's tills need."""
        self.ensure_one()
        products = self._products_sold()
        pictures = self._pictures(products)
        return {
            "catalog": {
                str(p.id): {**self._catalog_entry(p), "pictures": pictures[p.id]}
                for p in products
            },
            "prices": self._prices(products),
            "taxes": self._taxes(),
            "stock": self._stock(products),
        }

    def _products_sold(self):
        """Return the products that are sold at tills and have something to scan."""
        Product = self.env["product.product"]
        return Product.search(
            [
                *Product._check_company_domain(self.company_id),
                ("sale_ok", "=", True),
                ("available_in_pos", "=", True),
                "|",
                ("default_code", "!=", False),
                ("barcode", "!=", False),
            ]
        )

    def _catalog_entry(self, product):
        taxes = self._product_taxes(product)
        return {
            "sku": product.default_code or "",
            "barcode": product.barcode or "",
            "name": product.display_name,
            "category": product.categ_id.display_name or "",
            "unit": product.uom_id.name,
            "weighed": bool(product.to_weight),
            "tracking": product.tracking,
            "taxes": taxes.mapped("name"),
        }

    def _pictures(self, products):
        """Return product id -> its picture: a digest of the content, type and size.

        The content itself is fetched by its digest, once.
        """
        files = self.env["ir.attachment"].sudo()
        found = {}
        for model, name, ids in (
            ("product.product", "image_variant_1920", products.ids),
            ("product.template", "image_1920", products.product_tmpl_id.ids),
        ):
            for file in files.search(
                [
                    ("res_model", "=", model),
                    ("res_field", "=", name),
                    ("res_id", "in", ids),
                ]
            ):
                found[model, file.res_id] = file
        told = {}
        for product in products:
            file = found.get(("product.product", product.id)) or found.get(
                ("product.template", product.product_tmpl_id.id)
            )
            told[product.id] = (
                [
                    {
                        "sha1": file.checksum,
                        "type": file.mimetype,
                        "size": file.file_size,
                    }
                ]
                if file
                else []
            )
        return told

    def _picture(self, sha1):
        """Return (type, content) of a picture the store's tills were told of."""
        told = self.env["retail.pos.offer"]._tells_picture(self, sha1)
        file = self.env["ir.attachment"].sudo()
        if told:
            file = file.search(
                [
                    ("checksum", "=", sha1),
                    ("mimetype", "=like", "image/%"),
                    ("res_model", "in", ("product.product", "product.template")),
                    ("res_field", "!=", False),
                ],
                limit=1,
            )
        return (file.mimetype, file.raw) if file else None

    def _product_taxes(self, product):
        taxes = product.taxes_id.filtered(lambda tax: tax.company_id == self.company_id)
        return self.fiscal_position_id.map_tax(taxes)

    def _prices(self, products):
        """Return product -> price by the store's price list, else the list price.

        List prices are in the company's currency: they are none of another's.
        """
        if self.pricelist_id:
            found = self.pricelist_id._get_products_price(products, 1.0)
            digits = self.pricelist_id.currency_id
        elif self.booking_currency_id != self.company_id.currency_id:
            return {}
        else:
            found = {product.id: product.lst_price for product in products}
            digits = self.company_id.currency_id
        return {
            str(product_id): {
                "price": f"{digits.round(price):.{digits.decimal_places}f}",
                "currency": digits.name,
            }
            for product_id, price in found.items()
        }

    def _taxes(self):
        taxes = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(self.company_id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
            ]
        )
        return {
            str(tax.id): {
                "code": tax.name,
                "rate": f"{tax.amount:.6f}".rstrip("0").rstrip("."),
                "included": tax.price_include,
            }
            for tax in taxes
        }

    def _stock(self, products):
        """Return product -> what is left in the store's warehouse."""
        goods = products.filtered("is_storable").with_context(
            warehouse_id=self.warehouse_id.id
        )
        return {
            str(product.id): {"available": f"{product.free_qty:g}"} for product in goods
        }
