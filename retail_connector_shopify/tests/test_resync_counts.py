"""A full re-sync says beforehand how much it is, of everything a shop has."""

from odoo.tests import tagged

from .refund_case import RefundFlowCase


@tagged("post_install", "-at_install", "retail")
class TestResyncCounts(RefundFlowCase):
    """What the preview counts is what the reading finds."""

    def look(self, flow):
        resync = self.env["retail.resync"].create(
            {"backend_id": self.backend.id, "flow_id": flow.id}
        )
        resync.action_preview()
        return resync

    def found(self, kind):
        """Return the ids of what a reading from the beginning finds."""
        adapter, cursor, ids = self.backend._adapter(), None, []
        while True:
            page = adapter.changes(kind, None, cursor)
            ids += [notice.entity_id for notice in page.notices]
            cursor = page.cursor
            if cursor is None:
                return ids

    def test_every_kind_is_counted_before_it_is_read(self):
        bindings = [self._sell(plain=True, country="US") for _order in range(3)]
        for binding in bindings[:2]:
            self._ship(binding)
        self._act(bindings[0], "refund", lines=[[0, 1]])
        self._tell("refunds/create", bindings[0].external_id)
        self._act(bindings[1], "open_return", lines=[[0, 1]])
        self.control("pay_out")
        counted = {}
        for flow in self.backend.flow_ids.filtered(lambda f: f.direction == "in"):
            if flow.kind == "stock":
                continue
            resync = self.look(flow)
            counted[flow.kind] = resync.read_count
            self.assertEqual(
                resync.read_count, len(self.found(flow.kind)), f"{flow.kind} counted"
            )
        self.assertGreaterEqual(
            counted.items(),
            {"order": 3, "refund": 1, "return": 1, "fulfilment": 5}.items(),
        )
        self.assertTrue(counted["settlement"] and counted["location"])
        # One that no root of the platform counts is read with progress, to its end.
        flow = self.backend.flow_ids.filtered(lambda f: f.code == "settlement_in")
        flow.paused = False
        resync = self.look(flow)
        resync.action_start()
        for _step in range(5):
            self.backend._job_backfill(resync.backfill_id.id)
        self.env.invalidate_all()
        self.assertEqual(resync.total, counted["settlement"])
        self.drain()
        resync.action_refresh()
        self.assertEqual((resync.state, resync.progress), ("done", 100.0))
