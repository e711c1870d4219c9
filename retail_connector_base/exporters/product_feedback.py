"""What became of the products that were sent."""

from odoo import api, fields, models

from ..models.event_row import sortable


class RetailExporterProduct(models.AbstractModel):
    """Bind what the shop made, and remember what it was told."""

    _inherit = "retail.exporter.product"

    @api.model
    def _delivered(self, rows, results):
        """Take in the answers to one request.

        :param rows: ``retail.outbox`` records
        :param results: PushResult per row; those without one are not settled yet
        """
        answers = {result.key: result for result in results}
        by_key = {
            listing.outbox_key: listing
            for listing in self.env["retail.listing"].search(
                [
                    ("backend_id", "in", rows.backend_id.ids),
                    ("outbox_key", "in", rows.mapped("key")),
                ]
            )
        }
        for row in rows:
            listing, result = by_key.get(row.key), answers.get(row.key)
            if listing is None or result is None:
                continue
            if row.state == "done":
                self._settle(listing, result.answer or {})
            elif row.state == "parked":
                listing.write(
                    {"state": "blocked", "cause": row.cause, "error": row.error}
                )

    def _settle(self, listing, answer):
        """Write down that the shop has what was wanted."""
        if answer.get("deleted"):
            self._forget(listing)
            return
        if not listing.binding_id:
            self.env["retail.metafield.reference"]._look_again(listing.backend_id)
        binding = self._bind(listing, answer)
        self._bind_variants(listing, binding, answer)
        self._keep_media(listing, answer)
        wanted = listing.wanted or {}
        hashes = listing.wanted_hashes or {}
        seen = listing.seen_hashes or {}
        listing.write(
            {
                "binding_id": binding.id,
                "state": "sent",
                "cause": False,
                "error": False,
                "pushed_at": fields.Datetime.now(),
                "pushed": {**(listing.pushed or {}), **wanted},
                "pushed_hashes": {**(listing.pushed_hashes or {}), **hashes},
                "wanted": False,
                "wanted_hashes": False,
                "outbox_key": False,
                # how the shop writes it down is seen at the next reading
                "seen_hashes": {k: v for k, v in seen.items() if k not in hashes},
                **self._for_undo(listing, wanted),
            }
        )

    def _for_undo(self, listing, wanted):
        """Return what taking this change back needs; a new one ends what was kept."""
        pushed, kept = listing.pushed or {}, listing.kept_hashes or {}
        is_undo = (listing.outbox_key or "").startswith("undo:")
        return {
            "settled_key": listing.outbox_key,
            "before": {group: pushed.get(group) for group in wanted},
            "kept_hashes": {
                group: text
                for group, text in kept.items()
                if is_undo or group not in wanted
            },
        }

    def _bind(self, listing, answer):
        Binding = self.env["retail.binding.template"]
        version = sortable(answer["version"]) if answer.get("version") else False
        values = {
            "external_id": answer["id"],
            "record_id": listing.template_id.id,
            "external_name": listing.title or listing.template_id.name,
            "status": listing.status,
        }
        if version:
            values["external_version"] = version
        if answer.get("url"):
            values["external_url"] = answer["url"]
        old = listing.binding_id
        if old and old.external_id != answer["id"]:
            old.unlink()
        return Binding._bind(listing.backend_id, [values])[answer["id"]]

    def _bind_variants(self, listing, binding, answer):
        """Bind the variants that were made, and keep their stock items right."""
        Variant = self.env["retail.binding.variant"]
        answered = answer.get("variants") or ()
        products = {
            product.id: product
            for product in self.env["product.product"]
            .browse([row["ref"] for row in answered])
            .exists()
        }
        counted = self.env["retail.stock.supply"]._counted(
            listing.company_id, self.env["product.product"].browse(list(products))
        )
        rows = []
        for row in answered:
            product = products.get(row["ref"])
            if product is None:
                continue
            rows.append(
                {
                    "external_id": row["id"],
                    "record_id": product.id,
                    "template_binding_id": binding.id,
                    "stock_external_id": row.get("stock_id") or False,
                    "sku": product.default_code or False,
                    "barcode": product.barcode or False,
                    "title": product.display_name,
                    "tracked": product.id in counted,
                }
            )
        known = Variant._find_records(
            listing.backend_id,
            self.env["product.product"].browse(list(products)),
        )
        fresh = {row["external_id"] for row in rows}
        replaced = Variant.union(
            *(b for b in known.values() if b.external_id not in fresh)
        )
        if answer.get("whole"):
            replaced |= Variant.search(
                [
                    ("template_binding_id", "=", binding.id),
                    ("external_id", "not in", list(fresh)),
                ]
            )
        replaced.unlink()
        Variant._bind(listing.backend_id, _news(Variant, listing, rows))

    def _keep_media(self, listing, answer):
        """Remember the ids of the pictures; those no longer there are forgotten."""
        answered = answer.get("media")
        if answered is None:
            return
        known = {media.external_id: media for media in listing.media_ids}
        fresh = []
        for sequence, row in enumerate(answered):
            values = {
                "listing_id": listing.id,
                "sequence": sequence,
                "external_id": row["id"],
                "alt": row.get("alt") or False,
                "state": row.get("status") or "processing",
            }
            media = known.pop(row["id"], None)
            if media:
                media.write(values)
            else:
                fresh.append({**values, "checksum": row["name"]})
        for media in known.values():
            media.unlink()
        self.env["retail.listing.media"].create(fresh)

    def _forget(self, listing):
        """The shop does not have the product any more."""
        binding = listing.binding_id
        self.env["retail.binding.variant"].search(
            [("template_binding_id", "=", binding.id)]
        ).unlink()
        listing.media_ids.unlink()
        listing.write(
            {
                "binding_id": False,
                "state": "new",
                "pushed": False,
                "pushed_hashes": False,
                "seen_hashes": False,
                "wanted": False,
                "wanted_hashes": False,
                "outbox_key": False,
                "cause": False,
                "error": False,
            }
        )
        binding.unlink()


def _news(bindings, listing, rows):
    """Return the rows whose binding is new or says something else."""
    known = bindings._find(listing.backend_id, [row["external_id"] for row in rows])
    news = []
    for row in rows:
        binding = known.get(row["external_id"])
        if binding is None or any(
            (binding[name].id if name.endswith("_id") and name != "external_id"
             and name != "stock_external_id" else binding[name]) != value
            for name, value in row.items()
        ):  # fmt: skip
            news.append(row)
    return news
