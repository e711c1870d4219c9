"""What a platform says of the goods of its orders, to bindings."""

from odoo import api, models

from ..canonical import codec
from .importer_order import fingerprint
from .order_values import naive


class RetailImporterFulfilment(models.AbstractModel):
    """Keep the state of an order's goods; moving them is the deliver job's.

    Nothing is reserved or shipped here: what touches stock waits in a queue, one
    warehouse at a time.
    """

    _name = "retail.importer.fulfilment"
    _inherit = ["retail.importer"]
    _description = "Retail Fulfilment Importer"

    @api.model
    def _import(self, items, backend):
        orders = self.env["retail.importer.order"]
        bindings = orders._locked(backend, [i.document.external_id for i in items])
        items = orders._not_busy(orders._newest(items), bindings)
        news = self._news(items, bindings)
        if not news:
            return
        documents = {bindings[item.document.external_id]: item for item in news}
        self._keep_work(backend, documents)
        self._keep_parcels(backend, documents)
        for binding, item in documents.items():
            binding.write(
                {
                    "fulfilment_state": "todo",
                    "fulfilment_cause": False,
                    "fulfilment_error": False,
                    "fulfilment_version": item.version or False,
                    "fulfilment_hash": fingerprint(codec.encode(item.document)),
                }
            )
            item.done(binding.record_id)
        self._choose_warehouse(backend, documents)
        backend._wake("deliver")

    def _news(self, items, bindings):
        """Return the items that say something new of an order that is here."""
        news = []
        for item in items:
            binding = bindings.get(item.document.external_id)
            if binding is None:
                # Its own import asks for the goods again.
                item.ignored("order_missing", self.env._("The order is not in Odoo."))
            elif (binding.fulfilment_version or "") > (item.version or "~"):
                item.ignored("stale", self.env._("Newer data is here already."))
            elif binding.fulfilment_hash == fingerprint(codec.encode(item.document)):
                item.done(binding.record_id, "unchanged")
            else:
                news.append(item)
        return news

    # --- work orders ---

    def _keep_work(self, backend, documents):
        """Create and update the fulfilment orders; close those that are gone."""
        Work = self.env["retail.binding.fulfilment.order"]
        places = self.env["retail.binding.location"].with_context(active_test=False)
        known = places._find(
            backend,
            {w.location_id for i in documents.values() for w in i.document.work},
        )
        rows = [
            {
                "external_id": work.external_id,
                "order_binding_id": binding.id,
                "location_external_id": work.location_id,
                "location_binding_id": known[work.location_id].id
                if work.location_id in known
                else False,
                "status": work.status,
                "method": work.method,
                "with_service": work.with_service,
                "hold_reason": hold_reason(work),
                "lines": [
                    [line.order_line_id, str(line.quantity), str(line.remaining)]
                    for line in work.lines
                ],
            }
            for binding, item in documents.items()
            for work in item.document.work
        ]
        kept = Work._bind(backend, rows)
        gone = Work.search(
            [
                ("order_binding_id", "in", [binding.id for binding in documents]),
                ("id", "not in", [binding.id for binding in kept.values()]),
                ("status", "not in", ("closed", "cancelled")),
            ]
        )
        if gone:  # merged into another one
            gone.write({"status": "closed"})

    # --- parcels ---

    def _keep_parcels(self, backend, documents):
        """Create and update the shipments that left."""
        self.env["retail.binding.picking"]._bind(
            backend,
            [
                {
                    "external_id": parcel.external_id,
                    "external_name": parcel.name,
                    "order_binding_id": binding.id,
                    "location_external_id": parcel.location_id,
                    "status": parcel.status,
                    "shipped_at": naive(parcel.created_at),
                    "lines": units_by_line(parcel),
                    **tracking_values(parcel.tracking),
                }
                for binding, item in documents.items()
                for parcel in item.document.parcels
            ],
        )

    # --- orders that are not confirmed yet ---

    def _choose_warehouse(self, backend, documents):
        """Confirm orders where the platform has them shipped, if that is one place."""
        places = self.env["retail.order.delivery"]._places(backend)
        for binding in documents:
            order = binding.record_id
            if order.state not in ("draft", "sent"):
                continue
            wanted = {
                places.warehouse(work.location_external_id, order)
                for work in binding.work_ids
                if work._is_open()
            }
            warehouse = wanted.pop() if len(wanted) == 1 else None
            if warehouse and warehouse != order.warehouse_id:
                order.warehouse_id = warehouse
                binding.warehouse_id = warehouse


def hold_reason(work):
    """Return why a fulfilment order is held, for a person; False when it is not."""
    reasons = [
        ": ".join(filter(None, (hold.reason.replace("_", " "), hold.note)))
        for hold in work.holds
    ]
    if not reasons:
        return "on hold" if work.status == "on_hold" else False
    return ", ".join(reasons)


def units_by_line(parcel):
    """Return external order line -> units as text; a line may stand there twice."""
    units = {}
    for line in parcel.lines:
        units[line.order_line_id] = units.get(line.order_line_id, 0) + line.quantity
    return {line: str(quantity) for line, quantity in units.items()}


def tracking_values(tracking):
    """Return the values of a shipment's tracking."""
    carriers = [entry.carrier for entry in tracking if entry.carrier]
    numbers = [entry.number for entry in tracking if entry.number]
    return {
        "carrier": carriers[0] if carriers else False,
        "tracking": ", ".join(numbers) or False,
        "parcels": [[e.carrier, e.number, e.url] for e in tracking],
    }
