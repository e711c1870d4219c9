"""Sign in at a platform: there, back, and never for somebody else."""

from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ..models.retail_backend_sign_in import CALLBACK
from ..platforms import ADAPTERS, ConfigError, Setting
from ..platforms.oauth import OAuth, TokenKeeper
from .common import CODE, MONDAY, MemoryAdapter, MemoryMixin


class SignInAdapter(MemoryAdapter):
    """A platform with a sign-in whose refresh token rotates."""

    label = "Memory"
    settings = (
        Setting("client_id", "Client ID"),
        Setting("access_token", "Access token", secret=True),
        Setting("refresh_token", "Refresh token", secret=True),
    )

    def sign_in(self):
        return OAuth("https://memory.example/authorize", "https://memory.example/token")

    def signed_in(self, params, redirect):
        if params["code"] != "good":
            raise ConfigError("The code is not known.")
        return {"refresh_token": ("first", MONDAY + timedelta(days=90))}


@tagged("post_install", "-at_install", "retail")
class TestSignIn(MemoryMixin, HttpCase):
    """The way of a person, and of the workers after it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._offer_memory()
        patcher = patch.dict(ADAPTERS, {CODE: SignInAdapter})
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.backend = cls.env["retail.backend"].create(
            {"name": "Memory", "platform": CODE, "environment": "test"}
        )
        cls._credential(cls.backend, "client_id").new_value = "app"
        cls.manager = new_test_user(
            cls.env, "signer", groups="retail_connector_base.group_manager"
        )
        new_test_user(cls.env, "other", groups="retail_connector_base.group_manager")

    def go(self):
        """Press the button; return the state that goes along."""
        backend = self.backend.with_user(self.manager)
        self.assertTrue(backend.has_sign_in)
        query = parse_qs(urlsplit(backend.action_sign_in()["url"]).query)
        self.assertEqual(query["client_id"], ["app"])
        self.assertEqual(query["redirect_uri"], [backend._sign_in_redirect()])
        return query["state"][0]

    def come_back(self, state, code="good"):
        return self.url_open(
            f"{CALLBACK}?state={state}&code={code}", allow_redirects=False
        )

    def test_what_was_brought_back_is_stored(self):
        state = self.go()
        self.authenticate("signer", "signer")
        answer = self.come_back(state)
        self.assertIn(f"retail-backends/{self.backend.id}", answer.headers["Location"])
        credential = self._credential(self.backend, "refresh_token")
        self.assertEqual(credential._get(), "first")
        self.assertTrue(credential.self_renewing)

    def test_a_refused_code_is_told_and_stores_nothing(self):
        state = self.go()
        self.authenticate("signer", "signer")
        self.come_back(state, code="bad")
        self.assertFalse(self._credential(self.backend, "refresh_token").is_set)
        self.assertIn("not known", self.backend.message_ids[0].body)

    def test_a_state_of_another_person_is_refused(self):
        state = self.go()
        self.authenticate("other", "other")
        for wrong in (state, "", "nonsense"):
            self.assertEqual(self.come_back(wrong).status_code, 400)
        self.assertFalse(self._credential(self.backend, "refresh_token").is_set)

    def test_only_managers_sign_in(self):
        viewer = new_test_user(
            self.env, "looker", groups="retail_connector_base.group_viewer"
        )
        with self.assertRaises(AccessError):
            self.backend.with_user(viewer).action_sign_in()

    def test_who_comes_second_takes_the_token_of_the_first(self):
        self._credential(self.backend, "refresh_token")._set("first")
        asked = []

        def ask(values):
            asked.append(values["refresh_token"])
            return {
                "access_token": ("fresh", MONDAY + timedelta(days=900)),
                "refresh_token": ("second", None),
            }

        values = self.backend._renew_in_turn("", ask)
        self.assertEqual(values["access_token"], "fresh")
        again = self.backend._renew_in_turn("", ask)
        self.assertEqual(again["access_token"], "fresh")
        self.assertEqual(asked, ["first"], "the second one found it renewed")
        self.backend._renew_in_turn("fresh", ask)
        self.assertEqual(asked, ["first", "second"])
        keeper = TokenKeeper(
            SignInAdapter({}).sign_in(),
            self.backend._values(),
            None,
            MONDAY.timestamp,
            self.backend._renew_in_turn,
        )
        self.assertEqual(keeper.current(), "fresh", "good for long, nothing is asked")
