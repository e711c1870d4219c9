"""Collections out: only those that differ from what the shop was told."""

from odoo import api, models

from .product_parts import fingerprint


class RetailExporterCollection(models.AbstractModel):
    """Turn changed collections into outbox rows."""

    _name = "retail.exporter.collection"
    _description = "Retail Collection Exporter"

    @api.model
    def _plan(self, backend):
        """Publish what differs; return how many collections that is."""
        rows = []
        for collection in self.env["retail.collection"].search(
            [("backend_id", "=", backend.id), ("state", "!=", "sent")]
        ):
            mark = self._fingerprint(collection)
            if mark == collection.pushed_hash:
                collection.state = "sent"
                continue
            if collection.state == "waiting" and mark == collection.wanted_hash:
                continue  # on its way already
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
        self.env["retail.outbox"]._publish(backend, "collection", rows)
        return len(rows)

    def _fingerprint(self, collection):
        """Return what tells one content of a collection from another."""
        return fingerprint(self._payload(collection))

    def _payload(self, collection):
        """Return what the shop is told of a collection."""
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
        }

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
