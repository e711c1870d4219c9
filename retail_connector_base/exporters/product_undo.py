"""Take back what a shop was told of a product: it gets again what it had before."""

from odoo import api, models

from . import product_undo_parts as parts
from .product_parts import GROUPS, fingerprints
from .product_payload import payload_of

LABELS = {
    "weight_kg": "weight",
    "hs_code": "customs number",
    "origin_country": "country of origin",
    "cost": "cost",
}


class RetailExporterProduct(models.AbstractModel):
    """Know what taking back a product's change means, and do it."""

    _inherit = "retail.exporter.product"

    @api.model
    def _undo_plan(self, rows):
        """Return outbox row -> (payload or None, reason why not).

        Only the change that was sent last is taken back, as a whole or not at all.
        """
        plan = {}
        for backend, mine in rows.grouped("backend_id").items():
            listings = self._settled_by(backend, mine)
            reasons = {row: self._why_not(row, listings.get(row.key)) for row in mine}
            ours = self.env["retail.listing"].union(
                *(listings[row.key] for row in mine if not reasons[row])
            )
            documents = self._documents(backend, ours)[0] if ours else {}
            for row, reason in reasons.items():
                payload = None
                if not reason:
                    listing = listings[row.key]
                    document = documents.get(listing.id)
                    reason = self._obstacle(listing, document)
                if not reason:
                    payload = payload_of(self.env, listing, document, listing.before)
                plan[row] = (payload, reason)
        return plan

    def _settled_by(self, backend, rows):
        """Return key of a row -> the listing whose last change it was."""
        found = self.env["retail.listing"].search(
            [
                ("backend_id", "=", backend.id),
                ("settled_key", "in", rows.mapped("key")),
            ]
        )
        return {listing.settled_key: listing for listing in found}

    def _why_not(self, row, listing):
        if row.state != "done":
            return self.env._("It was not delivered.")
        if not row.payload.get("id"):
            return self.env._("The shop made the product of it: archive it in Odoo.")
        if listing is None:
            return self.env._("A later change was sent.")
        if listing.state != "sent" or listing.outbox_key:
            return self.env._("Another change of it is under way.")
        if any(part is None for part in listing.before.values()):
            return self.env._("What the shop held before is not known.")
        return ""

    def _obstacle(self, listing, document):
        """Return why variants or pictures of a change cannot be given back."""
        pictures = {media.checksum or media.external_id for media in document.media}
        found = parts.obstacle(listing.before, listing.pushed or {}, pictures)
        if not found:
            return ""
        reason, name = found
        return {
            parts.VARIANTS: self.env._(
                "Variants were added or removed with it or since: the shop made new "
                "ones of them. Change them in Odoo."
            ),
            parts.VALUES: self.env._(
                "The shop had no %s of a variant before, and it cannot be emptied "
                "there: correct it in Odoo.",
                LABELS.get(name, name),
            ),
            parts.PICTURES: self.env._(
                "The picture %s was removed from the shop and is not in Odoo any more: "
                "add it to the product again.",
                name,
            ),
        }[reason]

    @api.model
    def _undo_words(self, payload):
        """Return what a payload says, short."""
        found = [group for group in payload["parts"] if group in GROUPS]
        rows = payload.get("variants") or ()
        found += ["variants"] if any("values" in row for row in rows) else []
        found += ["tax"] if any("taxable" in row for row in rows) else []
        found += ["media"] if payload.get("media") is not None else []
        groups = [GROUPS[group] for group in found]
        text = payload["parts"].get("text") or {}
        return ": ".join(filter(None, (", ".join(groups), text.get("title"))))

    @api.model
    def _undo(self, plan):
        """Send what was before; what Odoo has stays back until it changes.

        :param plan: outbox row -> payload
        """
        rows = self.env["retail.outbox"].union(*plan)
        for backend, mine in rows.grouped("backend_id").items():
            listings = self._settled_by(backend, mine)
            values = [
                self._take_back(row, listings[row.key], plan[row]) for row in mine
            ]
            self.env["retail.outbox"]._publish(backend, "product", values)

    def _take_back(self, row, listing, payload):
        """Have a listing wait for what was before; return the outbox row's values."""
        told = listing.pushed_hashes or {}
        listing.write(
            {
                "state": "waiting",
                "revision": listing.revision + 1,
                "outbox_key": f"undo:{row.key}",
                "wanted": listing.before,
                "wanted_hashes": fingerprints(listing.before),
                "kept_hashes": {
                    **(listing.kept_hashes or {}),
                    **{group: told[group] for group in listing.before},
                },
            }
        )
        return {
            "key": listing.outbox_key,
            "res_model": row.res_model,
            "res_id": row.res_id,
            "entity_id": row.entity_id,
            "payload": payload,
        }
