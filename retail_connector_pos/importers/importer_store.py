"""Stores of a platform, their registers and ways to pay."""

from odoo import api, models

from odoo.addons.retail_connector_base.canonical import Store

from ..models.retail_mapping_tender import TYPE_OF


class RetailImporterStore(models.AbstractModel):
    """List stores and registers; a person sets them up, all in one go."""

    _name = "retail.importer.store"
    _inherit = ["retail.importer"]
    _description = "Retail Store Importer"

    @api.model
    def _import(self, items, backend):
        self.env["retail.importer.location"]._import(items, backend)

    @api.model
    def _list(self, items, backend):
        """Create what is new of stores whose locations are known."""
        documents = [item.document for item in items]
        bindings = self.env["retail.binding.location"]._find(
            backend, [document.external_id for document in documents]
        )
        stores = self._stores(backend, documents, bindings)
        self._registers(stores, documents)
        self._tenders(backend, documents)
        for item in items:
            item.done(stores[item.document.external_id])

    @api.model
    def _stores(self, backend, documents, bindings):
        """Create the stores that are new, and follow names of the others."""
        Store_ = self.env["retail.pos.store"].with_context(active_test=False)
        known = {
            store.external_id: store
            for store in Store_.search([("backend_id", "=", backend.id)])
        }
        currencies = {
            currency.name: currency.id
            for currency in self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", [document.currency for document in documents])])
        }
        fresh = []
        for document in documents:
            binding = bindings.get(document.external_id)
            store = known.get(document.external_id)
            if store:
                if store.active != document.active:
                    store.active = document.active
                continue
            warehouse = binding.warehouse_id if binding else None
            fresh.append(
                {
                    "backend_id": backend.id,
                    "external_id": document.external_id,
                    "name": document.name,
                    "active": document.active,
                    "location_binding_id": binding.id if binding else False,
                    "warehouse_id": warehouse.id if warehouse else False,
                    "currency_id": currencies.get(document.currency, False),
                    **({"timezone": document.timezone} if document.timezone else {}),
                }
            )
        for store in Store_.create(fresh):
            known[store.external_id] = store
        return known

    @api.model
    def _registers(self, stores, documents):
        """Create the registers that are new; archive those that are gone."""
        Register = self.env["retail.pos.register"].with_context(active_test=False)
        known = {
            (register.store_id.id, register.external_id): register
            for register in Register.search(
                [("store_id", "in", [store.id for store in stores.values()])]
            )
        }
        fresh = []
        for document in documents:
            store = stores[document.external_id]
            for register in document.registers:
                mine = known.get((store.id, register.external_id))
                if mine is None:
                    fresh.append(
                        {
                            "store_id": store.id,
                            "external_id": register.external_id,
                            "name": register.name or register.external_id,
                            "numbered": register.numbered,
                            "start_sequence": register.first_sequence or 1,
                            "active": register.active,
                        }
                    )
                elif mine.active != register.active:
                    mine.active = register.active
        Register.create(fresh)

    @api.model
    def _tenders(self, backend, documents):
        """Suggest a mapping for each way to pay; cash needs no decision."""
        Mapping = self.env["retail.mapping.tender"]
        types = {
            (tender.gateway, tender.method): tender
            for document in documents
            for tender in document.tenders
        }
        known = {
            (row.gateway, row.method or "")
            for row in Mapping.search([("backend_id", "=", backend.id)])
        }
        missing = {key: tender for key, tender in types.items() if key not in known}
        rows = Mapping._resolve_pairs(backend, missing)
        for row in {row for row in rows.values() if row.state == "suggested"}:
            tender = types.get((row.gateway, row.method or ""))
            if tender is None:
                continue
            booked = TYPE_OF[tender.type]
            row.write(
                Mapping._cash_values()
                if booked == "cash"
                else {"pos_type": booked, "is_gift_card": tender.type == "gift_card"}
            )


class RetailImporterLocation(models.AbstractModel):
    """A location that is a store is listed as one."""

    _inherit = "retail.importer.location"

    @api.model
    def _import(self, items, backend):
        result = super()._import(items, backend)
        stores = [item for item in items if isinstance(item.document, Store)]
        if stores:
            self.env["retail.importer.store"]._list(stores, backend)
        return result
