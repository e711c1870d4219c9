"""Decide what a shop has to be told about products."""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from odoo import api, models

from ..models.retail_listing import GONE
from .metafield_value import WrongValue
from .product_parts import fingerprint, fingerprints, parts_of, without_blanks
from .product_payload import payload_of

PLAN_LIMIT = 500  # products a job looks at; bounds its memory and its transaction
REQUEST_BYTES = 8_000_000  # of payloads in one request
# Lists the shop was never told of, and of which Odoo has nothing, are left alone.
LISTS = {"media", "metafields", "collections", "publications", "translations"}
OPEN = ("pending", "preview", "failed", "parked", "dead")


@dataclass
class Plan:
    """What a run of the planning found."""

    looked: int = 0
    busy: bool = False
    rows: list[dict] = field(default_factory=list)


class RetailExporterProduct(models.AbstractModel):
    """Turn marks into outbox rows: of each product only the parts that differ."""

    _name = "retail.exporter.product"
    _description = "Retail Product Exporter"

    @api.model
    def _plan(self, backend, limit=PLAN_LIMIT):
        """Work off marks; return the Plan. Call with the planning lane locked."""
        dirty = self.env["retail.product.dirty"]
        ids = dirty._take(backend, limit)
        listings = self.env["retail.listing"].browse(ids).exists()
        plan = Plan(looked=len(listings))
        busy = self._being_sent(backend, listings)
        if busy:
            plan.busy = True
            dirty._listings(busy)
            self.env.cr.precommit.run()
        listings -= busy
        changes = self._evaluate(backend, listings)
        self._supersede(backend, changes)
        for listing in listings:
            self._decide(listing, changes[listing.id], plan)
        self._publish(backend, plan)
        return plan

    @api.model
    def _evaluate(self, backend, listings):
        """Return listing id -> (document, parts to send, blocker); write nothing."""
        listings.fetch(["pushed"])
        documents, blocked = self._documents(backend, listings)
        owned = backend._owned()
        changes = {}
        for listing in listings:
            document = documents.get(listing.id)
            if document is None:
                changes[listing.id] = (None, {}, blocked[listing.id])
                continue
            if listing.cause in GONE and self._is_withdrawn(listing):
                self._forget(listing)  # it cannot be taken off where it is not
            parts = self._wanted(backend, listing, document, owned)
            known, kept = listing.pushed_hashes or {}, listing.kept_hashes or {}
            different = {
                group: part
                for group, part in parts.items()
                if fingerprint(part) not in (known.get(group), kept.get(group))
            }
            if not listing.binding_id and self._is_withdrawn(listing):
                different = {}  # it never was in the shop
            blocker = self._blocker(backend, document) if different else None
            changes[listing.id] = (document, different, blocker)
        return changes

    def _documents(self, backend, listings):
        """Return (listing id -> Product, listing id -> blocker)."""
        maker = self.env["retail.exporter.product.document"]
        try:
            return maker._documents(backend, listings), {}
        except WrongValue as error:
            if len(listings) == 1:
                return {}, {listings.id: ("metafield_value", str(error))}
        documents, blocked = {}, {}
        for listing in listings:
            found, bad = self._documents(backend, listing)
            documents.update(found)
            blocked.update(bad)
        return documents, blocked

    def _wanted(self, backend, listing, document, owned):
        """Return the parts the shop should have, of the groups Odoo owns.

        A new product is created whole; of one that is not sold any more only its
        status counts, what else it has stays as it is.
        """
        parts = parts_of(document)
        if self._is_withdrawn(listing):
            keep = backend.on_archive == "keep"
            return {} if keep else {"status": backend.on_archive}
        if listing.binding_id:
            parts = {group: part for group, part in parts.items() if group in owned}
        if "variants" in parts:
            before = (listing.pushed or {}).get("variants")
            parts["variants"] = without_blanks(before, parts["variants"])
        told = listing.pushed_hashes or {}
        return {
            group: part
            for group, part in parts.items()
            if group in told or group not in LISTS or (part and part != {"": {}})
        }

    def _is_withdrawn(self, listing):
        return not (listing.offered and listing.template_id.active)

    def _blocker(self, backend, document):
        """Return (cause, sentence) of what the platform would refuse, or None."""
        adapter = backend._adapter_class()
        limits = adapter.product_limits if adapter else {}
        for name, count, cause, sentence in (
            (
                "options",
                len(document.options),
                "too_many_options",
                self.env._("It has %(count)s options, the shop takes %(limit)s."),
            ),
            (
                "variants",
                len(document.variants),
                "too_many_variants",
                self.env._("It has %(count)s variants, the shop takes %(limit)s."),
            ),
        ):
            if count > limits.get(name, count):
                return cause, sentence % {"count": count, "limit": limits[name]}
        keys = [variant.options for variant in document.variants]
        if len(set(keys)) < len(keys):
            return "same_options", self.env._("Two variants have the same options.")
        return None

    # --- writing ---

    def _being_sent(self, backend, listings):
        """Return the listings with a change under way: what follows waits for it."""
        keys = [listing.outbox_key for listing in listings if listing.outbox_key]
        self.env["retail.outbox"].flush_model()
        rows = self.env["retail.outbox"].search(
            [
                ("backend_id", "=", backend.id),
                ("key", "in", keys),
                ("state", "=", "sending"),
            ]
        )
        sending = set(rows.mapped("key"))
        return listings.filtered(lambda listing: listing.outbox_key in sending)

    def _supersede(self, backend, changes):
        """Close the changes that these make pointless: they are contained in them."""
        listings = self.env["retail.listing"].browse(list(changes))
        keys = [
            listing.outbox_key
            for listing in listings
            if listing.outbox_key and not self._is_pending(listing, changes)
        ]
        if keys:
            self.env.cr.execute(
                """
                UPDATE retail_outbox
                   SET state = 'superseded', done_at = now() AT TIME ZONE 'UTC'
                 WHERE backend_id = %s AND key = ANY(%s) AND state = ANY(%s)
                """,
                [backend.id, keys, list(OPEN)],
            )
            self.env["retail.outbox"].invalidate_model()

    def _is_pending(self, listing, changes):
        """Return whether exactly this is on its way already."""
        _document, different, blocker = changes[listing.id]
        return (
            bool(different)
            and not blocker
            and listing.state == "waiting"
            and listing.wanted_hashes == fingerprints(different)
        )

    def _decide(self, listing, change, plan):
        document, different, blocker = change
        if blocker:
            cause, sentence = blocker
            listing.write({"state": "blocked", "cause": cause, "error": sentence})
            return
        if not different:
            state = "sent" if listing.pushed_hashes else "new"
            listing.write({"state": state, "cause": False, "error": False})
            return
        if self._is_pending(listing, {listing.id: change}):
            return
        revision = listing.revision + 1
        key = f"product:{listing.key}:{revision}"
        payload = payload_of(self.env, listing, document, different)
        listing.write(
            {
                "state": "waiting",
                "cause": False,
                "error": False,
                "revision": revision,
                "outbox_key": key,
                "wanted": different,
                "wanted_hashes": fingerprints(different),
            }
        )
        plan.rows.append(
            {
                "key": key,
                "res_model": "product.template",
                "res_id": listing.template_id.id,
                "entity_id": document.title,
                "payload": payload,
            }
        )

    def _publish(self, backend, plan):
        """Write the outbox rows; requests stay small enough to be carried."""
        adapter = backend._adapter_class()
        most = (adapter and adapter.max_push.get("product")) or 50
        requests, size = defaultdict(list), 0
        number = 0
        for row in plan.rows:
            length = len(json.dumps(row["payload"]))
            if requests[number] and (
                size + length > REQUEST_BYTES or len(requests[number]) >= most
            ):
                number, size = number + 1, 0
            requests[number].append(row)
            size += length
        outbox = self.env["retail.outbox"]
        for rows in requests.values():
            outbox._publish(backend, "product", rows)

    # --- gone ---

    @api.model
    def _withdraw(self, listings):
        """Tell the shops of products that are deleted in Odoo."""
        for listing in listings.filtered("binding_id"):
            backend = listing.backend_id
            adapter = backend._adapter_class()
            if backend.on_archive == "keep" or not adapter:
                continue
            if "product" not in adapter.pushes:
                continue
            self.env["retail.outbox"]._publish(
                backend,
                "product",
                [
                    {
                        "key": f"product:{listing.key}:gone",
                        "entity_id": listing.display_name,
                        "payload": {
                            "id": listing.binding_id.external_id,
                            "key": listing.key,
                            "delete": backend.on_archive == "delete",
                            "parts": {"status": backend.on_archive},
                        },
                    }
                ],
            )
