"""What the tests of all ledgers share: entries, an adapter, a delivery."""

from datetime import date
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import PushItem
from odoo.addons.retail_connector_base.platforms.http import Http
from odoo.addons.retail_connector_finance.platforms import (
    JournalEntry,
    JournalLine,
    to_payload,
)

DAY = date(2026, 2, 3)
APP = {"client_id": "app", "client_secret": "secret"}


def connect(adapter, books, values, saved=None):
    """Return an adapter that speaks to a fake.

    :param saved: dict that gets the tokens the platform hands out
    """
    saved = saved if saved is not None else {}

    def save(name, value, ends):
        saved[name] = value

    return adapter(
        {**APP, **values},
        options={"base_url": books.url},
        http=Http("test"),
        save_token=save,
    )


def make_entry(lines, number=1):
    """Return an entry.

    :param lines: (account, amount, options of JournalLine)
    """
    return JournalEntry(
        uuid=f"5b5d1f6e-9ef6-4f5c-a4a4-{number:012}",
        reference=f"RC{number:07}",
        posted_on=DAY,
        currency="USD",
        narration="Sales of the day",
        lines=tuple(
            JournalLine(account, Money(Decimal(amount), "USD"), **options)
            for account, amount, options in lines
        ),
    )


def taxed(code, tax):
    """Return the options of a line that names a tax code."""
    return {"tax_code": code, "tax": Money(Decimal(tax), "USD")}


def push(ledger, *sent, request=""):
    """Deliver entries in one request; return their results.

    :param request: another key of the request, as whoever tries a refused one again has
    """
    items = [PushItem(one.uuid, to_payload(one)) for one in sent]
    return ledger.push_many("journal", items, request or sent[0].uuid)
