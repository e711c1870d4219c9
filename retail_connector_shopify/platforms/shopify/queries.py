"""The GraphQL operations: one file each, fragments beside them, costs measured.

The first line of an operation's file is its cost in points (``# cost: 120``). The cost
is what the platform takes from our budget before it answers; the difference to the
actual cost comes back afterwards. ``nodes(ids:)`` costs the same for one id and for
many, so that a full batch of orders is one request.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "queries"
COST = re.compile(r"# cost: (\d+)\n")
SPREAD = re.compile(r"\.\.\.(\w+)\s*\n")


@dataclass(frozen=True)
class Operation:
    """A document to send, its cost in points and whether repeating it is harmless."""

    name: str
    text: str
    cost: int
    is_query: bool


@functools.cache
def operation(name: str) -> Operation:
    """Return the operation of ``queries/<name>.graphql`` with its fragments."""
    text = (FOLDER / f"{name}.graphql").read_text()
    header = COST.match(text)
    if not header:
        raise ValueError(f"{name}.graphql does not begin with its cost")
    body = text[header.end() :]
    needed = _needed(body, {})
    return Operation(
        name=name,
        text="\n".join([body, *needed.values()]),
        cost=int(header[1]),
        is_query=body.startswith("query"),
    )


@functools.cache
def inlined(name: str) -> str:
    """Return the bulk query of ``queries/bulk/<name>.graphql`` without fragments."""
    return _inline((FOLDER / "bulk" / f"{name}.graphql").read_text())


def names() -> list[str]:
    """Return the names of all operations."""
    return sorted(path.stem for path in FOLDER.glob("*.graphql"))


@functools.cache
def _fragment(name):
    return (FOLDER / "fragments" / f"{name}.graphql").read_text()


def _needed(text, found):
    for name in SPREAD.findall(text):
        if name not in found:
            found[name] = _fragment(name)
            _needed(found[name], found)
    return found


def _inline(text):
    def body(match):
        fragment = _fragment(match[1])
        return _inline(fragment[fragment.index("{") + 1 : fragment.rindex("}")])

    return SPREAD.sub(body, text)
