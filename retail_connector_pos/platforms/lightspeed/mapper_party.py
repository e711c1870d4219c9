"""Customers as parties."""

from odoo.addons.retail_connector_base.canonical import Address, Party

from .shapes import moment

WALK_IN = "WALKIN"  # code of the customer that stands for nobody


def party(payload) -> Party:
    """Return a customer."""
    row = payload.get("customer", payload)
    name = " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))
    company = row.get("company_name") or ""
    return Party(
        external_id=row["id"],
        name=name or company or row.get("customer_code") or "",
        email=row.get("email") or "",
        phone=row.get("mobile") or row.get("phone") or "",
        company=company,
        addresses=tuple(
            address
            for address in (
                _address(row, "postal", name),
                _address(row, "physical", name),
            )
            if address
        ),
        accepts_marketing=not row["do_not_email"] if "do_not_email" in row else None,
        note=row.get("note") or "",
        updated_at=moment(row.get("updated_at")),
        attributes={"code": row["customer_code"]} if row.get("customer_code") else {},
    )


def _address(row, kind, name):
    def text(part):
        return row.get(f"{kind}_{part}") or ""

    if not any(text(part) for part in ("address_1", "city", "postcode")):
        return None
    return Address(
        name=name,
        street=text("address_1"),
        street2=", ".join(filter(None, (text("address_2"), text("suburb")))),
        city=text("city"),
        zip=text("postcode"),
        country_code=text("country_id").upper(),
    )


def customer_of(sale, context) -> Party | None:
    """Return who bought; the customer that stands for nobody is nobody."""
    if not sale.get("customer_id"):
        return None
    row = context.get("customer")
    if row is None:
        return Party(external_id=sale["customer_id"])
    if (row.get("customer_code") or "").upper() == WALK_IN:
        return None
    return party(row)
