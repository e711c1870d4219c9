"""Try another version of a platform's API before it is used: read, compare, report."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..canonical import InvariantError, encode
from .errors import PlatformError

LONGEST = 5  # differences named of one document
RESULTS = (
    "same",  # both versions tell the same
    "different",
    "refused",  # the other version does not take the request
    "moved",  # it changed between the two readings
    "not_understood",  # the answer does not become a document
)


@dataclass(frozen=True)
class Finding:
    """What came of one request or one thing."""

    subject: str  # the request's name, or the kind of document
    result: str
    entity_id: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Rehearsal:
    """What another version would do to us."""

    wanted: str
    served: str  # by which version the platform really answered
    findings: tuple[Finding, ...]
    deprecations: str = ""  # fields in use that will go

    @property
    def passed(self) -> bool:
        """Return whether nothing speaks against the version."""
        good = all(finding.result in ("same", "moved") for finding in self.findings)
        return good and self.served == self.wanted


def compare(now, other, samples: Mapping[str, Sequence[str]]):
    """Yield what two adapters of one platform, each of its version, read and make.

    :param samples: kind -> ids of things that are there
    """
    for kind, ids in samples.items():
        try:
            before = now.fetch_many(kind, ids)
            after = other.fetch_many(kind, ids)
        except PlatformError as error:
            yield Finding(kind, "refused", detail=error.message)
            continue
        for one in ids:
            if before.get(one) is not None:
                yield _compare_one(now, other, kind, one, before, after)


def _compare_one(now, other, kind, one, before, after):
    try:
        first = now.parse(kind, before[one])
        second = other.parse(kind, after[one]) if after.get(one) is not None else None
    except (PlatformError, InvariantError) as error:
        return Finding(kind, "not_understood", one, str(error))
    if second is None:
        return Finding(kind, "different", one, "gone")
    if getattr(first, "updated_at", None) != getattr(second, "updated_at", None):
        return Finding(kind, "moved", one)
    paths = list(differences(json.loads(encode(first)), json.loads(encode(second))))
    if paths:
        return Finding(kind, "different", one, ", ".join(paths[:LONGEST]))
    return Finding(kind, "same", one)


def differences(first, second, path=""):
    """Yield the paths at which two plain values differ; never the values."""
    if isinstance(first, dict) and isinstance(second, dict):
        for key in sorted({*first, *second}):
            deeper = f"{path}.{key}" if path else key
            yield from differences(first.get(key), second.get(key), deeper)
    elif (
        isinstance(first, list)
        and isinstance(second, list)
        and len(first) == len(second)
    ):
        for index, pair in enumerate(zip(first, second, strict=True)):
            yield from differences(*pair, f"{path}[{index}]")
    elif first != second:
        yield path
