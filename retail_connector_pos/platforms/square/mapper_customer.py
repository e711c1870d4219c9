"""Customers."""

from odoo.addons.retail_connector_base.canonical import Address, Party

from .shapes import moment


def party(raw) -> Party:
    """Return a customer; a company's name stands for it when no person is named."""
    person = " ".join(
        part for part in (raw.get("given_name"), raw.get("family_name")) if part
    )
    company = raw.get("company_name") or ""
    name = person or company or raw.get("nickname") or raw.get("email_address") or ""
    preferences = raw.get("preferences") or {}
    refused = preferences.get("email_unsubscribed")
    return Party(
        external_id=raw["id"],
        name=name,
        email=raw.get("email_address") or "",
        phone=raw.get("phone_number") or "",
        vat=(raw.get("tax_ids") or {}).get("eu_vat") or "",
        company=company,
        is_company=bool(company and not person),
        addresses=_addresses(raw, name),
        accepts_marketing=None if refused is None else not refused,
        note=raw.get("note") or "",
        updated_at=moment(raw.get("updated_at")),
    )


def _addresses(raw, name):
    found = address(raw.get("address") or {}, name)
    return (found,) if found.street or found.city or found.zip else ()


def address(row, name="") -> Address:
    """Return an address; the state comes without its country."""
    return Address(
        name=name,
        street=row.get("address_line_1") or "",
        street2=row.get("address_line_2") or "",
        city=row.get("locality") or "",
        zip=row.get("postal_code") or "",
        state_code=row.get("administrative_district_level_1") or "",
        country_code=row.get("country") or "",
    )
