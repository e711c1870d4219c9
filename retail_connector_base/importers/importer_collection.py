"""Collections and sales channels of a shop."""

from odoo import api, models
from odoo.fields import Command

from ..exporters.collection import TEXTS


class RetailImporterCollection(models.AbstractModel):
    """List a shop's collections; their content only where the shop owns it."""

    _name = "retail.importer.collection"
    _inherit = "retail.importer"
    _description = "Retail Collection Importer"

    @api.model
    def _import(self, items, backend):
        Collection = self.env["retail.collection"].with_context(
            active_test=False, lang=backend._main_lang()
        )
        known = {
            collection.external_id: collection
            for collection in Collection.search(
                [
                    ("backend_id", "=", backend.id),
                    ("external_id", "in", [i.document.external_id for i in items]),
                ]
            )
        }
        exporter = self.env["retail.exporter.collection"]
        for item in items:
            document = item.document
            collection = known.get(document.external_id)
            if collection and backend.own_collections != "shop":
                item.ignored("not_ours", self.env._("Odoo owns its content."))
                continue
            values = self._values(document)
            if collection is None:
                collection = Collection.create(
                    {
                        **values,
                        "backend_id": backend.id,
                        "external_id": document.external_id,
                    }
                )
            else:
                collection.rule_ids.unlink()
                collection.write(values)
            self._translate(collection, document)
            told = exporter._fingerprint(collection)
            collection.write({"pushed_hash": told, "state": "sent"})
            item.done(collection)

    def _values(self, document):
        return {
            "name": document.title,
            "description_html": document.description_html,
            "handle": document.handle,
            "smart": document.smart,
            "match": document.match,
            "foreign_rules": document.smart and not document.rules,
            "active": True,
            "rule_ids": [
                Command.create(
                    {"field": r.field, "relation": r.relation, "value": r.value}
                )
                for r in document.rules
            ],
        }

    def _translate(self, collection, document):
        """Have the shop's translations; a text it does not translate loses ours."""
        if document.translations is None:
            return
        said = {(text.locale, text.key): text.value for text in document.translations}
        for key, name in TEXTS.items():
            words = {}
            for locale, lang in collection.backend_id._locales().items():
                value = said.get((locale, key))
                ours = collection.with_context(lang=lang.code)[name]
                if collection[name] and ours != (value or collection[name]):
                    words[lang.code] = value or False
            if words:
                collection.update_field_translations(name, words)

    @api.model
    def _gone(self, external_ids, backend):
        """Archive the collections that the shop deleted."""
        found = self.env["retail.collection"].search(
            [("backend_id", "=", backend.id), ("external_id", "in", external_ids)]
        )
        found.sudo().write({"external_id": False, "active": False})


class RetailImporterPublication(models.AbstractModel):
    """List a shop's sales channels."""

    _name = "retail.importer.publication"
    _inherit = "retail.importer"
    _description = "Retail Sales Channel Importer"

    @api.model
    def _import(self, items, backend):
        Publication = self.env["retail.publication"].with_context(active_test=False)
        known = {
            publication.external_id: publication
            for publication in Publication.search([("backend_id", "=", backend.id)])
        }
        for item in items:
            document = item.document
            publication = known.get(document.external_id)
            if publication is None:
                publication = Publication.create(
                    {
                        "backend_id": backend.id,
                        "external_id": document.external_id,
                        "name": document.name,
                    }
                )
                known[document.external_id] = publication
            elif publication.name != document.name:
                publication.name = document.name
            item.done(publication)
