"""What a shop shows of a product: adopted, taken over, or corrected by a send."""

from dataclasses import replace

from odoo import api, models

from ..exporters.metafield_value import REFERENCES, WrongValue, read
from ..exporters.product_parts import fingerprints, parts_of
from ..platforms import Notice


class RetailImporterListing(models.AbstractModel):
    """Compare each group of fields with what the shop was told, and act by its owner.

    A group the shop shows for the first time is adopted. After that the shop's groups
    are written into Odoo; Odoo's are sent again where the shop shows something else.
    What comes back of our own change is only noted: a platform may write a text in
    another way than it was sent, so the first reading after a change says how.
    """

    _name = "retail.importer.listing"
    _description = "Retail Listing Importer"

    @api.model
    def _take_in(self, backend, pairs):
        """Take in (document, template binding) pairs; return what was done, by id.

        :return: external id -> list of (group, adopted, taken or drift)
        """
        pairs = [(doc, binding) for doc, binding in pairs if binding.record_id]
        listings = self._listings(backend, pairs)
        documents = self._normalized(backend, pairs, listings)
        done, drifted = {}, self.env["retail.listing"]
        for document, binding in pairs:
            listing = listings[binding.record_id.id]
            if listing.binding_id != binding:
                listing.binding_id = binding
            notes = self._compare(backend, listing, documents[document.external_id])
            done[document.external_id] = notes
            if any(what != "taken" for _group, what in notes):
                drifted |= listing
        self.env["retail.product.dirty"]._listings(drifted)
        return done

    def _listings(self, backend, pairs):
        """Return template id -> listing; adopt the products that have none."""
        Listing = self.env["retail.listing"]
        templates = self.env["product.template"].union(
            *(binding.record_id for _doc, binding in pairs)
        )
        found = Listing.search(
            [("backend_id", "=", backend.id), ("template_id", "in", templates.ids)]
        )
        known = {listing.template_id.id: listing for listing in found}
        keys = {
            listing.key
            for listing in Listing.search(
                [("key", "in", [doc.key for doc, _b in pairs if doc.key])]
            )
        }
        fresh = [
            {
                "backend_id": backend.id,
                "template_id": binding.record_id.id,
                "binding_id": binding.id,
                "status": doc.status,
                **({"key": doc.key} if doc.key and doc.key not in keys else {}),
            }
            for doc, binding in pairs
            if binding.record_id.id not in known
        ]
        for listing in Listing.create(fresh):
            known[listing.template_id.id] = listing
        return known

    # --- the same words as ours ---

    def _normalized(self, backend, pairs, listings):
        """Return external id -> document in which things are named as we do."""
        collections = self._known_collections(backend, pairs)
        mapped = {
            (m.owner, m.namespace, m.key)
            for m in self.env["retail.metafield"].search(
                [("backend_id", "=", backend.id), ("direction", "=", "out")]
            )
        }
        found = {}
        for document, binding in pairs:
            listing = listings[binding.record_id.id]
            found[document.external_id] = self._normalize(
                document, listing, collections, mapped
            )
        return found

    def _known_collections(self, backend, pairs):
        """Return external id -> collection; have the unknown ones read."""
        ids = {c for doc, _binding in pairs for c in doc.collections or ()}
        known = {
            collection.external_id: collection
            for collection in self.env["retail.collection"]
            .with_context(active_test=False)
            .search([("backend_id", "=", backend.id), ("external_id", "in", list(ids))])
        }
        missing = sorted(ids - known.keys())
        if missing:
            self.env["retail.event"].sudo()._receive(
                backend,
                [
                    Notice(
                        key=f"referenced:{one}",
                        topic="referenced",
                        kind="collection",
                        entity_id=one,
                    )
                    for one in missing
                ],
                "reference",
            )
        return known

    def _normalize(self, document, listing, collections, mapped):
        names = {m.external_id: m.checksum for m in listing.media_ids if m.checksum}
        media = document.media and tuple(
            replace(m, checksum=names.get(m.external_id, "")) for m in document.media
        )
        variants = tuple(
            replace(
                v,
                media_ids=tuple(names.get(m, m) for m in v.media_ids),
                metafields=self._mapped(v.metafields, "variant", mapped),
            )
            for v in document.variants
        )
        chosen = document.collections
        if chosen is not None:
            unknown = [one for one in chosen if one not in collections]
            chosen = (
                None
                if unknown
                else tuple(one for one in chosen if not collections[one].smart)
            )
        return replace(
            document,
            media=media,
            variants=variants,
            collections=chosen,
            metafields=self._mapped(document.metafields, "template", mapped),
            translations=self._translated(document, listing.backend_id._locales()),
        )

    def _translated(self, document, locales):
        """Return the texts in our languages that say something else than the main."""
        if document.translations is None or not locales:
            return None
        main = document.texts()
        return tuple(
            text
            for text in document.translations
            if text.locale in locales
            and text.key in main
            and text.value != main[text.key]
        )

    def _mapped(self, metafields, owner, mapped):
        if metafields is None:
            return None
        return tuple(m for m in metafields if (owner, m.namespace, m.key) in mapped)

    # --- by owner ---

    def _compare(self, backend, listing, document):
        """Act on each group; return what was done."""
        parts = parts_of(document)
        hashes = fingerprints(parts)
        pushed = dict(listing.pushed or {})
        known = dict(listing.pushed_hashes or {})
        seen = dict(listing.seen_hashes or {})
        waiting = listing.wanted_hashes or {}
        apply = self.env["retail.importer.listing.apply"]
        notes = []
        for group, part in parts.items():
            what = self._verdict(
                backend[f"own_{group}"],
                hashes[group],
                known.get(group),
                seen.get(group),
            )
            if group in waiting:
                continue  # a change is on its way; what it leads to is seen then
            if what in ("adopted", "taken"):
                apply._apply(listing, group, document, backend[f"own_{group}"])
            if what:
                pushed[group], known[group] = part, hashes[group]
                notes.append((group, what))
            seen[group] = hashes[group]
        self._update_media(listing, document)
        values = {}
        if notes:
            values.update(pushed=pushed, pushed_hashes=known)
        if seen != (listing.seen_hashes or {}):
            values["seen_hashes"] = seen
        if values:
            listing.write(values)
        return notes

    def _verdict(self, owner, shown, known, seen):
        """Return adopted, taken, drift, or nothing for what is as it was told."""
        if known is None:
            return "adopted"
        if shown in (known, seen):
            return ""
        if owner == "odoo":
            return "drift" if seen else ""
        return "taken" if owner == "shop" else "drift"

    def _update_media(self, listing, document):
        """Note which pictures are ready, and which the shop refused."""
        states = {media.external_id: media for media in document.media or ()}
        for media in listing.media_ids:
            shown = states.get(media.external_id)
            if shown and (shown.status, shown.url or False) != (media.state, media.url):
                media.write({"state": shown.status, "url": shown.url or media.url})

    # --- metafields the shop owns ---

    @api.model
    def _take_metafields(self, backend, pairs, variants):
        """Write the metafields that the shop owns into their fields.

        :param variants: external id -> variant binding
        """
        mapping = {
            (m.owner, m.namespace, m.key): m
            for m in self.env["retail.metafield"].search(
                [("backend_id", "=", backend.id), ("direction", "=", "in")]
            )
        }
        if not mapping:
            return
        for document, binding in pairs:
            owners = [("template", binding.record_id, document.metafields)]
            owners += [
                ("variant", variants[v.external_id].record_id, v.metafields)
                for v in document.variants
                if v.external_id in variants
            ]
            for owner, record, metafields in owners:
                self._write_metafields(backend, owner, record, metafields, mapping)

    def _write_metafields(self, backend, owner, record, metafields, mapping):
        if not record or metafields is None:
            return
        values = {}
        for metafield in metafields:
            mapped = mapping.get((owner, metafield.namespace, metafield.key))
            if mapped:
                try:
                    values[mapped.field_id.name] = self._read(
                        backend, mapped, metafield.value
                    )
                except WrongValue:
                    continue  # another type there: it is left as it is
        values = {
            name: value
            for name, value in values.items()
            if record._fields[name].convert_to_write(record[name], record) != value
        }
        if values:
            record.write(values)

    def _read(self, backend, mapped, text):
        if mapped.type in REFERENCES:
            reference = self.env["retail.metafield.reference"]
            return reference._value(backend, mapped, text)
        return read(mapped.type, text)
