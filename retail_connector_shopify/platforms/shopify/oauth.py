"""Access tokens: a fixed one, or one that the app asks for and renews every day.

A Dev Dashboard app has a client id and secret and asks for a token of 24 hours (client
credentials grant). There is no refresh token: it just asks again. A token is stored
before it is used, so that it is never known to one worker only.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from odoo.addons.retail_connector_base.platforms import ConfigError, TransientError

EARLY = timedelta(minutes=5)  # renew when less than this is left
TOKEN, EXPIRY = "access_token", "access_token_expires_at"

# What the platform says -> what a person has to do.
REFUSALS = {
    "shop_not_permitted": "The app and the shop belong to different organisations.",
    "app_not_installed": "The app is not installed in the shop.",
    "invalid_client": "The client id or the client secret is wrong.",
    "application_cannot_be_found": "The client id is wrong.",
}


class Tokens:
    """The token of one shop.

    :param url: where to ask for one
    :param values: settings by name; ``access_token_expires_at`` is text or a datetime
    :param save: called with (name, value, expires_at) before a new token is used
    """

    def __init__(
        self,
        url: str,
        values: Mapping[str, str],
        http,
        clock: Callable[[], float],
        save: Callable[[str, str, datetime | None], None] | None,
    ):
        self.url = url
        self.http = http
        self.clock = clock
        self.save = save
        self.client_id = values.get("client_id") or ""
        self.client_secret = values.get("client_secret") or ""
        self.token = values.get(TOKEN) or ""
        self.expires_at = _aware(values.get(EXPIRY))

    @property
    def can_renew(self) -> bool:
        """Return whether the app can ask for a token itself."""
        return bool(self.client_id and self.client_secret)

    def current(self) -> str:
        """Return a token that is good for some minutes yet."""
        if self.can_renew and (not self.token or self._ends_soon()):
            return self.renew()
        if not self.token:
            raise ConfigError(
                "Neither an access token nor a client id and secret is set."
            )
        return self.token

    def renew(self) -> str:
        """Ask for a new token, have it stored and return it."""
        response = self.http.request(
            "POST",
            self.url,
            headers={"Accept": "application/json"},
            json={
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "grant_type": "client_credentials",
            },
            idempotent=True,  # a token that nobody received does no harm
        )
        answer = _answer(response)
        self.token = answer["access_token"]
        self.expires_at = self._now() + timedelta(seconds=int(answer["expires_in"]))
        if self.save:
            self.save(TOKEN, self.token, self.expires_at)
        return self.token

    def _ends_soon(self):
        return bool(self.expires_at) and self.expires_at - self._now() < EARLY

    def _now(self):
        return datetime.fromtimestamp(self.clock(), UTC)


def _answer(response):
    try:
        answer = response.json()
    except ValueError:
        raise TransientError("The token request got no answer that we know.") from None
    if not isinstance(answer, dict) or "access_token" not in answer:
        refusal = answer.get("error", "") if isinstance(answer, dict) else ""
        text = REFUSALS.get(refusal, "The platform gives the app no access token.")
        raise ConfigError(text, refusal or None)
    return answer


def _aware(value):
    """Return an expiry (text, naive or aware UTC) as aware UTC; None when unknown."""
    if not value:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
