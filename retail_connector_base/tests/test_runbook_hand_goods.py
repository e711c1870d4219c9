"""Whoever follows only the runbook gets goods where they are at the shop."""

from datetime import UTC, datetime
from unittest.mock import patch

from odoo.tests import tagged

from ..platforms import ADAPTERS, PushResult
from .goods_common import STORE
from .goods_out_common import GoodsOutCase
from .runbook_shop import CODE, PaperShop, ShopStories

BOOKED = ("line_missing", "shadow")  # where money moves as well as goods


class ToldShop(PaperShop):
    """A shop that is told of shipments and numbers them."""

    kinds = PaperShop.kinds | {"return"}
    pushes = frozenset({"fulfilment"})
    told = []  # payloads, in the order they came

    def push_many(self, kind, items, key):
        self.told.extend(item.payload for item in items)
        ids = [f"f{len(self.told) - n}" for n in reversed(range(len(items)))]
        return [
            PushResult(item.key, external_id=each, answer={"id": each})
            for item, each in zip(items, ids, strict=True)
        ]


@tagged("post_install", "-at_install", "retail")
class TestRunbookHandGoods(ShopStories, GoodsOutCase):
    """Shipments of either side that do not fit, and goods that come back."""

    stories = (
        "line_missing",
        "move_too_late",
        "return_reason_unmapped",
        "fulfilment_cancelled",
        "fulfilment_exceeds",
        "shadow",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patcher = patch.dict(ADAPTERS, {CODE: ToldShop})
        patcher.start()
        cls.addClassCleanup(patcher.stop)

    def test_each_page_leads_to_its_end(self):
        self.walk_all()

    def walk(self, cause, steps):
        ToldShop.told = []
        self.backend.accounting_policy = "invoice" if cause in BOOKED else "none"
        super().walk(cause, steps)

    def push(self):
        """Have the shop told of what left."""
        self.backend._job_plan_fulfilment()
        self.backend._job_push("fulfilment")
        self.env.invalidate_all()

    def sell_both(self, number="1001"):
        """Have an order of two mugs and three tees; return its sales order."""
        lines = [self.line("l1", 10, 2), self.line("l2", 25, 3, "TEE")]
        self.tell(self.order(number, lines=lines))
        return self.sold(number).record_id

    def goods(self, *found, order="1001"):
        """Have the shop say how the goods of an order are."""
        return self.tell(self.state_of(*found, order=order), "fulfilment", order)

    # --- what the shop shipped ---

    def tell_line_missing(self):
        lines = [self.line("l1", 10, 2)]
        self.tell(self.order(lines=lines))
        both = [self.line("l1", 10, 1), self.line("l2", 25, 1, "TEE")]
        self.tell(edited := self.order(lines=both, updated_at=self.later(5)))
        self.goods(self.parcel(l1=1, l2=1))
        yield self.sold()
        yield "edit of the order", "decide it first"
        version = self.opened("edited_after_invoice")
        version.resolution = "apply"
        version.action_resolve()
        self.jobs()
        yield "Retry"
        self.listed("line_missing").action_retry()
        self.jobs()
        order = self.sold().record_id
        self._assert_equal_to(order, edited)
        self.assertEqual(self.delivered(order), {"l1": 1, "l2": 1})
        self.assertEqual(self._free(self.tee), (99, 99))

    def tell_move_too_late(self):
        there, here = self.sell_both(), self.sell_both("1002")
        for number, order in (("1001", there), ("1002", here)):
            order.picking_ids.move_ids.picked = True
            work = self.work(STORE, f"w{number}", l1=2, l2=3)
            self.goods(work, order=number)
        yield self.sold() | self.sold("1002")
        yield "who ships it", "picked"
        yield "undo the picking", "Retry"
        self.by(there.picking_ids).move_ids.picked = False
        rows = self.listed("move_too_late")
        rows.filtered(lambda row: row.res_id == self.sold().id).action_retry()
        self.jobs()
        self.assertEqual(self.open_units(there), {("STO", "MUG"): 2, ("STO", "TEE"): 3})
        yield "finish the transfer", "back at the shop"
        self.by(here.picking_ids).button_validate()
        self.goods(self.work(number="w1002", l1=2, l2=3), order="1002")
        self.assertEqual(self.delivered(here), {"l1": 2, "l2": 3})
        self.assertFalse(self.open_units(here))

    # --- what the shop was told ---

    def ship_and_tell(self, number="1001"):
        """Ship an order in Odoo and tell the shop; return the order's shipment."""
        order = self.sell_both(number)
        self.goods(self.work(number=f"w{number}", l1=2, l2=3), order=number)
        self.ship(order.picking_ids)
        self.push()
        parcel = self.sold(number).parcel_ids
        self.assertEqual(parcel.state, "applied")
        return parcel

    def tell_fulfilment_cancelled(self):
        parcels = self.ship_and_tell() | self.ship_and_tell("1002")
        for parcel in parcels:
            gone = self.parcel(
                number=parcel.external_id, status="cancelled", l1=2, l2=3
            )
            self.goods(
                self.work(l1=2, l2=3), gone, order=parcel.order_binding_id.external_id
            )
        left, kept = parcels
        yield parcels
        yield "Shipments", "whether the goods have left"
        self.by(left.order_binding_id).action_open_parcels()
        self.assertEqual(set(parcels.mapped("state")), {"conflict"})
        yield "Tell the shop again"
        self.by(left).action_send_again()
        self.push()
        self.assertEqual(len(ToldShop.told), 3)
        yield "Take the goods back"
        self.by(kept).action_take_back()
        self.jobs()
        order = kept.order_binding_id.record_id
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 2, ("WH", "TEE"): 3})
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 98)

    def tell_fulfilment_exceeds(self):
        numbers = ("1001", "1002", "1003")
        for number, units in zip(numbers, (2, 5, 5), strict=True):
            order = self.sell_both(number)
            if number == "1001":
                self.ship(order.picking_ids)
            self.goods(self.parcel(number=f"s{number}", l1=units), order=number)
        ours, aside, wrong = map(self.sold, numbers)
        yield ours | aside | wrong
        yield "Shipments", "Compare"
        self.assertIn("2 of", self.by(ours.parcel_ids).contents)
        yield "It is Odoo's delivery", "told to the shop"
        self.by(ours.parcel_ids).action_is_ours()
        self.push()
        self.jobs()
        self.assertEqual(self.delivered(ours.record_id), {"l1": 2, "l2": 3})
        [told] = ToldShop.told
        self.assertEqual(told["lines"], [{"line_id": "l2", "quantity": "3"}])
        yield "Set aside", "say why"
        action = self.by(aside.parcel_ids).action_open_aside()
        wizard = self.by(self.env[action["res_model"]])
        wizard = wizard.with_context(**action["context"])
        wizard.create({"reason": "Entered twice"}).action_confirm()
        self.jobs()
        self.assertFalse(self.done(aside.record_id))
        yield "correct the order or the shipment", "retry"
        right = self.state_of(self.parcel(number="s1003", l1=2), order="1003")
        self.tell(right, "fulfilment", "1003")
        self.assertEqual(self.delivered(wrong.record_id), {"l1": 2, "l2": 0})

    # --- beside another connector ---

    def tell_shadow(self):
        left = self.sell_both()
        self.backend.action_start_shadow()
        self.ship(left.picking_ids)
        self.push()
        row = self.rows()
        placed = datetime.now(UTC)
        self.tell(new := self.order("1002", created_at=placed, updated_at=placed))
        back = self.refund(self.part("l1", 10, 1))
        kept = self.tell(self.refunds(back), "refund", "1001")
        yield self.sold("1002")
        for what in (row, kept):
            self.assertEqual(what.cause, "shadow")
        yield "Shadow differences"
        self.by(row).action_send_withheld()
        self.push()
        self.assertFalse(ToldShop.told, "the other connector does the work")
        yield "withheld row", "release a held order", "replay a kept message"
        self.backend.action_leave_shadow()
        self.jobs()
        self.push()
        self.assertFalse(ToldShop.told, "nothing leaves by itself")
        self.by(row).action_send_withheld()
        self.push()
        self.assertEqual((row.state, len(ToldShop.told)), ("done", 1))
        self.opened("shadow").action_release()
        self.by(kept).action_replay()
        self.jobs()
        self.assert_paid(new)
        self.assertEqual(kept.state, "done", kept.error)
        self._assert_settled(self.sold())

    # --- what comes back ---

    def tell_return_reason_unmapped(self):
        order = self.sell_both()
        self._ship(self.sold())
        coming = self.returns(self.coming(reason="Ugly"))
        event = self.tell(coming, "return", "1001")
        yield event
        yield "Return reasons", "approve", "by itself"
        [row] = self.listed("return_reason_unmapped").filtered(
            lambda row: row.source == "reason"
        )
        mapping = self.env[row.res_model].browse(row.res_id).with_user(self.accountant)
        mapping.disposition = "restock"
        mapping.action_approve()
        self.jobs()
        self.assertEqual(event.state, "done", event.error)
        receipt = self.sold().return_ids.picking_ids
        self.by(receipt).button_validate()
        self.assertEqual(self._free(), (99, 99))
        self.assertEqual(self.delivered(order)["l2"], 3)
