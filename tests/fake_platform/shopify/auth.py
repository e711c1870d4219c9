"""Tokens of a shop: the installed app's own and those that it was granted."""

import secrets
import time

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
    if form.get("grant_type") != "client_credentials":
        return 400, {"error": "unsupported_grant_type"}
    if form.get("client_id") != known["client_id"]:
        return 400, {"error": "application_cannot_be_found"}
    if form.get("client_secret") != known["client_secret"]:
        return 400, {"error": "invalid_client"}
    if not known["installed"]:
        return 400, {"error": "app_not_installed"}
    life = shop.settings["token_seconds"]
    token = f"shpat_{secrets.token_hex(16)}"
    known["tokens"][token] = time.time() + life
    return 200, {
        "access_token": token,
        "scope": ",".join(known["scopes"]),
        "expires_in": life,
    }


def expire_all(shop):
    """Let every granted token expire."""
    for token in shop.credentials["tokens"]:
        shop.credentials["tokens"][token] = 0
