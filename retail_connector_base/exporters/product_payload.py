"""What travels of a product: plain, in the platform-neutral words of the parts."""

from .product_parts import changed_variants, option_key

# values of a variant that belong to the group of variants
VALUES = (
    "sku", "barcode", "weight_kg", "hs_code", "origin_country", "cost", "tracked",
    "requires_shipping",
)  # fmt: skip


def payload_of(env, listing, document, different):
    """Return the payload of one product's change.

    ``parts`` has the changed groups, ``variants`` what changes of which variant;
    ``whole`` says that the list of variants is complete and replaces the other.
    """
    pushed = listing.pushed or {}
    parts = {
        group: part
        for group, part in different.items()
        if group not in ("variants", "tax", "media", "publications")
    }
    payload = {
        "id": listing.binding_id.external_id or "",
        "key": listing.key,
        "delete": different.get("status") == "delete",
        "parts": parts,
        "whole": False,
        "options": list(document.options),
        "variants": [],
    }
    if "publications" in different:
        before = set(pushed.get("publications") or ())
        wanted = set(different["publications"])
        payload["publish"] = sorted(wanted - before)
        payload["unpublish"] = sorted(before - wanted)
    if "media" in different:
        payload["media"] = _files(env, listing, document, different["media"])
    if "metafields" in different:
        bound = _bound(env, listing, document)
        payload["owners"] = {
            option_key(v.options) or "=": bound[v.external_id]
            for v in document.variants
            if v.external_id in bound
        }
        payload["metafields_gone"] = _gone(
            pushed.get("metafields"), parts["metafields"]
        )
    if "translations" in different:
        gone = _untranslated(pushed.get("translations"), parts["translations"])
        locales = listing.backend_id._locales()
        payload["translations_gone"] = {
            locale: names for locale, names in gone.items() if locale in locales
        }
    payload.update(_variants(env, listing, document, different, pushed))
    return payload


def _gone(before, after):
    """Return [owner, name] of the metafields that are not wanted any more."""
    return [
        [owner, name]
        for owner, found in (before or {}).items()
        for name in found
        if name not in after.get(owner, {})
    ]


def _untranslated(before, after):
    """Return locale -> names of the texts that are not translated any more."""
    gone = {
        locale: sorted(texts.keys() - after.get(locale, {}).keys())
        for locale, texts in (before or {}).items()
    }
    return {locale: names for locale, names in gone.items() if names}


def _files(env, listing, document, part):
    """Return the pictures in order; one the shop lacks with a reference to read it."""
    known = {media.checksum or media.external_id: media for media in document.media}
    files = env["ir.attachment"].sudo()
    missing = [m.checksum for m in document.media if m.checksum and not m.external_id]
    by_checksum = {}
    if missing:
        found = files.search(
            [
                ("checksum", "in", missing),
                ("mimetype", "=like", "image/%"),
                "|",  # naming the field has those of fields found too
                ("res_field", "=", False),
                ("res_field", "!=", False),
            ],
            order="id",
        )
        by_checksum = {file.checksum: file for file in found}
    rows = []
    for entry in part:
        file = by_checksum.get(entry["name"])
        rows.append(
            {
                "name": entry["name"],
                "id": known[entry["name"]].external_id,
                "alt": entry["alt"],
                "ref": file.id if file else None,
                "mimetype": file.mimetype if file else "",
            }
        )
    return rows


def _variants(env, listing, document, different, pushed):
    """Return the variants to send, and whether they are all of them."""
    if not {"variants", "tax", "media"} & different.keys():
        return {}
    pictures = {
        key: entry["name"]
        for entry in different.get("media", ())
        for key in entry["variants"]
    }
    keys = [option_key(v.options) for v in document.variants]
    changed = _changed(different, pushed, keys)
    whole = changed is None or bool(pictures)
    bound = _bound(env, listing, document)
    prices = _prices(env, listing, document, bound)
    rows = []
    for key, variant in zip(keys, document.variants, strict=True):
        if not whole and key not in changed:
            continue
        row = {
            "ref": int(variant.external_id),
            "id": bound.get(variant.external_id, ""),
            "options": [list(option) for option in variant.options],
        }
        if "variants" in different:
            item = different["variants"]["items"][key]
            row["values"] = {name: item[name] for name in VALUES}
        if "tax" in different:
            row["taxable"] = different["tax"][key]
        if key in pictures:
            row["picture"] = pictures[key]
        if variant.external_id in prices:
            row["price"] = prices[variant.external_id]
        rows.append(row)
    return {"variants": rows, "whole": whole}


def _changed(different, pushed, keys):
    """Return the keys of the variants that differ, None when the list itself does."""
    changed = set()
    if "variants" in different:
        found = changed_variants(pushed.get("variants"), different["variants"])
        if found is None:
            return None
        changed |= set(found)
    if "tax" in different:
        before = pushed.get("tax") or {}
        changed |= {key for key in keys if before.get(key) != different["tax"][key]}
    return changed


def _bound(env, listing, document):
    """Return the shop's ids of the variants it has, by Odoo's ids as text."""
    found = env["retail.binding.variant"].search(
        [
            ("backend_id", "=", listing.backend_id.id),
            ("record_id", "in", [int(v.external_id) for v in document.variants]),
        ]
    )
    return {str(binding.record_id.id): binding.external_id for binding in found}


def _prices(env, listing, document, bound):
    """Return the price of the variants the shop gets for the first time."""
    fresh = [
        int(variant.external_id)
        for variant in document.variants
        if variant.external_id not in bound
    ]
    if not fresh:
        return {}
    products = env["product.product"].browse(fresh)
    found = env["retail.exporter.product.price"]._first_prices(
        listing.backend_id, products
    )
    return {str(product_id): amount for product_id, amount in found.items()}
