"""Secrets at rest: only with the key, and errors that say what to do."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_base.platforms.cipher import (
    Cipher,
    CipherError,
    KeyChanged,
    KeyMissing,
    fingerprint,
)

OLD = Fernet.generate_key().decode()
NEW = Fernet.generate_key().decode()


@given(st.text())
def test_what_goes_in_comes_out(text):
    cipher = Cipher(NEW)
    assert cipher.decrypt(cipher.encrypt(text)) == text


def test_the_text_does_not_show():
    stored = Cipher(NEW).encrypt("open sesame")
    assert "sesame" not in stored
    assert stored != Cipher(NEW).encrypt("open sesame")


def test_a_missing_key_is_said_when_it_is_needed():
    for keys in (None, "", " , "):
        with pytest.raises(KeyMissing, match="retail_connector_key"):
            Cipher(keys).encrypt("x")
        with pytest.raises(KeyMissing):
            Cipher(keys).decrypt(Cipher(OLD).encrypt("x"))


def test_a_changed_key_is_named():
    stored = Cipher(OLD).encrypt("x")
    with pytest.raises(KeyChanged, match=fingerprint(OLD)):
        Cipher(NEW).decrypt(stored)


def test_the_old_key_behind_the_new_one_still_opens():
    stored = Cipher(OLD).encrypt("x")
    assert Cipher(f"{NEW}, {OLD}").decrypt(stored) == "x"


def test_rotation_encrypts_with_the_first_key():
    both = Cipher(f"{NEW},{OLD}")
    stored = Cipher(OLD).encrypt("x")
    assert both.needs_rotation(stored)
    rotated = both.rotate(stored)
    assert not both.needs_rotation(rotated)
    assert both.rotate(rotated) == rotated
    assert Cipher(NEW).decrypt(rotated) == "x"


def test_a_key_that_is_none_is_refused_by_its_number_not_its_text():
    with pytest.raises(CipherError, match="number 2") as caught:
        Cipher(f"{NEW},secret-looking")
    assert "secret-looking" not in str(caught.value)


@pytest.mark.parametrize("stored", ["", "x", "v1:", "v0:aa:bb"])
def test_an_unknown_form_is_refused(stored):
    with pytest.raises(CipherError):
        Cipher(NEW).decrypt(stored)


def test_a_damaged_secret_is_refused():
    stored = Cipher(NEW).encrypt("x")
    with pytest.raises(CipherError, match="damaged"):
        Cipher(NEW).decrypt(stored[:-4] + "AAAA")
