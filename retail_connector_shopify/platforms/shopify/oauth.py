"""Access tokens: a fixed one, or one that is renewed by one worker at a time.

An app of the shop's own organisation has a client id and secret and asks for a token of
24 hours (client credentials grant). There is no refresh token: it just asks again.

For a shop of another organisation a person signs in there: the code that comes back is
exchanged for a token of an hour and a refresh token that rotates. The one before stays
good until the new token is used, so that a lost answer loses nothing.
"""

import hashlib
import hmac
from collections.abc import Mapping

from odoo.addons.retail_connector_base.platforms import ConfigError, TransientError
from odoo.addons.retail_connector_base.platforms.oauth import (
    ACCESS,
    ENDED,
    REFRESH,
    OAuth,
    TokenKeeper,
)

# What the platform says -> what a person has to do.
REFUSALS = {
    "shop_not_permitted": "The app and the shop belong to different organisations: "
    "sign in at the shop instead.",
    "app_not_installed": "The app is not installed in the shop.",
    "invalid_client": "The client id or the client secret is wrong.",
    "application_cannot_be_found": "The client id is wrong.",
}


def oauth(origin: str, scopes=()) -> OAuth:
    """Return where and how tokens of a shop are given out."""
    return OAuth(
        authorize_url=f"{origin}/admin/oauth/authorize",
        token_url=f"{origin}/admin/oauth/access_token",
        scopes=tuple(scopes),
        scope_separator=",",
        as_json=True,
        client_grant=True,
    )


def verify(params: Mapping[str, str], secret: str | None, shop: str) -> None:
    """Raise ConfigError unless the shop signed what a person brought back."""
    said = {name: params[name] for name in sorted(params) if name != "hmac"}
    text = "&".join(f"{name}={value}" for name, value in said.items())
    good = hmac.new((secret or "").encode(), text.encode(), hashlib.sha256).hexdigest()
    given = params.get("hmac") or ""
    if not secret or not hmac.compare_digest(good.encode(), given.encode()):
        raise ConfigError("The sign-in was not signed by the shop.", "bad_signature")
    if params.get("shop") != shop:
        raise ConfigError("The sign-in is of another shop.", "other_shop")


class Tokens(TokenKeeper):
    """The token of one shop."""

    @property
    def token(self) -> str:
        """Return the token as it was last known, good or not."""
        return self.values.get(ACCESS) or ""

    @property
    def can_renew(self) -> bool:
        """Return whether the app can ask for a token itself."""
        return bool(self.values.get("client_id") and self.values.get("client_secret"))

    def current(self) -> str:
        """Return a token that is good for some minutes yet."""
        if self.can_renew:
            return super().current()
        if not self.token:
            raise ConfigError(
                "Neither an access token nor a client id and secret is set."
            )
        return self.token

    def exchange(self, code, redirect):
        """Return the expiring tokens for the code that a person brought back."""
        return self._request(self.values, {"code": code, "expiring": 1})

    def _request(self, values, grant):
        client = {name: values[name] for name in ("client_id", "client_secret")}
        response = self.http.request(
            "POST",
            self.oauth.token_url,
            headers={"Accept": "application/json"},
            json={**client, **grant},
            # A token that nobody received does no harm; a code is good once.
            idempotent="code" not in grant,
        )
        return self._fresh(response)

    def _fresh(self, response):
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TransientError("The token request got no answer that we know.")
        if ACCESS not in answer:
            refusal = answer.get("error") or ""
            if refusal in ENDED:
                raise ConfigError("The sign-in has ended. Sign in again.", refusal)
            text = REFUSALS.get(refusal, "The platform gives the app no access token.")
            raise ConfigError(text, refusal or None)
        fresh = {ACCESS: (answer[ACCESS], self._ends(answer))}
        if answer.get(REFRESH):
            seconds = answer.get("refresh_token_expires_in")
            ends = self._ends({"expires_in": seconds}) if seconds else None
            fresh[REFRESH] = (answer[REFRESH], ends)
        return fresh
