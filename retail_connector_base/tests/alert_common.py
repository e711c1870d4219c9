"""Alert rules of the test only, and a chat that listens."""

from .common import RetailCase
from .receiver import Receiver


class AlertCase(RetailCase):
    """Rules of the test only, and a chat that listens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["retail.alert.rule"]
        cls.Alert = cls.env["retail.alert"]
        cls.Message = cls.env["retail.alert.message"]
        cls.Rule.search([]).active = False
        cls.Alert.search([]).unlink()
        cls.receiver = Receiver()
        cls.addClassCleanup(cls.receiver.close)
        cls.chat = cls.env["retail.alert.channel"].create(
            {"name": "Chat", "type": "webhook", "tz": "UTC"}
        )
        cls.chat.new_url = cls.receiver.url

    def setUp(self):
        super().setUp()
        self.receiver.messages.clear()
        self.receiver.answers.clear()

    def rule(self, kind, limit=1.0, channel=None, **values):
        """Return a rule of this connection that tells a channel."""
        return self.Rule.create(
            {
                "name": f"Rule {kind}",
                "type": kind,
                "threshold": limit,
                "backend_ids": [(6, 0, self.backend.ids)],
                "channel_ids": [(6, 0, (channel or self.chat).ids)],
                **values,
            }
        )

    def run_cron(self):
        """Evaluate and send, as the scheduler does."""
        with self.enter_registry_test_mode():
            self.env.ref("retail_connector_base.cron_alerts").method_direct_trigger()
        self.env.invalidate_all()

    def texts(self):
        """Return what the chat was told."""
        return [body["text"] for _headers, body in self.receiver.messages]
