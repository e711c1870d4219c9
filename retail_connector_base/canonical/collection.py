"""Groups of products in a shop, and the places a shop sells at."""

from dataclasses import dataclass
from datetime import datetime

from .invariant import require
from .product import Translation

FIELDS = ("tag", "title", "type", "vendor")
RELATIONS = ("equals", "contains")


@dataclass(frozen=True)
class CollectionRule:
    """What a product must be like to be in a collection by itself."""

    field: str  # one of FIELDS
    relation: str  # one of RELATIONS
    value: str

    def __post_init__(self):
        require(self.field in FIELDS, "rule.field", self.field)
        require(self.relation in RELATIONS, "rule.relation", self.relation)


@dataclass(frozen=True)
class Collection:
    """A group of products, chosen one by one or by rules.

    ``smart`` without rules: it has rules that are not in our words.
    """

    external_id: str
    title: str
    description_html: str = ""
    handle: str = ""
    smart: bool = False
    match: str = "all"  # all or any of the rules
    rules: tuple[CollectionRule, ...] = ()
    translations: tuple[Translation, ...] | None = None  # None: not read
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.external_id), "collection.external_id", "missing")


@dataclass(frozen=True)
class Publication:
    """A sales channel of the platform: web shop, tills, a market place."""

    external_id: str
    name: str

    def __post_init__(self):
        require(bool(self.external_id), "publication.external_id", "missing")
