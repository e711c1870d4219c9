"""DATEV's posting stack (EXTF, format 700, category 21, version 13).

A record posts one amount between two accounts. An entry of several legs goes through
an interim account that comes to nothing: a record for each leg, never legs that are
paired by guess.
Tax travels as lines of its own on accounts without automatic tax.
Source: developer.datev.de, "Buchungsstapel"; field lengths as there.
"""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import RefusedError, RejectedDocument

from ..journal import JournalEntry, JournalLine, RemoteEntry

ENCODING = "cp1252"
FIELDS = 125  # of a record; what we do not use stays empty
# Field number (from 1) -> its name in the heading; the others have none
NAMED = {
    1: "Umsatz (ohne Soll/Haben-Kz)",
    2: "Soll/Haben-Kennzeichen",
    3: "WKZ Umsatz",
    7: "Konto",
    8: "Gegenkonto (ohne BU-Schlüssel)",
    10: "Belegdatum",
    11: "Belegfeld 1",
    14: "Buchungstext",
    37: "KOST1 - Kostenstelle",
    38: "KOST2 - Kostenstelle",
    114: "Festschreibung",
}
TEXTS = {2, 3, 9, 11, 12, 14, 37, 38}  # fields that are quoted
NOT_IN_NUMBER = re.compile(r"[^A-Z0-9_$&%*+\-/]")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def write(entry: JournalEntry, settings: Mapping[str, str], now: datetime) -> bytes:
    """Return the file of an entry.

    :param settings: consultant, client, fiscal_year_start (MM-DD), account_length,
        interim_account, fixed ("1": posted for good)
    """
    for name in ("consultant", "client", "interim_account"):
        if not settings.get(name):
            raise RefusedError(f"the setting {name} is missing", "setting_missing")
    lines = [_header(entry, settings, now), _heading()]
    lines += [_record(entry, line, settings) for line in entry.lines]
    text = "".join(f"{line}\r\n" for line in lines)
    return text.encode(ENCODING, errors="replace")


def _header(entry, settings, now):
    length = int(settings.get("account_length") or 4)
    start = _year_start(entry.posted_on, settings.get("fiscal_year_start") or "01-01")
    day = f"{entry.posted_on:%Y%m%d}"
    fixed = settings.get("fixed") or "0"
    created = f"{now:%Y%m%d%H%M%S}{now.microsecond // 1000:03d}"
    head = ['"EXTF"', "700", "21", '"Buchungsstapel"', "13", created, "", '"RE"']
    head += ['""', '""', settings["consultant"], settings["client"], f"{start:%Y%m%d}"]
    head += [str(length), day, day, _quoted(entry.reference[:30]), '""', "1", "0"]
    head += [fixed, _quoted(entry.currency), *['""'] * 5, "", "", '""', '""']
    return ";".join(head)


def _heading():
    names = [NAMED.get(number, f"Feld {number}") for number in range(1, FIELDS + 1)]
    return ";".join(names)


def _record(entry, line, settings):
    amount = abs(line.amount.amount)
    if amount >= Decimal("1e10") or amount.as_tuple().exponent < -2:
        raise RefusedError(f"{amount} does not fit a record", "amount_refused")
    for account in (line.account, settings["interim_account"]):
        if not re.fullmatch(r"\d{1,9}", account):
            raise RefusedError(f"account {account}: only digits", "account_refused")
    costs = [value for _name, value in line.dimensions]
    fields = dict.fromkeys(range(1, FIELDS + 1), "")
    fields.update(
        {
            1: f"{amount:.2f}".replace(".", ","),
            2: "S" if line.is_debit else "H",
            3: entry.currency,
            7: line.account,
            8: settings["interim_account"],
            10: f"{entry.posted_on:%d%m}",
            11: NOT_IN_NUMBER.sub("", entry.reference.upper())[:36],
            14: CONTROL.sub(" ", line.description)[:60],
            37: costs[0][:36] if costs else "",
            38: costs[1][:36] if len(costs) > 1 else "",
            114: settings.get("fixed") or "0",
        }
    )
    return ";".join(
        _quoted(value) if number in TEXTS else value for number, value in fields.items()
    )


def _quoted(text):
    return '"' + text.replace('"', '""') + '"'


def _year_start(day, month_and_day):
    month, number = (int(part) for part in month_and_day.split("-"))
    start = date(day.year, month, number)
    return start if start <= day else start.replace(year=day.year - 1)


def read(content: bytes, entry: JournalEntry) -> RemoteEntry:
    """Return the entry of a file that ``entry`` was written to.

    The year is in the header only, and dimensions have lost their names: they are
    given those of the entry, in order.
    """
    text = content.decode(ENCODING)
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    if len(table) < 3 or table[0][:5] != ["EXTF", "700", "21", "Buchungsstapel", "13"]:
        raise RejectedDocument("not a posting stack", "header")
    head, records = table[0], table[2:]
    day = date(int(head[14][:4]), int(head[14][4:6]), int(head[14][6:]))
    currency = head[21]
    lines = []
    for record, sent in zip(records, entry.lines, strict=True):
        amount = Decimal(record[0].replace(",", "."))
        costs = [cost for cost in record[36:38] if cost]
        names = [name for name, _value in sent.dimensions]
        lines.append(
            JournalLine(
                account=record[6],
                amount=Money(amount if record[1] == "S" else -amount, currency),
                description=record[13],
                dimensions=tuple(zip(names, costs, strict=True)),
            )
        )
    return RemoteEntry(
        external_id=entry.reference,
        reference=entry.reference,
        posted_on=day,
        state="posted",
        currency=currency,
        lines=tuple(lines),
        number=records[0][10],
    )
