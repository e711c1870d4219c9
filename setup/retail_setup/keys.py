"""The installation's own secrets: made once, kept private, never printed."""

import base64
import secrets

from .state import write_private

ENCRYPTION_KEY = "RETAIL_CONNECTOR_KEY"


def file_of(state):
    """Return the file that holds the key which credentials are encrypted with."""
    return state.home / "encryption.key"


def encryption_key(state):
    """Return that key; it is made on first use, and RETAIL_CONNECTOR_KEY overrides it.

    Who loses it must enter all credentials of all connected platforms again.
    """
    return kept(file_of(state), new_fernet_key)


def kept(path, make):
    """Return a secret from its file; make it on first use."""
    if not path.exists():
        write_private(path, make())
    return path.read_text(encoding="utf-8").strip()


def new_fernet_key():
    """Return 32 random bytes in the form that Fernet reads."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def new_password():
    """Return a password that can be typed."""
    return secrets.token_urlsafe(12)
