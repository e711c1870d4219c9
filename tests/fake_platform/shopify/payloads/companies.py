"""Payloads about companies and their places."""

from ..store import numeric
from .common import at


def company(shop, record):
    """Return the payload of companies/create and update."""
    return {
        "name": record["name"],
        "note": record["note"],
        "external_id": record["externalId"],
        "main_contact_admin_graphql_api_id": None,
        "created_at": at(shop, record["createdAt"]),
        "updated_at": at(shop, record["updatedAt"]),
        "customer_since": at(shop, record["customerSince"]),
        "admin_graphql_api_id": record["id"],
        "id": numeric(record["id"]),
    }


def location(shop, record):
    """Return the payload of company_locations/create and update."""
    return {
        "name": record["name"],
        "external_id": record["externalId"],
        "phone": record["phone"],
        "locale": record["locale"],
        "created_at": at(shop, record["createdAt"]),
        "updated_at": at(shop, record["updatedAt"]),
        "note": record["note"],
        "admin_graphql_api_id": record["id"],
        "company": company(shop, shop.get(record["company"])),
    }
