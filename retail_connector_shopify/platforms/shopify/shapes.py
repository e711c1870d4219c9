"""Small readers of the platform's own shapes: money bags, times, ids, addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from odoo.addons.retail_connector_base.canonical import Address, Money

GID = "gid://shopify/"


@dataclass(frozen=True)
class View:
    """How to read payloads of one shop: which side of its money, which address.

    :param side: ``shopMoney`` or ``presentmentMoney``
    :param shop: the shop's own domain, for links
    """

    side: str = "shopMoney"
    shop: str = ""

    def money(self, bag: Mapping[str, Any]) -> Money:
        """Return the wanted side of a money bag."""
        return money(bag[self.side])

    def other(self, bag: Mapping[str, Any]) -> Money | None:
        """Return what the customer saw, when that is another currency than ours."""
        if bag["presentmentMoney"]["currencyCode"] == bag["shopMoney"]["currencyCode"]:
            return None
        return money(bag["presentmentMoney"])


def money(value: Mapping[str, str]) -> Money:
    """Return an amount with its currency."""
    return Money(Decimal(value["amount"]), value["currencyCode"])


def moment(value: str | None) -> datetime | None:
    """Return a time of the platform as aware UTC; None stays None."""
    return datetime.fromisoformat(value).astimezone(UTC) if value else None


def version(value: str | None) -> str:
    """Return a time as UTC text that sorts like the time; empty for none."""
    when = moment(value)
    return when.isoformat() if when else ""


def fraction(value: float | int | None) -> Decimal:
    """Return a tax rate exactly as it was written; none is zero."""
    return Decimal(str(value)) if value is not None else Decimal(0)


def gid(kind: str, number) -> str:
    """Return the global id of a thing whose number is known."""
    return f"{GID}{kind}/{number}"


def number(global_id: str) -> str:
    """Return the plain number of a global id."""
    return global_id.partition("?")[0].rpartition("/")[2]


def id_of(thing: Mapping[str, Any] | None) -> str:
    """Return the id of a nested thing; empty when it is gone."""
    return thing["id"] if thing else ""


def address(value: Mapping[str, Any] | None) -> Address:
    """Return a mailing or location address; an empty one for none."""
    if not value:
        return Address()
    return Address(
        external_id=value.get("id") or "",
        name=value.get("name") or "",
        company=value.get("company") or "",
        street=value.get("address1") or "",
        street2=value.get("address2") or "",
        city=value.get("city") or "",
        zip=value.get("zip") or "",
        state_code=value.get("provinceCode") or "",
        country_code=value.get("countryCodeV2") or value.get("countryCode") or "",
        phone=value.get("phone") or "",
    )


def pairs(attributes) -> dict[str, str]:
    """Return custom attributes as a dictionary; a key that repeats keeps all values."""
    found: dict[str, str] = {}
    for item in attributes or ():
        text = item["value"] or ""
        known = found.get(item["key"])
        found[item["key"]] = text if known is None else f"{known}\n{text}"
    return found
