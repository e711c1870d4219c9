"""What the fake answers: query roots, computed fields and mutations by name.

A new mutation is one function in one file of ``mutations/``::

    @mutation("tagsAdd")
    def tags_add(call, id, tags):
        ...
        return {"node": id}
"""

import importlib
import pkgutil
import re

ROOTS = {}
FIELDS = {}  # (type name, field name) -> function(record, args, call)
MUTATIONS = {}
IDEMPOTENT = {
    "inventoryActivate",
    "inventoryAdjustQuantities",
    "inventoryMoveQuantities",
    "inventorySetOnHandQuantities",
    "inventorySetQuantities",
    "inventoryShipmentAddItems",
    "inventoryShipmentCreate",
    "inventoryShipmentCreateInTransit",
    "inventoryShipmentReceive",
    "inventoryTransferCreate",
    "inventoryTransferCreateAsReadyToShip",
    "inventoryTransferDuplicate",
    "inventoryTransferSetItems",
    "locationActivate",
    "locationDeactivate",
    "refundCreate",
}


def root(name):
    """Register a query root: ``function(call, **arguments)``."""

    def register(function):
        ROOTS[name] = function
        return function

    return register


def field(type_name, *names):
    """Register a computed field: ``function(record, args, call)``."""

    def register(function):
        for name in names:
            FIELDS[type_name, name] = function
        return function

    return register


def mutation(name):
    """Register a mutation: ``function(call, **arguments)`` that returns its payload."""

    def register(function):
        MUTATIONS[name] = function
        return function

    return register


def snake(args):
    """Return arguments under Python names (locationId becomes location_id)."""
    return {
        re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower(): v
        for name, v in args.items()
    }


def load_all():
    """Import the modules that register something."""
    from . import (  # noqa: F401
        companies,
        fields,
        fields_catalogue,
        markets,
        mutations,
        roots,
        roots_money,
        suggestions,
    )

    for module in pkgutil.iter_modules(mutations.__path__):
        importlib.import_module(f"{mutations.__name__}.{module.name}")
