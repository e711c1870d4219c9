"""Secrets are encrypted, written and never read back."""

from datetime import timedelta
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..platforms import ConfigError
from ..platforms.cipher import VARIABLE
from .common import KEY, SECRET, RetailCase


@tagged("post_install", "-at_install", "retail")
class TestCredential(RetailCase):
    """What a connection knows, and who sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "retail_connector_base.group_"
        cls.manager = new_test_user(cls.env, "boss", groups=f"{groups}manager")
        cls.operator = new_test_user(cls.env, "op", groups=f"{groups}operator")
        cls.password = cls._credential(cls.backend, "password")
        cls.signing = cls._credential(cls.backend, "signing")

    def test_the_platforms_settings_are_offered(self):
        self.assertEqual(
            self.backend.credential_ids.mapped("name"),
            ["account", "password", "signing"],
        )

    def test_python_gets_clear_values(self):
        values = self.backend._values()
        self.assertEqual(
            values, {"account": "tests", "password": "hunter2", "signing": SECRET}
        )

    def test_a_secret_is_not_in_the_database(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT string_agg(c::text, '') FROM retail_credential c")
        self.assertNotIn("hunter2", self.env.cr.fetchone()[0])

    def test_a_form_takes_a_secret_and_does_not_show_it(self):
        password = self.password.with_user(self.manager)
        with Form(password) as form:
            self.assertFalse(form.new_value)
            form.new_value = "correct horse"
        self.assertFalse(password.new_value)
        self.assertTrue(password.is_set)
        self.assertEqual(self.backend._values()["password"], "correct horse")

    def test_an_empty_field_keeps_the_secret(self):
        self.password.with_user(self.manager).write({"new_value": ""})
        self.assertEqual(self.backend._values()["password"], "hunter2")

    def test_nobody_reads_the_stored_text(self):
        self.assertNotIn(
            "ciphertext", self.password.with_user(self.manager).fields_get()
        )
        with self.assertRaises(AccessError):
            self.password.with_user(self.manager).read(["ciphertext"])
        with self.assertRaises(AccessError):
            self.password.with_user(self.operator).read(["label"])

    def test_a_required_setting_is_asked_for(self):
        self.password.action_forget()
        with self.assertRaisesRegex(ConfigError, "Password"):
            self.backend._adapter()

    def test_without_a_key_nothing_is_stored_and_it_says_why(self):
        with (
            patch.dict("os.environ", {VARIABLE: ""}),
            self.assertRaisesRegex(UserError, "retail_connector_key"),
        ):
            self.password.new_value = "x"

    def test_with_another_key_it_says_which_is_missing(self):
        with patch.dict("os.environ", {VARIABLE: Fernet.generate_key().decode()}):
            with self.assertRaisesRegex(ConfigError, "another key"):
                self.backend._values()
            result = self.backend.action_test()
            self.assertEqual(result["params"]["type"], "danger")

    def test_changing_the_key_encrypts_again(self):
        new = Fernet.generate_key().decode()
        with patch.dict("os.environ", {VARIABLE: f"{new},{KEY}"}):
            self.env["retail.credential"].with_user(self.manager).action_rotate_key()
        with patch.dict("os.environ", {VARIABLE: new}):
            self.assertEqual(self.backend._values()["password"], "hunter2")

    def test_both_webhook_secrets_are_valid_during_a_change(self):
        self.signing.new_value = "new one"
        pairs = self.backend._webhook_secrets()
        self.assertEqual([secret for secret, _until in pairs], ["new one", SECRET])
        facts = self.backend._webhook_facts(self.backend.token)
        now = fields.Datetime.now()
        self.assertEqual(facts.valid_secrets(now), ["new one", SECRET])
        self.assertEqual(facts.valid_secrets(now + timedelta(days=3)), ["new one"])

    def test_the_old_secret_is_dropped_in_time(self):
        self.signing.new_value = "new one"
        with self.later(days=3):
            self.env["retail.credential"]._care()
        self.assertFalse(self.signing.previous_ciphertext)

    def test_another_secret_has_no_second_life(self):
        self.password.new_value = "new one"
        self.assertFalse(self.password.previous_ciphertext)

    def test_a_token_the_platform_hands_out_is_stored(self):
        self.backend._save_token("password", "from the platform")
        self.assertEqual(self.backend._values()["password"], "from the platform")

    def test_expiry_is_announced_once(self):
        self.password.write(
            {
                "expires_at": fields.Datetime.now() + timedelta(days=9),
                "rotated_at": fields.Datetime.now() - timedelta(days=80),
            }
        )
        for _ in range(2):
            self.env["retail.credential"]._care()
        self.assertEqual(len(self.backend.activity_ids), 1)
        self.assertIn("Password", self.backend.activity_ids.note)

    def test_a_copy_of_a_connection_has_no_secrets(self):
        copy = self.backend.copy()
        self.assertNotEqual(copy.token, self.backend.token)
        self.assertFalse(any(copy.credential_ids.mapped("is_set")))
        self.assertEqual(copy.state, "draft")
