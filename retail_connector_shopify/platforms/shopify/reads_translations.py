"""Texts of products in other languages: one request a language for a page of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from .client import AdminClient

SCOPES = ("read_translations", "write_translations")  # either will do


def add(
    client: AdminClient,
    products: Mapping[str, Any],
    locales: Sequence[str] | None,
    scopes: frozenset[str],
) -> None:
    """Add the texts in these languages to the products, where we may read them."""
    found = {one: product for one, product in products.items() if product}
    if not found or not locales or scopes.isdisjoint(SCOPES):
        return
    for product in found.values():
        product["translations"] = []
    for locale in locales:
        answer = client.run(
            "translations_by_id", {"ids": list(found), "locale": locale}
        )
        for node in answer["translatableResourcesByIds"]["nodes"]:
            found[node["resourceId"]]["translations"] += [
                {"locale": locale, **text} for text in node["translations"]
            ]
