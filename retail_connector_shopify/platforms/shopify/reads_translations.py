"""Texts in other languages: one request a language for a page of what has them."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from .client import AdminClient

KINDS = ("product", "collection")
PAGE = 50  # resources a request
SCOPES = ("read_translations", "write_translations")  # either will do


def add(
    client: AdminClient,
    records: Mapping[str, Any],
    locales: Sequence[str] | None,
    scopes: frozenset[str],
) -> None:
    """Add the texts in these languages to the records, where we may read them."""
    found = {one: record for one, record in records.items() if record}
    if not found or not locales or scopes.isdisjoint(SCOPES):
        return
    for record in found.values():
        record["translations"] = []
    pages = [list(found)[start : start + PAGE] for start in range(0, len(found), PAGE)]
    for locale, ids in product(locales, pages):
        answer = client.run("translations_by_id", {"ids": ids, "locale": locale})
        for node in answer["translatableResourcesByIds"]["nodes"]:
            found[node["resourceId"]]["translations"] += [
                {"locale": locale, **text} for text in node["translations"]
            ]
