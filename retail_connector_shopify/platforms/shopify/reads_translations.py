"""Texts in other languages: one request a language for a page of what has them."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from .client import AdminClient
from .mapper_product import option_names

KINDS = ("product", "collection")
PAGE = 250  # resources a request; an option and each of its values is one too
SCOPES = ("read_translations", "write_translations")  # either will do


def add(
    client: AdminClient,
    records: Mapping[str, Any],
    locales: Sequence[str] | None,
    scopes: frozenset[str],
) -> None:
    """Add the texts in these languages to the records, where we may read them."""
    found = [record for record in records.values() if record]
    if not found or not locales or scopes.isdisjoint(SCOPES):
        return
    owners = {}  # id of a resource -> (the record it is of, our name of its text)
    for record in found:
        record["translations"] = []
        owners[record["id"]] = (record, "")
        for one, name in option_names(record).items():
            owners[one] = (record, name)
    for locale, node in read(client, list(owners), locales):
        record, name = owners[node["resourceId"]]
        more = {"of": name} if name else {}
        record["translations"] += [
            {"locale": locale, **text, **more} for text in node["translations"]
        ]


def read(client: AdminClient, ids: Sequence[str], locales: Sequence[str]):
    """Yield (locale, resource with its texts in that language)."""
    pages = [ids[start : start + PAGE] for start in range(0, len(ids), PAGE)]
    for locale, page in product(locales, pages):
        answer = client.run("translations_by_id", {"ids": page, "locale": locale})
        for node in answer["translatableResourcesByIds"]["nodes"]:
            yield locale, node
