"""Days of Lightspeed's stores, counted a second time by the retailer's search."""

from datetime import UTC, datetime

from odoo.tests import tagged

from .lightspeed_common import LightspeedCase

DAY = 24 * 60
SEARCHES = 2  # requests: the day's sales, and those that are paid in parts
MASTERS = 2  # the outlets, to their end
BY_ID = 12  # two sales that only Odoo has so, one of them twice, and what they name


@tagged("post_install", "-at_install", "retail")
class TestLightspeedTally(LightspeedCase):
    """What the list by version leaves out is found by the search."""

    def setUp(self):
        super().setUp()
        self.backend.write(
            {
                "tally_grace_minutes": 0,
                "tally_days": 7,
                "timezone": "America/New_York",
                "pull_since": False,
            }
        )
        self.day = datetime.fromtimestamp(self.now, UTC).date()

    def count(self, day=None):
        """Count a day; return kind -> row."""
        self.env.invalidate_all()
        day = day or self.day
        self.backend._job_tally(str(day))
        rows = self.env["retail.tally"].search(
            [("backend_id", "=", self.backend.id), ("day", "=", day)]
        )
        return {row.kind: row for row in rows}

    def sides(self, row):
        return {
            (line.by, line.label): (line.there_amount, line.here_amount)
            for line in row.line_ids
        }

    def test_a_lost_an_edited_and_a_voided_sale_are_found_and_healed(self):
        shop = self.shop
        shop.open_register()
        shop.open_register("Harbour 1")
        cash = [("Cash", "10.00"), ("Cash", "-4.60")]
        edited = shop.sell(("MUG", 1, "5.00"), paid=cash)
        voided = shop.sell(("MUG", 1, "5.00"), paid=[("EFTPOS", "5.40")])
        sold = shop.sell(("TEE", 1, "20.00"), register="Harbour 1")
        self.take_in("receipt")
        rows = self.count()
        self.assertEqual({row.state for row in rows.values()}, {"equal"}, rows)
        self.assertEqual(rows["receipt"].there_amount, 32.4)

        lost = shop.sell(("MUG", 2, "5.00"), paid=[("EFTPOS", "10.80")])
        shop.omitted |= {lost["id"], edited["id"], voided["id"]}
        shop.void(voided)
        shop.change(edited, ("MUG", 1, "4.00"), paid=[("EFTPOS", "4.32")])
        self.take_in("receipt")  # nobody hears of it
        before = len(shop.requests)
        rows = self.count()
        asked = len(shop.requests) - before
        self.assertEqual(rows["receipt"].state, "repairing")
        self.assertEqual(
            sorted(
                (one.type, one.expected, one.found)
                for one in self.env["retail.discrepancy"].search(
                    [("tally_id", "=", rows["receipt"].id)]
                )
            ),
            [
                ("amount_mismatch", 0.0, 5.4),
                ("amount_mismatch", 4.32, 5.4),
                ("missing_in_odoo", 10.8, 0.0),
            ],
        )
        self.assertEqual(asked, SEARCHES + MASTERS + BY_ID)
        self.drain()  # what differs was asked for again
        self.assertFalse(self.stuck())
        before = len(shop.requests)
        rows = self.count()
        self.assertEqual(len(shop.requests) - before, SEARCHES + MASTERS)
        self.assertEqual({row.state for row in rows.values()}, {"equal"})
        self.assertEqual(
            self.sides(rows["receipt"]),
            {
                ("all", "All"): (36.72, 36.72),
                ("place", "Main"): (15.12, 15.12),
                ("place", "Harbour"): (21.6, 21.6),
            },
        )
        self.assertEqual(
            self.sides(rows["tender"]),
            {
                ("all", "All"): (36.72, 36.72),
                ("place", "Main"): (15.12, 15.12),
                ("place", "Harbour"): (21.6, 21.6),
                ("tender", "Cash"): (21.6, 21.6),
                ("tender", "EFTPOS"): (15.12, 15.12),
            },
        )
        self.assertEqual(rows["receipt"].healed_count, 3)
        certified = {
            line["kind"]: (line["there_count"], line["there_amount"], line["state"])
            for line in self.env["retail.certificate"]._lines(self.backend, self.day)
        }
        self.assertEqual(certified["receipt"], (3, 36.72, "equal"))
        self.assertEqual(certified["tender"], (3, 36.72, "equal"))

        shop.double(sold)
        self.take_in("receipt")
        row = self.count()["receipt"]
        self.assertEqual((row.state, row.open_amount), ("open", 21.6))
        [found] = self.env["retail.discrepancy"].search(
            [("tally_id", "=", row.id), ("state", "=", "open")]
        )
        # Nobody asks for it again: it is in the inbox, where a person decides.
        self.assertEqual((found.repairs, found.res_model), (0, "retail.event"))
        event = self.env["retail.event"].browse(found.res_id)
        self.assertEqual((event.state, event.cause), ("parked", "number_conflict"))

    def test_parts_paid_later_count_on_their_day_and_what_is_not_understood_waits(self):
        shop, day = self.shop, self.day
        self.pass_minutes(-100 * DAY)
        shop.open_register()
        layby = shop.sell(("MUG", 2, "5.00"), paid=[("Cash", "4.00")], status="LAYBY")
        old = shop.sell(("MUG", 1, "5.00"), paid=[("Cash", "1.00")], status="LAYBY")
        self.take_in("receipt")
        self.pass_minutes(100 * DAY)
        shop.pay(old, "Cash", "2.00")  # too long ago for the search, Odoo knows of it
        shop.record(old)
        self.take_in("receipt")
        layby["sale_date"] = shop.now()
        shop.pay(layby, "EFTPOS", "6.80")
        layby["status"] = "LAYBY_CLOSED"
        shop.record(layby)
        shop.omitted.add(layby["id"])
        self.take_in("receipt")
        rows = self.count()
        self.assertEqual(
            (rows["tender"].open_count, rows["tender"].open_amount), (1, 6.8)
        )
        self.drain()
        rows = self.count()
        self.assertEqual({row.state for row in rows.values()}, {"equal"})
        # The deposits that the layby used up are not money of the day.
        self.assertEqual(rows["tender"].there_amount, 6.8)
        self.assertEqual(day, datetime.fromtimestamp(self.now, UTC).date())

        layby["status"] = "PARTLY_CLOSED"
        rows = self.count()
        states = {rows[kind].state for kind in ("receipt", "tender")}
        self.assertEqual(states, {"off"})
        self.assertIn("PARTLY_CLOSED", rows["receipt"].note)
        told = self.env["retail.discrepancy"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "open")]
        )
        self.assertEqual(set(told.mapped("type")), {"rejected"})
        self.assertEqual(told.user_id, self.backend.user_id)
        shown = self.env["retail.exception"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertIn(
            (
                "rejected",
                f"{self.day} Receipts",
                "status: unknown status 'PARTLY_CLOSED'",
            ),
            [(row.cause, row.label, row.message) for row in shown],
        )
        self.assertEqual(
            (rows["receipt"].there_amount, len(rows["receipt"].line_ids)), (0, 0)
        )
        rows["receipt"].next_at = self.backend.create_date
        self.count()
        self.assertEqual(len(told.filtered(lambda row: row.state == "open")), 2)
        layby["status"] = "LAYBY_CLOSED"
        rows = self.count()
        self.assertEqual({row.state for row in rows.values()}, {"equal"})
        self.assertEqual(set(told.mapped("healed")), {True})
