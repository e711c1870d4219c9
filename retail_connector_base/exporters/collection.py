"""Collections out: only those that differ from what the shop was told."""

from odoo import api, models

from ..models.retail_outbox_record import STUCK
from .product_parts import fingerprint

TEXTS = {"title": "name", "description_html": "description_html"}  # ours -> field


class RetailExporterCollection(models.AbstractModel):
    """Turn changed collections into outbox rows."""

    _name = "retail.exporter.collection"
    _description = "Retail Collection Exporter"

    @api.model
    def _plan(self, backend):
        """Publish what differs; return how many collections that is."""
        rows, planned = [], self.env["retail.collection"]
        for collection in self._ours(backend).filtered(lambda c: c.state != "sent"):
            mark = self._fingerprint(collection)
            if mark == collection.pushed_hash:
                collection.state = "sent"
                continue
            if collection.state == "waiting" and mark == collection.wanted_hash:
                continue  # on its way already
            planned |= collection
            collection.revision += 1
            collection.write({"state": "waiting", "wanted_hash": mark})
            rows.append(
                {
                    "key": f"collection:{collection.key}:{collection.revision}",
                    "res_model": collection._name,
                    "res_id": collection.id,
                    "entity_id": collection.name,
                    "payload": self._payload(collection),
                }
            )
        Outbox = self.env["retail.outbox"]
        refused = Outbox._of(backend, "collection", planned, STUCK).values()
        Outbox.union(*refused).action_ignore()  # it is told anew, as it is now
        Outbox._publish(backend, "collection", rows)
        return len(rows)

    @api.model
    def _ours(self, backend):
        """Return the collections the shop is told of: of its own ones only new ones."""
        domain = [("backend_id", "=", backend.id)]
        if backend.own_collections != "odoo":
            domain.append(("external_id", "=", False))
        return self.env["retail.collection"].search(domain)

    def _fingerprint(self, collection):
        """Return what tells one content of a collection from another."""
        return fingerprint(self._payload(collection))

    def _payload(self, collection):
        """Return what the shop is told of a collection."""
        main = collection.backend_id._main_lang()
        collection = collection.with_context(lang=main)
        translations = self._translations(collection)
        return {
            "id": collection.external_id or "",
            "key": collection.key,
            "title": collection.name,
            "description_html": collection.description_html or "",
            "handle": collection.handle or "",
            "smart": collection.smart,
            "match": collection.match,
            "rules": []
            if collection.foreign_rules
            else [
                {"field": rule.field, "relation": rule.relation, "value": rule.value}
                for rule in collection.rule_ids
            ],
            **({"translations": translations} if translations else {}),
        }

    def _translations(self, collection):
        """Return locale -> {text: translation}, of every language the shop is told."""
        found = {}
        for locale, lang in collection.backend_id._locales().items():
            other = collection.with_context(lang=lang.code)
            found[locale] = {
                key: other[name]
                for key, name in TEXTS.items()
                if other[name] and other[name] != collection[name]
            }
        return found

    @api.model
    def _delivered(self, rows, results):
        """Remember the ids of collections, and what the shop was told."""
        answers = {result.key: result for result in results}
        for row in rows.filtered(lambda row: row.state == "done"):
            collection = self.env["retail.collection"].browse(row.res_id).exists()
            result = answers.get(row.key)
            if not collection or result is None:
                continue
            external_id = result.external_id or collection.external_id
            if external_id != collection.external_id:
                collection.external_id = external_id
            told = fingerprint({**row.payload, "id": external_id})
            same = self._fingerprint(collection) == told
            collection.write(
                {"pushed_hash": told, "state": "sent" if same else "waiting"}
            )
