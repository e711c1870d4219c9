"""Tokens of a shop: the installed app's own and those that it was granted."""

import hashlib
import hmac
import secrets
import time

HOUR = 3600  # seconds

WRONG_TOKEN = (
    "[API] Invalid API key or access token (unrecognized login or wrong password)"
)


def new_credentials(rng, domain, scopes):
    """Return the credentials of an app in a shop; the seed makes them repeatable."""
    secret = f"shpss_{rng.getrandbits(128):032x}"
    return {
        "shop": domain,
        "access_token": f"shpat_{rng.getrandbits(128):032x}",
        "client_id": f"{rng.getrandbits(128):032x}",
        "client_secret": secret,
        "webhook_secret": secret,  # the platform signs with the app's client secret
        "scopes": sorted(scopes),
        "tokens": {},  # granted token: time of expiry
        "installed": True,
        "other_organisation": False,  # then only a person's sign-in gives tokens
        "codes": [],
        "refresh": [],
    }


def scopes_of(shop, token):
    """Return the granted scopes of a valid token, None for a wrong or expired one."""
    known = shop.credentials
    if not known["installed"] or not token:
        return None
    expiry = known["tokens"].get(token)
    if token != known["access_token"] and (expiry is None or expiry < time.time()):
        return None
    granted = set(known["scopes"])
    granted |= {
        "read_" + scope[6:] for scope in known["scopes"] if scope.startswith("write_")
    }
    return frozenset(granted)


def grant(shop, form):
    """Answer POST /admin/oauth/access_token."""
    known = shop.credentials
    kind = form.get("grant_type")
    if kind not in (None, "client_credentials", "refresh_token"):
        return 400, {"error": "unsupported_grant_type"}
    if form.get("client_id") != known["client_id"]:
        return 400, {"error": "application_cannot_be_found"}
    if form.get("client_secret") != known["client_secret"]:
        return 400, {"error": "invalid_client"}
    if not known["installed"]:
        return 400, {"error": "app_not_installed"}
    if kind == "client_credentials":
        if known["other_organisation"]:
            return 400, {"error": "shop_not_permitted"}
        return 200, _token(shop, shop.settings["token_seconds"])
    if kind is None:
        if form.get("code") not in known["codes"]:
            return 400, {"error": "invalid_request"}
        known["codes"].remove(form["code"])
    elif form.get("refresh_token") not in known["refresh"]:
        return 400, {"error": "invalid_grant"}
    return 200, _token(shop, HOUR) | _refresh(known)


def _token(shop, life):
    known = shop.credentials
    token = f"shpat_{secrets.token_hex(16)}"
    known["tokens"][token] = time.time() + life
    return {
        "access_token": token,
        "scope": ",".join(known["scopes"]),
        "expires_in": life,
    }


def _refresh(known):
    """Return a new refresh token; only the one before stays good."""
    token = f"shprt_{secrets.token_hex(16)}"
    known["refresh"] = [*known["refresh"][-1:], token]
    return {"refresh_token": token, "refresh_token_expires_in": 90 * 24 * HOUR}


def allow(shop, state):
    """Let a person agree to the app; return the query he is sent back with."""
    known = shop.credentials
    known["other_organisation"], known["installed"] = True, True
    known["codes"].append(secrets.token_hex(16))
    query = {
        "code": known["codes"][-1],
        "host": "YWRtaW4uZXhhbXBsZQ",
        "shop": shop.domain,
        "state": state,
        "timestamp": str(int(time.time())),
    }
    text = "&".join(f"{name}={query[name]}" for name in sorted(query))
    secret = known["client_secret"].encode()
    return query | {"hmac": hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()}


def expire_all(shop):
    """Let every granted token expire."""
    for token in shop.credentials["tokens"]:
        shop.credentials["tokens"][token] = 0
