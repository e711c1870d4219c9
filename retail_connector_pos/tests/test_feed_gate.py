"""The acknowledgement protocol: stored once, holes named, conflicts kept apart."""

import json

from odoo.tests import tagged

from .feed_common import FeedCase
from .till import Till


@tagged("post_install", "-at_install", "retail")
class TestFeedGate(FeedCase):
    """What the gate answers, and what it keeps."""

    def setUp(self):
        super().setUp()
        self.sim = Till("S1", "1", seed=7)

    def deliver(self, *numbers, **state):
        """Send the till's records of these numbers only."""
        data = json.loads(self.sim.batch(500))
        data["transactions"] = [r for r in self.sim.sold if r["sequence"] in numbers]
        data["register_state"].update(state)
        return self.gate(self.sim, json.dumps(data).encode())

    def test_holes_are_named_until_they_are_filled(self):
        self.sim.sell(6)
        answer = self.deliver(1, 2, 5)
        self.assertEqual(answer["contiguous_to"], 2)
        self.assertEqual(answer["missing"], [[3, 4], [6, 6]])
        self.assertEqual((answer["accepted"], answer["duplicates"]), (3, 0))
        again = self.deliver(1, 2, 3, 4)
        self.assertEqual((again["accepted"], again["duplicates"]), (2, 2))
        self.assertEqual((again["contiguous_to"], again["missing"]), (5, [[6, 6]]))
        self.assertEqual(self.till.missing, "6")
        self.assertEqual(self.till.missing_count, 1)
        self.assertEqual(self.till.state, "delayed")
        self.assertEqual(self.deliver(6)["missing"], [])
        self.assertFalse(self.till.missing_since)

    def test_a_heartbeat_tells_of_holes_and_queues(self):
        self.sim.sell(2)
        answer = self.deliver(queued=2, oldest_queued_at="2026-11-09T10:00:00Z")
        self.assertEqual((answer["contiguous_to"], answer["missing"]), (0, [[1, 2]]))
        self.assertEqual((self.till.queued, self.till.claimed_sequence), (2, 2))
        self.assertTrue(self.till.last_seen_at)
        self.assertEqual(self.till.state, "delayed")

    def test_numbers_below_the_first_are_not_expected(self):
        self.sim.last = 4710
        self.sim.sell(2)
        answer = self.deliver(4711, 4712, first_sequence=4711)
        self.assertEqual((answer["contiguous_to"], answer["missing"]), (4712, []))

    def test_a_till_that_starts_again_raises_its_epoch(self):
        self.sim.sell(3)
        self.deliver(1, 2, 3)
        fresh = Till("S1", "1", seed=8)
        fresh.epoch = 2
        fresh.sell(1)
        self.sim = fresh
        answer = self.deliver(1)
        self.assertEqual((answer["accepted"], answer["contiguous_to"]), (1, 1))
        self.assertEqual((self.till.epoch, self.till.contiguous_to), (2, 1))

    def test_a_number_with_other_content_is_a_conflict_for_a_person(self):
        self.sim.sell(1)
        self.deliver(1)
        self.work()
        (first,) = self.sim.sold
        self.sim.sold = [{**first, **self.sim._basket(), "kind": "sale"}]
        answer = self.deliver(1)
        self.assertEqual((answer["conflicts"], answer["accepted"]), ([1], 0))
        self.assertEqual(self.deliver(1)["conflicts"], [1])
        event = self.env["retail.event"].search([("cause", "=", "number_conflict")])
        self.assertEqual(len(event), 1)
        event.action_number_replaces()
        self.work()
        binding = self.env["retail.binding.receipt"].search(
            [("external_id", "=", "S1/1/1/1")]
        )
        self.assertEqual(binding.revision, 1)
        self.assertEqual(
            binding.record_id.amount_total, float(self.sim.sold[0]["total"])
        )

    def test_a_number_used_again_can_be_another_sale(self):
        self.sim.sell(1)
        self.deliver(1)
        (first,) = self.sim.sold
        self.sim.sold = [{**first, **self.sim._basket(), "kind": "sale"}]
        self.deliver(1)
        self.env["retail.event"].search(
            [("cause", "=", "number_conflict")]
        ).action_number_is_another()
        self.work()
        orders = self.env["pos.order"].search(
            [("retail_backend_id", "=", self.backend.id)]
        )
        self.assertEqual(len(orders), 2)

    def test_a_record_that_does_not_fit_is_kept_and_acknowledged(self):
        self.sim.sell(2)
        good = self.sim.sold[0]
        self.sim.sold[0] = {**good, "surprise": 1}
        answer = self.deliver(1, 2)
        self.assertEqual(answer["rejected"][0]["code"], "unknown")
        self.assertEqual(answer["contiguous_to"], 2)
        event = self.env["retail.event"].search([("cause", "=", "rejected")])
        self.assertEqual(event.entity_id, "S1/1/1/1")
        self.sim.sold[0] = good
        self.assertEqual(self.deliver(1)["accepted"], 1)
        self.work()
        self.assertEqual(event.state, "done")
        number = self.env["retail.pos.number"].search(
            [("register_id", "=", self.till.id), ("sequence", "=", 1)]
        )
        self.assertEqual(number.state, "booked")

    def test_a_person_has_a_till_send_again(self):
        self.sim.sell(2)
        self.deliver(1, 2)
        self.till.write({"resend_from": 1, "resend_to": 2})
        self.assertEqual(self.deliver()["missing"], [[1, 2]])
        self.assertEqual(self.deliver(1, 2)["duplicates"], 2)
        self.assertEqual(self.deliver()["missing"], [])

    def test_missing_numbers_that_never_come_are_explained(self):
        self.sim.sell(3)
        self.deliver(1, 3)
        wizard = self.env["retail.pos.explain"].create(
            {"register_id": self.till.id, "first": 2, "last": 2, "reason": "Disk broke"}
        )
        wizard.action_explain()
        self.assertEqual((self.till.contiguous_to, self.till.missing_count), (3, 0))
        number = self.env["retail.pos.number"].search([("sequence", "=", 2)])
        self.assertEqual((number.state, number.note), ("explained", "Disk broke"))

    def test_an_ignored_record_does_not_hold_up_the_close(self):
        self.sim.record("sale", **{**self.sim._basket(), "total": "0.01"})
        self.deliver(1)
        self.work()
        event = self.env["retail.event"].search([("entity_id", "=", "S1/1/1/1")])
        self.assertEqual((event.state, event.cause), ("parked", "invariant"))
        event.action_ignore("Test of the till")
        number = self.env["retail.pos.number"].search([("sequence", "=", 1)])
        self.assertEqual((number.state, number.note), ("explained", "Test of the till"))

    def test_a_batch_costs_the_same_number_of_statements(self):
        costs = []
        for count in (20, 200):
            sim = self.sim = Till("S1", "1", seed=count)
            sim.epoch = count
            sim.sell(count)
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.deliver(*range(1, count + 1))
            self.env.flush_all()
            costs.append(self.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0] + 4)
