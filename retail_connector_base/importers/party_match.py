"""Who is the same person or company: rules, no Odoo.

Two people are never merged silently. An e-mail address or phone number finds a
contact; the names decide whether it is the same one.
"""

import re
import unicodedata


def words(text: str) -> frozenset[str]:
    """Return the words of a name, without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text or "")
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return frozenset(re.findall(r"\w+", plain.casefold()))


def names_agree(one: str, other: str) -> bool:
    """Return whether two names can belong to the same person.

    ``J. Smith``, ``Smith, John`` and ``john smith`` agree; ``Ann Smith`` and
    ``John Smith`` do not; no name, or an e-mail address for a name, agrees with all.
    """
    first, second = _name_words(one), _name_words(other)
    if not first or not second:
        return True
    short, long = sorted((first, second), key=len)
    rest = set(long)
    for word in sorted(short, key=len, reverse=True):
        match = _partner(word, rest)
        if match is None:
            return False
        rest.discard(match)
    return True


def _name_words(name):
    return frozenset() if "@" in (name or "") else words(name)


def _partner(word, others):
    """Return the word of ``others`` that is ``word`` or an initial of either."""
    if word in others:
        return word
    for other in sorted(others):
        if 1 in (len(word), len(other)) and word[0] == other[0]:
            return other
    return None


def email_key(email: str) -> str:
    """Return an e-mail address as it is compared."""
    return (email or "").strip().casefold()


def phone_key(phone: str) -> str:
    """Return the digits of a phone number that count: the last nine.

    Country and trunk prefixes are written in too many ways to compare them.
    """
    digits = re.sub(r"\D", "", phone or "")
    return digits[-9:] if len(digits) >= 7 else ""


def vat_key(vat: str) -> str:
    """Return a VAT number as it is compared."""
    return re.sub(r"[^0-9A-Z]", "", (vat or "").upper())


ADDRESS_FIELDS = (
    "name",
    "street",
    "street2",
    "zip",
    "city",
    "state_code",
    "country_code",
)


def address_key(values) -> tuple[str, ...]:
    """Return an address as it is compared; ``values`` maps ADDRESS_FIELDS."""
    return tuple(
        " ".join(sorted(words(values.get(name) or ""))) for name in ADDRESS_FIELDS
    )
