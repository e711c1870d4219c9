"""Sign in at a platform (OAuth 2) and keep its tokens fresh, one worker at a time.

A refresh token that rotates is worth nothing once it was used: two workers that refresh
at once lose the connection. So asking and storing happen under a row lock, and what was
handed out is committed before anybody uses it (``renew_in_turn`` of the connection).
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from .errors import ConfigError, TransientError

EARLY = timedelta(minutes=3)  # renew when less than this is left
ACCESS, REFRESH = "access_token", "refresh_token"
ENDED = ("invalid_grant", "invalid_token", "unauthorized_client")

Fresh = Mapping[str, tuple[str, datetime | None]]  # setting -> (value, ends at)


@dataclass(frozen=True)
class OAuth:
    """Where and how to sign in. Addresses are whole, or paths below an override.

    :param basic: the client authenticates in a header, else in the body
    :param as_json: the token request is JSON, else a form
    :param client_grant: without a refresh token the app signs in for itself
    """

    authorize_url: str
    token_url: str
    scopes: tuple[str, ...] = ()
    scope_separator: str = " "
    basic: bool = False
    as_json: bool = False
    client_grant: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)  # of the token request
    headers: Mapping[str, str] = field(default_factory=dict)

    def sign_in_url(self, values: Mapping[str, str], redirect: str, state: str) -> str:
        """Return the address a person is sent to."""
        if not values.get("client_id"):
            raise ConfigError("fill in the client id first", "incomplete")
        return f"{self.authorize_url}?" + urlencode(
            {
                "response_type": "code",
                "client_id": values["client_id"],
                "redirect_uri": redirect,
                "scope": self.scope_separator.join(self.scopes),
                "state": state,
            }
        )


class TokenKeeper:
    """Hand out an access token that is good for some minutes yet.

    :param values: settings by name, with ``access_token_expires_at``
    :param renew_in_turn: called with (stale access token, ask); runs ``ask`` with the
        stored values under a lock unless somebody else has renewed meanwhile, stores
        what it returns, commits, and returns all values
    """

    def __init__(
        self,
        oauth: OAuth,
        values: Mapping[str, str],
        http,
        clock: Callable[[], float],
        renew_in_turn: Callable[[str, Callable[[Mapping[str, str]], Fresh]], Mapping],
    ):
        self.oauth, self.values = oauth, values
        self.http, self.clock, self.renew_in_turn = http, clock, renew_in_turn

    def current(self) -> str:
        """Return the access token, renewed if it ends soon."""
        ends = self.values.get(f"{ACCESS}_expires_at")
        soon = ends and _aware(ends) - self._now() < EARLY
        if not self.values.get(ACCESS) or soon:
            return self.renew()
        return self.values[ACCESS]

    def renew(self) -> str:
        """Get a new access token, whoever asks for it first, and return it."""
        self.values = self.renew_in_turn(self.values.get(ACCESS) or "", self._ask)
        return self.values[ACCESS]

    def exchange(self, code: str, redirect: str) -> Fresh:
        """Return the tokens for the code that a person brought back."""
        return self._request(
            self.values,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect,
            },
        )

    def _ask(self, values):
        if values.get(REFRESH):
            grant = {"grant_type": "refresh_token", REFRESH: values[REFRESH]}
        elif self.oauth.client_grant:
            grant = {"grant_type": "client_credentials"}
            if self.oauth.scopes:
                grant["scope"] = self.oauth.scope_separator.join(self.oauth.scopes)
        else:
            raise ConfigError("Sign in at the platform first.", "reauthorise")
        return self._request(values, grant)

    def _request(self, values, grant):
        client = {
            "client_id": values.get("client_id") or "",
            "client_secret": values.get("client_secret") or "",
        }
        headers = {"Accept": "application/json", **self.oauth.headers}
        body = {**grant, **self.oauth.extra}
        if self.oauth.basic:
            pair = f"{client['client_id']}:{client['client_secret']}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        else:
            body |= client
        sent = {"json": body} if self.oauth.as_json else {"data": body}
        try:
            response = self.http.request(
                "POST", self.oauth.token_url, headers=headers, **sent
            )
        except ConfigError as error:
            raise ConfigError(
                "The platform does not accept the client or the sign-in.", error.code
            ) from None
        return self._fresh(response)

    def _fresh(self, response) -> Fresh:
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TransientError("the token request got no answer that we know")
        if ACCESS not in answer:
            code = str(answer.get("error") or answer.get("type") or "refused")
            if code in ENDED:
                raise ConfigError(
                    "The sign-in has ended. Sign in again.", "reauthorise"
                )
            raise ConfigError(
                f"The platform gives no access token ({code}).", "refused"
            )
        fresh = {ACCESS: (answer[ACCESS], self._ends(answer))}
        if answer.get(REFRESH):
            seconds = answer.get("x_refresh_token_expires_in")
            ends = self._now() + timedelta(seconds=int(seconds)) if seconds else None
            fresh[REFRESH] = (answer[REFRESH], ends)
        return fresh

    def _ends(self, answer):
        """Return when an access token ends; platforms give seconds or a time."""
        if answer.get("expires_in"):
            return self._now() + timedelta(seconds=int(answer["expires_in"]))
        for name in ("expires_at", "expires"):
            if value := answer.get(name):
                if isinstance(value, int) or str(value).isdigit():
                    return datetime.fromtimestamp(int(value), UTC)
                return _aware(str(value).replace("Z", "+00:00"))
        return None

    def _now(self):
        return datetime.fromtimestamp(self.clock(), UTC)


class SignedHttp:
    """Send requests with a good token; one withdrawn early is renewed once.

    :param adapter: whose session, budget, settings and clock are used
    """

    def __init__(self, adapter, oauth: OAuth):
        self.http, self.budget = adapter.http, adapter.budget
        self.tokens = TokenKeeper(
            oauth, adapter.values, adapter.http, adapter.clock, adapter.renew_in_turn
        )

    def request(self, method, url, headers=None, **options):
        """Return the response; see ``Http.request``."""
        if self.budget:
            self.budget.take()
        token = self.tokens.current()
        try:
            return self._send(method, url, token, headers, options)
        except ConfigError as error:
            if error.code != "unauthorized":
                raise
        return self._send(method, url, self.tokens.renew(), headers, options)

    def _send(self, method, url, token, headers, options):
        headers = {
            "Accept": "application/json",
            **(headers or {}),
            "Authorization": f"Bearer {token}",
        }
        return self.http.request(method, url, headers=headers, **options)


def _aware(value):
    """Return an expiry (text, naive or aware UTC) as aware UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def renew_alone(values, save):
    """Return a ``renew_in_turn`` for an adapter that shares its tokens with nobody."""

    known = dict(values)

    def renew(_stale, ask):
        for name, (value, ends) in ask(known).items():
            if save:
                save(name, value, ends)
            known.update({name: value, f"{name}_expires_at": ends})
        return dict(known)

    return renew
