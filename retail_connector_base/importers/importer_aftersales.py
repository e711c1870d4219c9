"""What comes after a sale waits for its order, and asks for it."""

from odoo import api, models

from ..platforms import Notice


class RetailImporterAftersales(models.AbstractModel):
    """What refunds and returns share: they wait for their order."""

    _name = "retail.importer.aftersales"
    _description = "Retail After-sales Importer"

    @api.model
    def _with_content(self, items, name):
        """Return the items that tell anything; an order without is done with."""
        for item in items:
            if not getattr(item.document, name):
                item.done(None, "nothing")
        return [item for item in items if item.outcome is None]

    @api.model
    def _orders(self, items, backend):
        """Return (external id -> order binding), items whose order is here and free."""
        Order = self.env["retail.importer.order"]
        found = Order._locked(backend, [item.document.external_id for item in items])
        items = Order._not_busy(items, found)
        ready = [item for item in items if item.document.external_id in found]
        missing = [item for item in items if item.document.external_id not in found]
        if missing:
            self._await_orders(missing, backend)
        return {key: binding for key, binding in found.items() if binding}, ready

    @api.model
    def _await_orders(self, items, backend):
        """Park what comes before its order; ask for orders nobody told of."""
        ids = [item.document.external_id for item in items]
        events = self.env["retail.event"].search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", "order"),
                ("entity_id", "in", ids),
            ],
            order="id",
        )
        last = {event.entity_id: event for event in events}
        wanted = []
        for item in items:
            order_id = item.document.external_id
            event = last.get(order_id)
            if event and event.state == "ignored" and event.cause != "superseded":
                item.ignored("order_ignored", self.env._("Its order is not imported."))
                continue
            item.parked("order_missing", self.env._("Its order is not in Odoo yet."))
            if event is None:
                wanted.append(
                    Notice(
                        key=f"aftersales:{order_id}",
                        topic="aftersales/order",
                        kind="order",
                        entity_id=order_id,
                    )
                )
        if wanted:
            self.env["retail.event"]._receive(backend, wanted, "poll")
