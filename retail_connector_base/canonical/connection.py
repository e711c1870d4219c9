"""What a connection may do at its platform."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lack:
    """A flow and the permissions it needs but has not got."""

    flow: str  # code, e.g. ``stock_out``
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Connection:
    """The permissions that were granted, and what does not work without others."""

    external_id: str
    scopes: tuple[str, ...] = ()
    lacks: tuple[Lack, ...] = ()
