"""Companies that buy: their places, the people who order for them, how they pay."""

from dataclasses import dataclass
from datetime import datetime

from .invariant import require
from .order import PaymentTerms
from .party import Address

ROLES = ("order", "admin", "other")  # what a person may do in a company's places


@dataclass(frozen=True)
class CompanyLocation:
    """A place of a company that orders and is invoiced on its own."""

    external_id: str
    name: str
    reference: str = ""
    shipping: Address = Address()
    billing: Address = Address()
    phone: str = ""
    vat: str = ""
    tax_exempt: bool = False
    tax_exemptions: tuple[str, ...] = ()  # the platform's codes
    payment_term: PaymentTerms | None = None


@dataclass(frozen=True)
class CompanyContact:
    """A customer who orders for a company."""

    party_id: str  # of the customer
    external_id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    title: str = ""
    main: bool = False
    place_roles: tuple[tuple[str, str], ...] = ()  # (id of a place, one of ROLES)
    role_names: tuple[str, ...] = ()  # as the platform calls them

    def __post_init__(self):
        for _place, role in self.place_roles:
            require(role in ROLES, "contact.place_roles", role)


@dataclass(frozen=True)
class Company:
    """A company; ``reference`` is our own key, kept at the platform."""

    external_id: str
    name: str
    reference: str = ""
    note: str = ""
    locations: tuple[CompanyLocation, ...] = ()
    contacts: tuple[CompanyContact, ...] = ()
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.external_id), "company.external_id", "missing")
        require(bool(self.name), "company.name", "missing")

    def roles_of(self, contact: CompanyContact) -> tuple[str, dict[str, str]]:
        """Return what somebody may do in general, and in the places that differ.

        The general word holds in places that come later too: it is "none" for who may
        not order everywhere today. ``none`` stands for no role.
        """
        held = dict(contact.place_roles)
        places = {
            p.external_id: held.get(p.external_id, "none") for p in self.locations
        }
        words = list(places.values())
        if not words or "none" in words:
            usual = "none"
        else:
            usual = max(("order", "admin", "other"), key=words.count)
        return usual, {one: word for one, word in places.items() if word != usual}
