"""The same new customer in two jobs at once becomes one contact."""

from contextlib import contextmanager, nullcontext

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import tagged

from ..importers.item import Raced
from ..importers.party_claim import claim
from .importer_common import ImporterCase

GUEST = "race.guest@example.com"


@tagged("post_install", "-at_install", "retail")
class TestImporterPartyRace(ImporterCase):
    """Two transactions, as two lanes have them."""

    def setUp(self):
        super().setUp()
        self.db = Registry(self.env.cr.dbname)._db

    @contextmanager
    def _another(self, env=None, read_committed=True):
        """Yield another transaction, which sees what is committed by now."""
        with self.db.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.rollback()

    def _guest(self):
        return self.party("", "Grace Guest", GUEST)

    def _contacts(self):
        return self.env["res.partner"].search([("email", "=", GUEST)])

    def test_who_is_created_elsewhere_right_now_is_tried_again_and_found(self):
        with self._another() as other:
            claim(
                other,
                self.company,
                [self._guest()],
                lambda *_a, **_k: nullcontext(other),
            )
            [item] = self._import(self.order("g1", customer=self._guest()))
            self.assertEqual(item.outcome[:2], ("failed", "race"))
            self.assertFalse(self._contacts())
        [item] = self._import(self.order("g1", customer=self._guest()))
        self.assertEqual(item.outcome.state, "done")
        self.assertEqual(item.records.partner_id, self._contacts())

    def test_others_of_the_batch_go_in_meanwhile(self):
        with self._another() as other:
            claim(
                other,
                self.company,
                [self._guest()],
                lambda *_a, **_k: nullcontext(other),
            )
            held, free = self._import(
                self.order("g1", customer=self._guest()),
                self.order(
                    "g2", customer=self.party("", "Ann", "ann.free@example.com")
                ),
            )
        self.assertEqual((held.outcome.state, free.outcome.state), ("failed", "done"))

    def test_who_was_created_since_our_snapshot_is_tried_again(self):
        self.assertFalse(self._contacts())  # our snapshot is taken
        with self.db.cursor() as cr:
            cr.execute(
                "INSERT INTO res_partner"
                " (name, active, type, email, email_normalized, autopost_bills)"
                " VALUES (%s, TRUE, 'contact', %s, %s, 'ask') RETURNING id",
                ["Grace Guest", GUEST, GUEST],
            )
            [contact] = cr.fetchone()
        self.addCleanup(self._delete, contact)
        self.assertFalse(self._contacts(), "not seen in our snapshot")
        with self.assertRaises(Raced):
            claim(self.env, self.company, [self._guest()], self._another)
        stranger = self.party("", "Ann", "ann.free@example.com")
        claim(self.env, self.company, [stranger], self._another)

    def _delete(self, contact):
        with self.db.cursor() as cr:
            cr.execute("DELETE FROM res_partner WHERE id = %s", [contact])

    def test_contacts_made_each_time_need_no_claim(self):
        self.backend.guest_policy = "create"
        with self._another() as other:
            claim(
                other,
                self.company,
                [self._guest()],
                lambda *_a, **_k: nullcontext(other),
            )
            [item] = self._import(self.order("g1", customer=self._guest()))
        self.assertEqual(item.outcome.state, "done")
