"""A flow of shipments to the shop: plan them, and answer for it."""

from ..platforms import PushResult
from .goods_common import GoodsCase


class GoodsOutCase(GoodsCase):
    """Ship, plan, and answer as the shop does."""

    def setUp(self):
        super().setUp()
        self.flow = self.open_flow()

    def rows(self, action=None, **values):
        """Return the outbox rows of goods, oldest first."""
        domain = [("backend_id", "=", self.backend.id), ("kind", "=", "fulfilment")]
        domain += [(name, "=", value) for name, value in values.items()]
        rows = self.env["retail.outbox"].search(domain, order="id")
        return rows.filtered(
            lambda row: action is None or row.payload["action"] == action
        )

    def plan(self):
        self.backend._job_plan_fulfilment()
        return self.rows()

    def answer(self, rows, *ids, error=None):
        """Answer rows as the shop does: with a fulfilment's id each, or an error."""
        results = [
            PushResult(
                row.key, external_id=each or "", answer={"id": each}, error=error
            )
            for row, each in zip(rows, ids or [None] * len(rows), strict=True)
        ]
        rows._record(results)
        self.env.invalidate_all()

    def shipped(self, **units):
        """Return an order of which these units were shipped, and its transfer."""
        order, binding = self.sell()
        self.says(self.work(l1=2, l2=3))
        picking = order.picking_ids
        picking.write({"carrier_tracking_ref": "A1, A2", "retail_carrier": "dhl"})
        return order, binding, self.ship(picking, **units)
