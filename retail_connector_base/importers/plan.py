"""What an import would do, said so that two runs can be compared. Imports no Odoo."""

import hashlib
import json
from dataclasses import asdict, dataclass
from decimal import Decimal

CREATE, CHANGE, NOTHING, PARK, WAIT = "create", "change", "nothing", "park", "wait"
EFFECTS = {"ignored": NOTHING, "parked": PARK, "failed": WAIT, "dead": PARK}


@dataclass(frozen=True)
class PlanLine:
    """The effect of one document.

    :param kind: kind of document, e.g. order
    :param entity: the platform's id
    :param name: what people call it
    :param effect: create, change, nothing, park or wait
    :param cause: short code of why, if it is not imported
    :param message: the sentence to it
    :param amount: the document's total as the platform states it; None: it has none
    :param currency: of the amount
    :param units: units of its product lines
    :param decision: the rule that holds, confirms or releases it
    :param content: hash of the document
    """

    kind: str
    entity: str
    name: str = ""
    effect: str = NOTHING
    cause: str = ""
    message: str = ""
    amount: Decimal | None = None
    currency: str = ""
    units: Decimal = Decimal(0)
    decision: str = ""
    content: str = ""


def describe(document) -> dict:
    """Return name, amount, currency and units of a canonical document."""
    total = getattr(document, "total", None)
    lines = getattr(document, "lines", ()) or ()
    units = sum(
        (
            line.quantity
            for line in lines
            if getattr(line, "kind", "product") == "product"
            and isinstance(getattr(line, "quantity", None), Decimal)
        ),
        Decimal(0),
    )
    name = getattr(document, "name", "") or getattr(document, "title", "")
    return {
        "name": name or getattr(document, "external_id", ""),
        "amount": getattr(total, "amount", None),
        "currency": getattr(total, "currency", "") or "",
        "units": units,
    }


def digest(lines) -> str:
    """Return what two plans have in common exactly when they do the same.

    A sentence may name what is found in the database at the moment; it decides nothing.
    """
    rows = [
        {key: str(value) for key, value in asdict(line).items() if key != "message"}
        for line in lines
    ]
    text = json.dumps(
        sorted(rows, key=lambda row: (row["kind"], row["entity"])), sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()
