"""The sentinel counts what is not known and has no effect on imports."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models import retail_backend_drift
from ..platforms.shape import shape
from .common import RetailCase

GROUP = "retail_connector_base.group_"
PERSON = {"id": "p", "name": "Ada", "updated_at": "2026-01-01", "status": "ACTIVE"}


@tagged("post_install", "-at_install", "retail")
class TestDrift(RetailCase):
    """Unknown fields, words and notices."""

    def setUp(self):
        super().setUp()
        known = patch.object(
            retail_backend_drift,
            "known_shapes",
            lambda _adapter: {"party": shape(PERSON)},
        )
        known.start()
        self.addCleanup(known.stop)
        self.Drift = self.env["retail.drift"]

    def found(self):
        return {
            (x.type, x.path, x.value or ""): x.samples for x in self.Drift.search([])
        }

    def bring(self, key, person="p1", minutes=0, **values):
        self.world.save(person, "Ada", minutes, **values)
        event = self.receive(self.notice(key, person, minutes))
        self.drain()
        return event

    def test_what_is_not_known_is_counted_and_the_item_imported(self):
        event = self.bring("a", status="ASLEEP", points={"sum": 1})
        self.assertEqual(event.state, "done")
        self.assertEqual(
            self.found(),
            {("field", "points", ""): 1, ("value", "status", "ASLEEP"): 1},
        )
        line = self.Drift.search([("type", "=", "field")])
        first = line.first_seen_at
        with self.later(hours=1):
            self.bring("b", minutes=5, points=2)
        self.assertEqual(line.samples, 2)
        self.assertEqual(line.first_seen_at, first)
        self.assertGreater(line.last_seen_at, first)
        example = self.Event.browse(line.action_open_example()["res_id"])
        self.assertEqual(example.key, "b")
        # an alert is a matter of a rule; what a person looked at is not alerted
        measure = self.env["retail.alert.measure"]
        self.assertEqual(
            {m.subject: m.value for m in measure._measure("drift", self.backend)},
            {"field": 1, "value": 1},
        )
        viewer = new_test_user(self.env, "drift-viewer", groups=f"{GROUP}viewer")
        with self.assertRaises(AccessError):
            line.with_user(viewer).action_know()
        self.Drift.search([]).action_know()
        self.assertFalse(measure._measure("drift", self.backend))

    def test_notices_of_answers_are_counted(self):
        http = self.backend._http()
        http.notices["Sunset", "/admin/*.json", "Sat, 01 Jan 2028"] += 3
        self.bring("a")
        self.assertEqual(
            self.found(), {("header", "Sunset /admin/*.json", "Sat, 01 Jan 2028"): 3}
        )
        self.bring("b", minutes=2)
        self.assertEqual(list(self.found().values()), [3], "taken once")

    def test_other_companies_do_not_see_it_and_it_can_be_switched_off(self):
        self.bring("a", points=1)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "drift-stranger",
            groups=f"{GROUP}manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        line = self.Drift.search([])
        self.assertFalse(line.with_user(stranger)._filtered_access("read"))
        self.backend.watch_contract = False
        self.bring("b", minutes=3, other=1)
        self.assertEqual(list(self.found()), [("field", "points", "")])
