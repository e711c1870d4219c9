"""Alerts: raised once, told once, ended once, quiet when asked to be."""

from odoo import fields
from odoo.tests import tagged

from ..platforms import RefusedError
from .alert_common import AlertCase


@tagged("post_install", "-at_install", "retail")
class TestAlert(AlertCase):
    """What is told, and how often."""

    def test_an_alert_is_told_once_and_once_more_when_it_is_fine(self):
        rule = self.rule("paused", severity="critical")
        self.backend._pause("the key was withdrawn")
        for _round in range(3):
            self.run_cron()
        self.assertEqual(len(self.receiver.messages), 1)
        self.assertIn("the key was withdrawn", self.texts()[0])
        self.assertEqual(rule.firing_count, 1)
        self.backend.action_resume()
        for _round in range(2):
            self.run_cron()
        self.assertEqual(len(self.receiver.messages), 2)
        self.assertIn("fine again", self.texts()[1])
        self.assertEqual(rule.alert_ids.mapped("state"), ["recovered"])

    def test_it_comes_up_again_after_it_recovered(self):
        rule = self.rule("paused")
        for _time in range(2):
            self.backend._pause("broken")
            self.run_cron()
            self.backend.action_resume()
            self.run_cron()
        self.assertEqual(rule.alert_ids.mapped("state"), ["recovered"] * 2)
        self.assertEqual(len(self.receiver.messages), 4)

    def test_a_refusal_for_now_is_repeated_with_the_same_key(self):
        self.rule("paused")
        self.backend._pause("broken")
        self.receiver.answers = [503, 200]
        self.run_cron()
        message = self.Message.search([("channel_id", "=", self.chat.id)])
        self.assertRecordValues(message, [{"state": "failed", "tries": 1}])
        with self.later(minutes=5):
            self.run_cron()
        self.assertEqual(message.state, "done")
        keys = [headers["Idempotency-Key"] for headers, _b in self.receiver.messages]
        self.assertEqual(len(keys), 2)
        self.assertEqual(len(set(keys)), 1)

    def test_an_address_that_is_gone_is_given_up_and_can_be_tried_again(self):
        self.rule("paused")
        self.backend._pause("broken")
        self.receiver.answers = [404]
        self.run_cron()
        message = self.Message.search([("channel_id", "=", self.chat.id)])
        self.assertEqual(message.state, "dead")
        message.action_retry()
        self.run_cron()
        self.assertEqual(message.state, "done")

    def test_what_recovers_in_quiet_hours_is_not_told_at_all(self):
        hour = fields.Datetime.now().hour
        self.chat.write({"quiet_from": (hour - 1) % 24, "quiet_to": (hour + 2) % 24})
        self.rule("paused")
        self.backend._pause("broken")
        self.run_cron()
        self.backend.action_resume()
        self.run_cron()
        with self.later(hours=4):
            self.run_cron()
        self.assertEqual(self.texts(), [])
        message = self.Message.search([("channel_id", "=", self.chat.id)])
        self.assertEqual(message.mapped("state"), ["dropped"])

    def test_quiet_hours_hold_back_a_warning_but_not_what_is_critical(self):
        now = fields.Datetime.now()
        self.chat.write(
            {"quiet_from": (now.hour - 1) % 24, "quiet_to": (now.hour + 2) % 24}
        )
        self.rule("paused", name="mild")
        self.rule("paused", name="grave", severity="critical")
        self.backend._pause("broken")
        self.run_cron()
        self.assertEqual(len(self.texts()), 1)
        self.assertIn("grave", self.texts()[0])
        with self.later(hours=4):
            self.run_cron()
        self.assertIn("mild", self.texts()[1])

    def test_quiet_hours_over_midnight_end_in_the_channels_time_zone(self):
        self.chat.write({"quiet_from": 22, "quiet_to": 7, "tz": "Europe/Berlin"})
        night = fields.Datetime.to_datetime("2026-11-02 22:30:00")  # 23:30 in Berlin
        morning = fields.Datetime.to_datetime("2026-11-03 06:00:00")
        self.assertEqual(self.chat._due_at(night, "warning"), morning)
        self.assertEqual(self.chat._due_at(night, "critical"), night)
        noon = fields.Datetime.to_datetime("2026-11-02 11:00:00")
        self.assertEqual(self.chat._due_at(noon, "warning"), noon)

    def test_what_is_collected_comes_in_one_message(self):
        self.chat.digest_minutes = 30
        self.rule("paused", name="one")
        self.rule("paused", name="two")
        self.backend._pause("broken")
        self.run_cron()
        self.assertEqual(self.texts(), [])
        with self.later(minutes=31):
            self.run_cron()
        [text] = self.texts()
        self.assertIn("2 alerts", text)
        self.assertEqual(text.count("broken"), 2)

    def test_teams_and_programs_get_their_own_form(self):
        self.rule("paused")
        self.backend._pause("broken <b>")
        self.chat.style = "teams"
        self.run_cron()
        [(_headers, body)] = self.receiver.messages
        content = body["attachments"][0]["content"]
        self.assertEqual(content["type"], "AdaptiveCard")
        self.assertIn("broken <b>", content["body"][1]["text"])
        self.chat.style = "json"
        self.backend.action_resume()
        self.run_cron()
        body = self.receiver.messages[1][1]
        self.assertEqual(body["alerts"][0]["state"], "recovered")

    def test_mail_and_activity_are_made_once(self):
        partner = self.env["res.partner"].create(
            {"name": "Ops", "email": "ops@shop.example"}
        )
        mail = self.env["retail.alert.channel"].create(
            {
                "name": "Mail",
                "type": "email",
                "tz": "UTC",
                "partner_ids": [(6, 0, partner.ids)],
            }
        )
        task = self.env["retail.alert.channel"].create(
            {"name": "Task", "type": "activity", "tz": "UTC"}
        )
        rule = self.rule("failures", channel=mail | task)
        self.world.save("p1", "Ada")
        self.world.errors = [RefusedError("no", "risk")]
        event = self.receive(self.notice("k1"))
        self.drain()
        for _round in range(2):
            self.run_cron()
        mails = self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)])
        self.assertEqual(len(mails), 1)
        self.assertIn("Risk of fraud", mails.body_html)
        summaries = self.backend.activity_ids.mapped("summary")
        self.assertEqual(summaries.count(rule.name), 1)
        event.action_ignore("not ours")
        self.run_cron()
        self.assertNotIn(rule.name, self.backend.activity_ids.mapped("summary"))
        mails = self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)])
        self.assertEqual(len(mails), 2)
