"""Values of Odoo as typed metafields, and back. Pure.

A metafield's value is text in the form its type prescribes. What does not fit its type
is refused here with a sentence, before a shop would refuse it.
"""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

ID = re.compile(r"^\S(.{0,253}\S)?$")
URL = re.compile(r"^(https?|mailto|sms|tel):\S+$")
COLOR = re.compile(r"^#[0-9A-Fa-f]{6}$")
LIMIT = 65535  # characters of a long text
SHORT = 255
TYPES = [
    ("single_line_text_field", "Text, one line"),
    ("multi_line_text_field", "Text, many lines"),
    ("number_integer", "Whole number"),
    ("number_decimal", "Decimal number"),
    ("boolean", "Yes or no"),
    ("date", "Date"),
    ("date_time", "Date and time"),
    ("url", "Web address"),
    ("color", "Colour"),
    ("id", "Identifier"),
    ("json", "JSON"),
    ("weight", "Weight in kilograms"),
    ("money", "Amount of money"),
    ("rating", "Rating from 0 to 5"),
    ("list.single_line_text_field", "Texts"),
    ("list.number_integer", "Whole numbers"),
    ("list.date", "Dates"),
    ("list.url", "Web addresses"),
    ("list.color", "Colours"),
    ("product_reference", "Product"),
    ("variant_reference", "Variant"),
    ("collection_reference", "Collection"),
    ("list.product_reference", "Products"),
    ("list.variant_reference", "Variants"),
    ("list.collection_reference", "Collections"),
]
REFERENCES = {  # type -> model of the records that are referred to
    f"{many}{kind}_reference": model
    for many in ("", "list.")
    for kind, model in (
        ("product", "product.template"),
        ("variant", "product.product"),
        ("collection", "retail.collection"),
    )
}


class WrongValue(ValueError):
    """A value that its type does not allow."""


def write(kind, value, currency="") -> str:
    """Return a value of Odoo as the text of a metafield; empty for nothing.

    :param currency: of an amount of money
    """
    if value is None or (value is False and kind != "boolean") or value == "":
        return ""
    try:
        return WRITERS[kind](value, currency)
    except (AttributeError, InvalidOperation, TypeError, ValueError) as error:
        raise WrongValue(f"{value!r} is no {dict(TYPES)[kind].lower()}") from error


def read(kind, text):
    """Return the text of a metafield as a value for a field of Odoo."""
    if not text:
        return False
    try:
        return READERS.get(kind, str)(text)
    except (InvalidOperation, KeyError, TypeError, ValueError) as error:
        raise WrongValue(f"{text!r} is no {dict(TYPES)[kind].lower()}") from error


def _text(limit, lines):
    def form(value, _currency):
        text = str(value)
        if len(text) > limit or (not lines and "\n" in text):
            raise ValueError(text)
        return text

    return form


def _matching(pattern):
    def form(value, _currency):
        if not pattern.match(str(value)):
            raise ValueError(value)
        return str(value)

    return form


def _number(value):
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(value)
    return format(number.normalize(), "f")


def _integer(value, _currency):
    number = Decimal(str(value))
    if number != number.to_integral_value():
        raise ValueError(value)
    return str(int(number))


def _moment(value, _currency):
    if not isinstance(value, datetime):
        raise TypeError(value)
    return f"{value:%Y-%m-%dT%H:%M:%S}+00:00"


def _json(value, _currency):
    return json.dumps(json.loads(value) if isinstance(value, str) else value)


def _money(value, currency):
    if not currency:
        raise ValueError("no currency")
    return json.dumps({"amount": _number(value), "currency_code": currency})


def _rating(value, _currency):
    number = Decimal(str(value))
    if not 0 <= number <= 5:
        raise ValueError(value)
    return json.dumps({"value": _number(value), "scale_min": "0.0", "scale_max": "5.0"})


def _list_of(form, kind=str):
    """Return a writer of a list: in Odoo a text with commas between the items."""

    def write_list(value, currency):
        items = value.split(",") if isinstance(value, str) else list(value)
        texts = [str(item).strip() for item in items if str(item).strip()]
        return json.dumps([kind(form(text, currency)) for text in texts])

    return write_list


WRITERS = {
    "single_line_text_field": _text(LIMIT, lines=False),
    "multi_line_text_field": _text(LIMIT, lines=True),
    "number_integer": _integer,
    "number_decimal": lambda value, _currency: _number(value),
    "boolean": lambda value, _currency: "true" if value else "false",
    "date": lambda value, _currency: (
        value.date() if isinstance(value, datetime) else value
    ).isoformat(),
    "date_time": _moment,
    "url": _matching(URL),
    "color": _matching(COLOR),
    "id": _matching(ID),
    "json": _json,
    "weight": lambda value, _currency: json.dumps(
        {"value": float(value), "unit": "KILOGRAMS"}
    ),
    "money": _money,
    "rating": _rating,
    "list.single_line_text_field": _list_of(_text(LIMIT, lines=False)),
    "list.number_integer": _list_of(_integer, int),
    "list.date": _list_of(lambda text, _currency: date.fromisoformat(text).isoformat()),
    "list.url": _list_of(_matching(URL)),
    "list.color": _list_of(_matching(COLOR)),
}


def _utc(moment):
    """Return a time as Odoo keeps it; one without a zone is meant in UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _commas(text):
    return ", ".join(map(str, json.loads(text)))


READERS = {
    "number_integer": int,
    "number_decimal": lambda text: float(Decimal(text)),
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": date.fromisoformat,
    "date_time": lambda text: _utc(datetime.fromisoformat(text)),
    "weight": lambda text: float(json.loads(text)["value"]),
    "money": lambda text: float(Decimal(json.loads(text)["amount"])),
    "rating": lambda text: float(Decimal(json.loads(text)["value"])),
    **{kind: _commas for kind, _label in TYPES if kind.startswith("list.")},
}
