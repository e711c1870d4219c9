"""Changes of what was told already: tracking, cancellations, holds, second tries."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .fulfilment import KIND, row_key

OPERATORS = ("retail_connector_base.group_operator", "stock.group_stock_user")
NOWHERE = "several_locations"  # cause: nobody said which location a transfer left
REPLACEABLE = ("preview", "pending", "failed", "parked", "dead")


class RetailExporterFulfilment(models.AbstractModel):
    """Publish corrections; a newer one replaces those that were not sent."""

    _inherit = "retail.exporter.fulfilment"

    @api.model
    def _retrack(self, pickings):
        """Tell shops the tracking of transfers that they know."""
        parcels = self.env["retail.binding.picking"].search(
            [("record_id", "in", pickings.ids), ("status", "=", "success")]
        )
        for backend, mine in parcels.grouped("backend_id").items():
            carriers = self._carriers(backend, mine.record_id)
            for parcel in mine:
                notify = backend.notify_shipment == "tracking"
                tracking = self._tracking(parcel.record_id, carriers)
                self._change(parcel, "track", {**tracking, "notify": notify})

    @api.model
    def _request(self, parcels, action):
        """Publish a change of shipments that a person asks for."""
        self._check_operator()
        for parcel in parcels.sudo().filtered(lambda p: p.status == "success"):
            self.sudo()._change(parcel, action, {})

    def _change(self, parcel, action, values):
        order = parcel.order_binding_id
        payload = {
            "action": action,
            "order_id": order.external_id,
            "fulfilment_id": parcel.external_id,
            **values,
        }
        self._replace(parcel, order, action, payload)

    @api.model
    def _hold(self, pickings, held):
        """Hold or release the goods of orders, here at once and at the shop."""
        self._check_operator()
        pickings = pickings.sudo().filtered("sale_id.retail_backend_id")
        for order in pickings.sale_id.retail_binding_ids:
            transfers = order.record_id.picking_ids.filtered(
                lambda p: p.state not in ("done", "cancel")
            )
            transfers.write({"retail_hold_ours": held})
            payload = {
                "action": "hold" if held else "release",
                "order_id": order.external_id,
                "handle": f"odoo-{order.id}",
                "note": self.env._("Held in Odoo by %s", self.env.user.name),
            }
            self.sudo()._replace(order, order, payload["action"], payload)

    @api.model
    def _ready(self, pickings):
        """Have shops tell customers that what they come for is ready, once."""
        self._check_operator()
        works = self.env["retail.binding.fulfilment.order"].union(
            *(p._retail_pickups() for p in pickings.sudo())
        )
        for work in works.filtered(lambda one: not one.ready_at):
            order = work.order_binding_id
            payload = {
                "action": "ready",
                "order_id": order.external_id,
                "work_id": work.external_id,
            }
            self.sudo()._replace(work, order, "ready", payload)
        works.write({"ready_at": fields.Datetime.now()})

    def _replace(self, record, order, action, payload):
        """Publish a change; those of the same kind that were not sent are void."""
        backend = order.backend_id
        rows = self.env["retail.outbox"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("kind", "=", KIND),
            ]
        )
        family = (
            {action, "hold", "release"} if action in ("hold", "release") else {action}
        )
        old = rows.filtered(
            lambda row: row.state in REPLACEABLE and row.payload.get("action") in family
        )
        old.action_ignore("replaced by a newer one")
        self.env["retail.outbox"]._publish(
            backend,
            KIND,
            [
                {
                    "key": row_key(
                        backend.id, action, record._name, record.id, len(rows)
                    ),
                    "res_model": record._name,
                    "res_id": record.id,
                    "entity_id": order.external_id,
                    "payload": payload,
                }
            ],
        )

    # --- shipments ---

    @api.model
    def _found(self, parcel, picking):
        """Bind a shipment that the shop has already; it is not told again."""
        parcel.write({"record_id": picking.id, "state": "applied", "origin": "odoo"})
        picking.write({"retail_goods_state": "sent", "retail_goods_error": False})
        self._rows_of(picking, REPLACEABLE).action_ignore("found at the shop")

    @api.model
    def _again(self, pickings):
        """Tell shops once more of transfers they refused.

        Where a transfer left is part of what was sent: if the shop refused it for that,
        it is planned anew from the locations that are mapped now.
        """
        self._check_operator()
        for picking in pickings.sudo():
            rows = self.sudo()._rows_of(picking, ("parked", "dead"))
            if set(rows.mapped("cause")) == {NOWHERE}:
                rows.action_ignore("planned anew")
                picking.write(
                    {"retail_goods_state": "waiting", "retail_goods_error": False}
                )
                picking.retail_backend_id._wake_goods()
                continue
            rows.action_retry()
            picking.write(
                {"retail_goods_state": "sending", "retail_goods_error": False}
            )

    @api.model
    def _retry_held(self, binding):
        """Tell the shop what it refused only because the order was on hold."""
        for picking in binding.record_id.picking_ids.filtered(
            lambda p: p.retail_goods_state == "refused"
        ):
            rows = self._rows_of(picking, ("parked",))
            if rows and set(rows.mapped("cause")) == {"on_hold"}:
                rows.action_retry()
                picking.write(
                    {"retail_goods_state": "sending", "retail_goods_error": False}
                )

    @api.model
    def _send_again(self, parcels):
        """Have shipments told as new ones that the shop cancelled by mistake."""
        self._check_operator()
        for parcel in parcels.sudo().filtered(lambda p: p.state == "conflict"):
            parcel.write({"state": "reversed"})
            parcel.record_id.write({"retail_goods_state": "waiting"})
            parcel.backend_id._wake_goods()

    def _rows_of(self, picking, states):
        return self.env["retail.outbox"].search(
            [
                ("res_model", "=", "stock.picking"),
                ("res_id", "=", picking.id),
                ("kind", "=", KIND),
                ("state", "in", states),
            ]
        )

    def _check_operator(self):
        """Raise unless the user may decide about goods."""
        if not (self.env.su or any(map(self.env.user.has_group, OPERATORS))):
            raise AccessError(
                self.env._("Only operators and warehouse users may do this.")
            )
