"""Encrypt secrets with a key that is not in the database.

A stored secret reads ``v1:<fingerprint>:<token>``. The fingerprint says which key it
needs, so that a missing or changed key is named instead of guessed.
"""

import hashlib

from cryptography.fernet import Fernet, InvalidToken

VERSION = "v1"
OPTION = "retail_connector_key"  # in odoo.conf
VARIABLE = "RETAIL_CONNECTOR_KEY"  # in the environment; wins
HOW = (
    'Make one with: python3 -c "from cryptography.fernet import Fernet; '
    'print(Fernet.generate_key().decode())"'
)


class CipherError(Exception):
    """A secret cannot be written or read; the message says what to do."""


class KeyMissing(CipherError):
    """No key is configured."""


class KeyChanged(CipherError):
    """The key a secret was written with is not configured any more."""


def fingerprint(key: str) -> str:
    """Return what tells a key from others without telling the key."""
    return hashlib.sha256(b"retail connector " + key.encode()).hexdigest()[:8]


class Cipher:
    """Encrypt with the first key, decrypt with any.

    :param keys: Fernet keys, separated by commas; put a new one in front to rotate
    """

    def __init__(self, keys: str | None):
        self._keys = {}
        for number, key in enumerate(filter(None, map(str.strip, _split(keys))), 1):
            try:
                self._keys[fingerprint(key)] = Fernet(key.encode())
            except ValueError:
                raise CipherError(
                    f"Key number {number} of {OPTION} is not a valid key. {HOW}"
                ) from None

    @property
    def current(self) -> str:
        """Return the fingerprint of the key that encrypts."""
        if not self._keys:
            raise KeyMissing(
                f"No encryption key is configured. Set {OPTION} in Odoo's "
                f"configuration file, or {VARIABLE} in its environment, and restart. "
                f"{HOW}"
            )
        return next(iter(self._keys))

    def encrypt(self, text: str) -> str:
        """Return ``text`` as it may be stored."""
        mark = self.current
        token = self._keys[mark].encrypt(text.encode()).decode()
        return f"{VERSION}:{mark}:{token}"

    def decrypt(self, stored: str) -> str:
        """Return the text behind ``stored``; raise KeyMissing, KeyChanged."""
        mark, token = _parts(stored)
        _ = self.current  # a missing key is said first
        if mark not in self._keys:
            raise KeyChanged(
                f"A secret was encrypted with another key (fingerprint {mark}). Put "
                f"that key back into {OPTION}, after the current one, or enter the "
                "secret again."
            )
        try:
            return self._keys[mark].decrypt(token.encode()).decode()
        except InvalidToken:
            raise CipherError("A stored secret is damaged. Enter it again.") from None

    def needs_rotation(self, stored: str) -> bool:
        """Return whether ``stored`` was written with an older key."""
        return _parts(stored)[0] != self.current

    def rotate(self, stored: str) -> str:
        """Return ``stored`` encrypted with the current key."""
        if not self.needs_rotation(stored):
            return stored
        return self.encrypt(self.decrypt(stored))


def _split(keys):
    return (keys or "").split(",")


def _parts(stored):
    version, _sep, rest = stored.partition(":")
    mark, sep, token = rest.partition(":")
    if version != VERSION or not sep:
        raise CipherError("A stored secret has an unknown form. Enter it again.")
    return mark, token
