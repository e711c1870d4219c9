"""Products of Odoo as documents, a batch in a constant number of statements."""

from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import html_escape

from ..canonical import Media, Money, Product, Translation, Variant
from ..canonical.product import TEXTS

IMAGES = {"product.template": "image_1920", "product.product": "image_variant_1920"}


class Shared(NamedTuple):
    """What is read once for all products of a batch."""

    metafields: dict
    pictures: dict
    counted: set  # products that have a stock: their own, or that of a kit's parts
    words: dict  # option or value -> {locale: its name}


class RetailExporterProductDocument(models.AbstractModel):
    """Say what a shop should have, in the same words as it says what it has."""

    _name = "retail.exporter.product.document"
    _description = "Retail Product Document"

    @api.model
    def _documents(self, backend, listings):
        """Return listing id -> Product, as Odoo wants it."""
        backend = backend.with_context(active_test=False)
        listings = listings.with_context(active_test=False, lang=backend._main_lang())
        shared = Shared(
            self._metafields(backend, listings),
            self._pictures(listings),
            self.env["retail.stock.supply"]._counted(
                backend.company_id, listings.template_id.product_variant_ids
            ),
            self._option_words(backend, listings),
        )
        translations = self._translations(backend, listings)
        together = listings.template_id.product_variant_ids.ids  # read in one go
        return {
            listing.id: self._document(
                backend,
                listing,
                self._sold(listing.template_id, together),
                shared,
                translations[listing.id],
            )
            for listing in listings
        }

    def _sold(self, template, together):
        """Return the variants that are sold; of an archived product its first."""
        variants = template.product_variant_ids.with_prefetch(together)
        sold = (variants.filtered("active") or variants[:1]).with_prefetch(together)
        return sold.sorted(_place).with_prefetch(together)

    def _document(self, backend, listing, variants, shared, translations):
        template = listing.template_id
        options = self._options(variants)
        names = self._option_names(options)
        if shared.words:
            values = variants.product_template_attribute_value_ids
            translations += self._option_texts(shared.words, values, names)
        texts = self._texts(listing)
        return Product(
            external_id=listing.binding_id.external_id or listing.key,
            key=listing.key,
            title=texts["title"],
            description_html=texts["description_html"],
            seo_title=texts["seo_title"],
            seo_description=texts["seo_description"],
            vendor=listing.vendor or "",
            product_type=listing.product_type or "",
            handle=listing.handle or "",
            status=listing.status,
            tags=tuple(self._tags(listing)),
            options=tuple(names),
            variants=tuple(
                self._variant(backend, variant, options[variant.id], shared)
                for variant in variants
            ),
            media=tuple(self._media(listing, variants, shared.pictures)),
            metafields=self._values(backend, template, shared.metafields),
            collections=tuple(
                collection.external_id
                for collection in listing.collection_ids
                if collection.external_id and not collection.smart
            ),
            publications=tuple(listing.publication_ids.mapped("external_id")),
            translations=translations if backend.translate_lang_ids else None,
        )

    # --- head ---

    def _texts(self, listing):
        template = listing.template_id
        text = template.description_sale or ""
        html = "".join(f"<p>{html_escape(line)}</p>" for line in text.splitlines())
        return {
            "title": listing.title or template.name or "",
            "description_html": listing.description_html or html,
            "seo_title": listing.seo_title or "",
            "seo_description": listing.seo_description or "",
        }

    def _translations(self, backend, listings):
        """Return listing id -> texts that differ from those of the main language."""
        found = {listing.id: [] for listing in listings}
        main = {listing.id: self._texts(listing) for listing in listings}
        for locale, lang in backend._locales().items():
            for listing in listings.with_context(lang=lang.code):
                texts = self._texts(listing)
                found[listing.id] += [
                    Translation(locale, name, texts[name])
                    for name in TEXTS
                    if texts[name] and texts[name] != main[listing.id][name]
                ]
        return {key: tuple(texts) for key, texts in found.items()}

    def _tags(self, listing):
        own = [tag.strip() for tag in (listing.tags or "").split(",") if tag.strip()]
        tags = {}
        for tag in [*listing.template_id.product_tag_ids.mapped("name"), *own]:
            tags.setdefault(tag.casefold(), tag)
        return sorted(tags.values(), key=str.casefold)

    # --- variants ---

    def _options(self, variants):
        """Return variant id -> its options; single values only while there is room."""
        rows = {
            variant.id: [
                (value.attribute_id.name, value.name, value.attribute_line_id)
                for value in variant.product_template_attribute_value_ids.sorted(
                    lambda v: (v.attribute_line_id.sequence, v.attribute_line_id.id)
                )
            ]
            for variant in variants
        }
        if max(map(len, rows.values()), default=0) > 3:
            rows = {
                key: [o for o in options if len(o[2].value_ids) > 1]
                for key, options in rows.items()
            }
        return {
            key: tuple((name, value) for name, value, _line in options)
            for key, options in rows.items()
        }

    def _option_names(self, options):
        return list(dict.fromkeys(n for row in options.values() for n, _value in row))

    def _variant(self, backend, variant, options, shared):
        currency = variant.cost_currency_id.name
        cost = variant.standard_price if backend.send_cost else 0
        if backend.currency_id and backend.currency_id.name != currency:
            cost = 0
        hs_code, country = variant.product_tmpl_id._retail_customs()
        own = shared.pictures.get(("product.product", variant.id))
        return Variant(
            external_id=str(variant.id),
            sku=variant.default_code or "",
            barcode=variant.barcode or "",
            cost=Money(Decimal(repr(cost)), currency) if cost else None,
            weight_kg=Decimal(repr(variant.weight)) if variant.weight else None,
            hs_code=hs_code,
            origin_country=country,
            taxable=bool(variant.taxes_id),
            tracked=variant.id in shared.counted,
            requires_shipping=variant.type != "service",
            options=options,
            media_ids=(own.checksum,) if own else (),
            metafields=self._values(backend, variant, shared.metafields),
        )

    # --- pictures ---

    def _pictures(self, listings):
        """Return (model, id) -> the attachment with its picture; read no content."""
        found = {}
        wanted = {
            "product.template": listings.template_id.ids,
            "product.product": listings.template_id.product_variant_ids.ids,
        }
        for model, ids in wanted.items():
            for file in (
                self.env["ir.attachment"]
                .sudo()
                .search(
                    [
                        ("res_model", "=", model),
                        ("res_field", "=", IMAGES[model]),
                        ("res_id", "in", ids),
                    ]
                )
            ):
                found[model, file.res_id] = file
        return found

    def _files(self, listing, variants, pictures):
        """Return the attachments of a product's pictures, each content once."""
        files = [pictures.get(("product.template", listing.template_id.id))]
        files += list(listing.image_ids)
        files += [pictures.get(("product.product", v.id)) for v in variants]
        return {file.checksum: file for file in files if file}

    def _media(self, listing, variants, pictures):
        """Yield the pictures: Odoo's in order, then those made in the shop.

        One the shop refused is taken there anew, should pictures be sent at all.
        """
        known = {
            media.checksum: media
            for media in listing.media_ids
            if media.checksum and media.state != "failed"
        }
        for checksum in self._files(listing, variants, pictures):
            media = known.get(checksum)
            yield Media(
                external_id=media.external_id if media else "",
                checksum=checksum,
                alt=listing.title or listing.template_id.name or "",
            )
        for media in listing.media_ids:
            if not media.checksum:
                yield Media(external_id=media.external_id, alt=media.alt or "")


def _place(variant):
    """Return what variants are put in order by: their options', not their SKU."""
    values = variant.product_template_attribute_value_ids
    return (
        sorted(
            (
                value.attribute_line_id.sequence,
                value.attribute_line_id.id,
                value.product_attribute_value_id.sequence,
                value.product_attribute_value_id.id,
            )
            for value in values
        ),
        variant.id,
    )
