"""People and companies that buy."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Address:
    """A postal address as the platform gives it; codes are ISO 3166."""

    name: str = ""
    company: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    zip: str = ""
    state_code: str = ""  # ISO 3166-2 without the country, e.g. "CA"
    country_code: str = ""  # ISO 3166-1 alpha-2
    phone: str = ""
    external_id: str = ""

    def __bool__(self):
        return any((self.street, self.city, self.zip, self.country_code, self.name))


@dataclass(frozen=True)
class Party:
    """A customer. ``external_id`` is empty for a guest."""

    external_id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    vat: str = ""
    company: str = ""
    is_company: bool = False
    addresses: tuple[Address, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""  # BCP 47
    tax_exempt: bool = False
    tax_exemptions: tuple[str, ...] = ()  # the platform's codes
    accepts_marketing: bool | None = None  # by e-mail
    accepts_sms: bool | None = None
    note: str = ""
    updated_at: datetime | None = None
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PartyMerge:
    """Two customers of the platform became one: ``kept`` is the one that is left."""

    external_id: str
    kept: str
    gone: str
