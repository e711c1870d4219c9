"""Store sales of a shop platform: handed over to the receipts, if so decided."""

from odoo import api, models

from odoo.addons.retail_connector_base.canonical import Register, Store
from odoo.addons.retail_connector_base.importers.importer import PartlyParked
from odoo.addons.retail_connector_base.importers.item import Item

from .receipt_order import is_store_sale, place_of, receipt_of


class RetailImporterOrder(models.AbstractModel):
    """Leave store sales to the receipts where the connection wants it.

    What was booked as a receipt stays one, whatever the platform says of it later.
    """

    _inherit = "retail.importer.order"

    @api.model
    def _import(self, items, backend):
        sales = self._store_sales(items, backend)
        rest = [item for item in items if item not in sales]
        if rest:
            super()._import(rest, backend)
        if sales:
            self._import_sales(sales, backend)

    @api.model
    def _store_sales(self, items, backend):
        """Return the items that are receipts, not orders."""
        if backend.store_sales != "receipt":
            return []
        ids = [item.document.external_id for item in items]
        orders = self.env["retail.binding.order"]._find(backend, ids)
        receipts = self.env["retail.binding.receipt"]._find(backend, ids)
        return [
            item
            for item in items
            if item.document.external_id in receipts
            or (
                item.document.external_id not in orders and is_store_sale(item.document)
            )
        ]

    @api.model
    def _import_sales(self, items, backend):
        """Import store sales as receipts; each item learns what became of it."""
        twins = [
            Item(
                receipt_of(item.document),
                item.event_ids,
                item.event,
                item.version,
            )
            for item in items
        ]
        try:
            self.env["retail.importer.receipt"]._import(twins, backend)
        except PartlyParked as error:
            item_of = {id(t): i for t, i in zip(twins, items, strict=True)}
            raise PartlyParked(
                [(item_of[id(twin)], *rest) for twin, *rest in error.problems]
            ) from None
        for item, twin in zip(items, twins, strict=True):
            item.outcome, item.records = twin.outcome, twin.records
            item.notes += twin.notes

    @api.model
    def _import_or_bisect(self, items, backend=None):
        """List what store sales wait for: it stays when the sales are set aside."""
        items, sales = list(items), []
        if items:
            backend = backend or items[0].event.backend_id
            importer = self.sudo().with_company(backend.company_id)
            fresh = [item for item in items if item.outcome is None]
            sales = importer._store_sales(fresh, backend.sudo())
            places = [place_of(i.document) for i in sales if i.document.place]
            importer._list_places(places, backend.sudo())
        super()._import_or_bisect(items, backend)
        self.env["retail.importer.receipt"]._list_undecided(
            [(item, receipt_of(item.document)) for item in sales], backend
        )

    @api.model
    def _list_places(self, places, backend):
        """List the stores and registers that sales name and nobody told of."""
        known = self.env["retail.pos.register"]._find(
            backend, [(place.location_id, place.register_id) for place in places]
        )
        missing = {}
        for place in places:
            if (place.location_id, place.register_id) not in known:
                missing.setdefault(place.location_id, set()).add(place.register_id)
        if not missing:
            return
        names = self.env["retail.binding.location"]._find(backend, list(missing))
        self.env["retail.importer.store"]._import(
            [
                Item(
                    Store(
                        external_id=location,
                        name=names[location].external_name or location
                        if location in names
                        else location,
                        timezone=backend.timezone or "",
                        currency=backend.currency_id.name or "",
                        registers=tuple(
                            Register(register) for register in sorted(registers)
                        ),
                    )
                )
                for location, registers in missing.items()
            ],
            backend,
        )
