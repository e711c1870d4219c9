"""The neutral journal file: a row for each line, a header and control totals.

Columns are those of ``COLUMNS``; amounts are plain decimals with a point, debit and
credit in columns of their own. The row after the last line repeats number of lines and
both sums, so that a reader can prove that nothing was cut off.
"""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl

from odoo.addons.retail_connector_base.canonical import Money, to_decimal
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from ..journal import JournalEntry, JournalLine, RemoteEntry

COLUMNS = (
    "Record",  # LINE or TOTAL
    "Reference",
    "Entry key",
    "Posting date",
    "Currency",
    "Narration",
    "Line",
    "Account",
    "Debit",
    "Credit",
    "Description",
    "Tax code",
    "Contact",
    "Dimensions",  # name=value, separated by semicolons
)
LINE, TOTAL = "LINE", "TOTAL"


def rows(entry: JournalEntry):
    """Yield the rows of an entry as texts, the control row last."""
    head = [entry.reference, entry.uuid, entry.posted_on.isoformat(), entry.currency]
    for number, line in enumerate(entry.lines, start=1):
        amount = line.amount.amount
        yield [
            LINE,
            *head,
            entry.narration,
            str(number),
            line.account,
            _number(amount) if amount > 0 else "",
            _number(-amount) if amount < 0 else "",
            line.description,
            line.tax_code,
            line.contact,
            ";".join(f"{name}={value}" for name, value in line.dimensions),
        ]
    total = _number(entry.total.amount)
    count = str(len(entry.lines))
    yield [TOTAL, *head, "", count, "", total, total, "", "", "", ""]


def write_csv(entry: JournalEntry) -> bytes:
    """Return the entry as a CSV file: UTF-8 with byte order mark, CRLF, quoted."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_harmless(row) for row in rows(entry))
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(entry: JournalEntry) -> bytes:
    """Return the entry as a workbook with one sheet; every cell is text."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = entry.reference
    sheet.append(COLUMNS)
    for row in rows(entry):
        sheet.append(row)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.data_type = "s"  # a formula in a description stays a text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read_csv(content: bytes) -> RemoteEntry:
    """Return the entry of a CSV file; raise RejectedDocument when it is not whole."""
    text = content.decode("utf-8-sig")
    return _read(list(csv.reader(io.StringIO(text, newline=""))))


def read_xlsx(content: bytes) -> RemoteEntry:
    """Return the entry of a workbook; raise RejectedDocument when it is not whole."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    found = [[cell or "" for cell in row] for row in book.active.values]
    book.close()
    return _read(found)


def _read(table):
    if not table or tuple(table[0]) != COLUMNS:
        raise RejectedDocument("not the columns of a journal file", "header")
    records = [dict(zip(COLUMNS, row, strict=True)) for row in table[1:] if row]
    lines = [record for record in records if record["Record"] == LINE]
    totals = [record for record in records if record["Record"] == TOTAL]
    if len(totals) != 1 or records[-1:] != totals:
        raise RejectedDocument("the control row is missing", "total")
    [total] = totals
    currency = total["Currency"]
    parsed = tuple(_line(record, currency) for record in lines)
    debit = sum((line.amount.amount for line in parsed if line.is_debit), Decimal(0))
    credit = -sum(
        (line.amount.amount for line in parsed if not line.is_debit), Decimal(0)
    )
    for name, found in (("Line", len(lines)), ("Debit", debit), ("Credit", credit)):
        if to_decimal(total[name], name) != found:
            raise RejectedDocument(f"{found} instead of {total[name]}", f"total.{name}")
    return RemoteEntry(
        external_id=total["Reference"],
        reference=total["Reference"],
        posted_on=date.fromisoformat(total["Posting date"]),
        state="posted",
        currency=currency,
        lines=parsed,
        number=total["Reference"],
    )


def _line(record, currency):
    debit = to_decimal(record["Debit"] or "0", "Debit")
    credit = to_decimal(record["Credit"] or "0", "Credit")
    pairs = [pair.partition("=") for pair in record["Dimensions"].split(";") if pair]
    return JournalLine(
        account=record["Account"],
        amount=Money(debit - credit, currency),
        description=_plain(record["Description"]),
        tax_code=record["Tax code"],
        contact=record["Contact"],
        dimensions=tuple((name, value) for name, _sep, value in pairs),
    )


def _number(amount):
    return format(amount, "f")


def _harmless(row):
    """Return the row such that a spreadsheet runs none of its texts as a formula."""
    return [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
            for cell in row]  # fmt: skip


def _plain(text):
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@", "'\t") else text
