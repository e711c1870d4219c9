"""What a payload looks like: its paths and the words of its enumerations. Pure.

What a platform's shipped samples hold is what we know of it. What is found beside
that came with a change of the contract, or was never seen before; both are worth a
look, neither is an error.
"""

import json
import re
import sys
from functools import lru_cache
from pathlib import Path

DEPTH = 14  # levels followed
LIST = 25  # elements of a list looked at
WORDS = "words.json"  # beside the samples
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}\Z")  # else a key is data, not a name
WORD = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\Z|[A-Z]{4,40}\Z")


class Words(set):
    """All words of an enumeration that a platform documents."""


def shape(payload, listed=frozenset()):
    """Return path -> set of enumeration-like words found there.

    :param listed: paths where every text is a word
    """
    found = {}
    _walk(payload, "", found, 0, listed)
    return found


def _walk(value, path, found, depth, listed):
    if isinstance(value, dict):
        if path:
            found.setdefault(path, set())
        if depth < DEPTH:
            for name, child in value.items():
                named = name if NAME.match(str(name)) else "*"
                inner = f"{path}.{named}" if path else named
                _walk(child, inner, found, depth + 1, listed)
    elif isinstance(value, list):
        found.setdefault(path, set())
        for child in value[:LIST]:
            _walk(child, f"{path}[]", found, depth + 1, listed)
    else:
        words = found.setdefault(path, set())
        if isinstance(value, str) and (path in listed or WORD.match(value)):
            words.add(value)


def unknown(payload, known):
    """Return (new paths, {path: new words}) of a payload beside what is known.

    Only the topmost of new paths is told: what is inside of it is new as well. A word
    is new where the known values of the path are words too.
    """
    listed = {path for path, words in known.items() if isinstance(words, Words)}
    found = shape(payload, listed)
    fresh = [path for path in found if path not in known]
    tops = sorted(
        path for path in fresh if not any(_inside(path, other) for other in fresh)
    )
    words = {
        path: values - known[path]
        for path, values in found.items()
        if path in known and known[path] and values - known[path]
    }
    return tops, words


def _inside(path, other):
    return path != other and path.startswith((f"{other}.", f"{other}["))


@lru_cache(maxsize=64)
def known_shapes(adapter_class):
    """Return kind -> shape of the samples that lie beside an adapter.

    Anything an element of a list, or a whole object, may hold is joined over all
    samples of the kind.
    """
    file = getattr(sys.modules[adapter_class.__module__], "__file__", None)
    known = {}
    if file is None:
        return known
    for sample in sorted(Path(file).parent.glob("samples/*.json")):
        if sample.name == WORDS:
            continue
        kind = sample.name.split("-", 1)[0].removesuffix(".json")
        with sample.open() as text:
            for path, words in shape(json.load(text)).items():
                known.setdefault(kind, {}).setdefault(path, set()).update(words)
    documented = Path(file).parent / "samples" / WORDS
    if documented.exists():
        for kind, paths in json.loads(documented.read_text()).items():
            for path, words in paths.items():
                known.setdefault(kind, {})[path] = Words(words)
    return known
