"""Messages over HTTP: signed, stored once, answered at once."""

import json

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from ..platforms.signature import sign_base64
from .common import SECRET, MemoryMixin, signed

LOGGER = "odoo.addons.retail_connector_base.controllers.webhook"


@tagged("post_install", "-at_install", "retail")
class TestWebhook(MemoryMixin, HttpCase):
    """The route, with really signed requests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._offer_memory()
        cls.backend = cls._connect()

    def send(self, message=None, key="w1", secret=SECRET, token=None, **options):
        """Send a message as the platform would."""
        headers, body = signed(message or {"id": "p1"}, key, secret)
        headers.update(options.get("headers", {}))
        token = token or self.backend.token
        path = f"/retail/webhook/{token}{options.get('topic', '')}"
        with trap_jobs() as self.jobs:
            return self.url_open(path, data=options.get("body", body), headers=headers)

    def events(self):
        """Return what this connection received."""
        return self.env["retail.event"].search([("backend_id", "=", self.backend.id)])

    def test_a_signed_message_is_stored_and_its_lane_woken(self):
        message = {"id": "p1", "updated_at": "2026-11-02T10:00:00+02:00"}
        response = self.send(message)
        self.assertEqual((response.status_code, response.text), (200, ""))
        event = self.events()
        self.assertRecordValues(
            event,
            [
                {
                    "key": "w1",
                    "topic": "person/changed",
                    "kind": "party",
                    "entity_id": "p1",
                    "origin": "webhook",
                    "state": "received",
                    "complete": False,
                    "version": "2026-11-02T08:00:00.000+00:00",
                }
            ],
        )
        self.assertEqual(json.loads(event.payload), message)
        self.jobs.assert_jobs_count(1)
        job = self.jobs.enqueued_jobs[0]
        self.assertEqual(job.recordset, self.backend)
        self.assertEqual(job.args, (event.lane,))
        self.assertEqual(job.recordset.env.user, self.backend.user_id)

    def test_a_duplicate_is_answered_and_not_stored(self):
        for _ in range(3):
            self.assertEqual(self.send().status_code, 200)
        self.assertEqual(len(self.events()), 1)
        self.jobs.assert_jobs_count(0)

    def test_messages_are_collected_as_long_as_the_flow_says(self):
        flow = self.backend.flow_ids.filtered(lambda flow: flow.code == "party_in")
        flow.delay_seconds = 30
        self.send()
        [job] = self.jobs.enqueued_jobs
        self.assertAlmostEqual(
            (job.eta - fields.Datetime.now()).total_seconds(), 30, delta=5
        )
        flow.delay_seconds = 0
        self.send(key="w2")
        [job] = self.jobs.enqueued_jobs
        self.assertFalse(job.eta)

    def test_a_topic_may_be_part_of_the_address(self):
        self.assertEqual(self.send(topic="/person/changed").status_code, 200)
        self.assertEqual(len(self.events()), 1)

    @mute_logger(LOGGER)
    def test_a_wrong_signature_is_refused(self):
        for secret in ("guessed", ""):
            self.assertEqual(self.send(secret=secret).status_code, 401)
        self.assertFalse(self.events())

    @mute_logger(LOGGER)
    def test_a_changed_body_is_refused(self):
        response = self.send({"id": "p1"}, body=b'{"id": "p2"}')
        self.assertEqual(response.status_code, 401)

    @mute_logger(LOGGER)
    def test_without_a_secret_nothing_is_accepted(self):
        self._credential(self.backend, "signing").action_forget()
        for secret in (SECRET, ""):
            self.assertEqual(self.send(secret=secret).status_code, 401)
        self.assertFalse(self.events())

    def test_the_old_secret_is_accepted_during_a_change(self):
        self._credential(self.backend, "signing").new_value = "new one"
        self.assertEqual(self.send(key="w1", secret="new one").status_code, 200)
        self.assertEqual(self.send(key="w2", secret=SECRET).status_code, 200)
        self.assertEqual(len(self.events()), 2)

    def test_an_unknown_address_is_not_found(self):
        self.assertEqual(self.send(token="no-such-token").status_code, 404)

    def test_what_was_signed_and_cannot_be_read_waits_for_a_person(self):
        headers, _body = signed({}, "w1")
        body = b"not json"
        headers["X-Signature"] = sign_base64(SECRET, body)
        for _ in range(2):
            response = self.send(headers=headers, body=body)
            self.assertEqual(response.status_code, 200)
        event = self.events()
        self.assertEqual((event.state, event.cause), ("parked", "rejected"))
        self.assertTrue(event.error)
        self.assertEqual(event.payload, "not json")
        event.action_retry()
        self.backend._job_drain_in(event.lane)
        self.assertEqual(event.state, "parked")

    def test_a_message_too_large_is_refused(self):
        response = self.send(body=b"x" * (5 * 1024 * 1024 + 1))
        self.assertEqual(response.status_code, 413)

    def test_a_paused_connection_still_stores(self):
        self.backend.action_pause()
        self.assertEqual(self.send().status_code, 200)
        self.assertEqual(len(self.events()), 1)

    def test_a_quarantined_connection_stores_nothing(self):
        self.backend.database_uuid = "another database"
        self.backend._forget_webhook_facts()
        self.assertEqual(self.send().status_code, 503)
        self.assertFalse(self.events())
        self.assertEqual(self.backend.state, "quarantined")

    def test_a_get_is_not_answered(self):
        response = self.url_open(f"/retail/webhook/{self.backend.token}")
        self.assertIn(response.status_code, (404, 405))

    def test_no_session_is_made(self):
        self.opener.cookies.clear()
        self.assertNotIn("session_id", self.send().cookies)
