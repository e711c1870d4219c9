"""Polling for money: no webhook tells of payouts, cards or credit."""

import hashlib
import json
from datetime import timedelta

from odoo.addons.retail_connector_base.platforms import Notice, Page

from .client import AdminClient
from .reads_money import CREDIT_SCOPES
from .shapes import moment, version

PAYOUT_DAYS = timedelta(days=30)  # a payout may still fail so long after its issue
DISPUTE_DAYS = timedelta(days=200)  # a dispute may take so long
CREDIT = "credit:"  # marks the cursor of the second list of gift cards and credit
# kind -> the scope without which the platform refuses it
SCOPES = {
    "settlement": "read_shopify_payments_payouts",
    "dispute": "read_shopify_payments_disputes",
    "giftcard": "read_gift_cards",
}


def changes(client: AdminClient, kind, since, cursor, scopes) -> Page:
    """Return one page of what may have changed; nothing without the scope for it."""
    if SCOPES[kind] not in scopes:
        return Page(())
    return LISTS[kind](client, since, cursor, scopes)


def since_filter(name, since, window):
    """Return the filter for what began at most ``window`` before a time."""
    if since is None:
        return ""
    return f"{name}:>='{since - window:%Y-%m-%dT%H:%M:%SZ}'"


def _payouts(client, since, cursor, scopes):
    query = since_filter("issued_at", since, PAYOUT_DAYS)
    data = client.run("payouts_changed", {"query": query, "after": cursor})
    account = data["shopifyPaymentsAccount"]
    if account is None:  # the shop is paid by other providers only
        return Page(())
    page = account["payouts"]
    # The key is of the status too: a payout is read again when it moves on.
    notices = tuple(
        Notice(
            key=f"poll:{node['id']}:{node['status']}",
            topic="poll/settlement",
            kind="settlement",
            entity_id=node["id"],
            occurred_at=moment(node["issuedAt"]),
        )
        for node in page["nodes"]
    )
    return Page(notices, _next(page))


def _disputes(client, since, cursor, scopes):
    query = since_filter("initiated_at", since, DISPUTE_DAYS)
    page = client.run("disputes_changed", {"query": query, "after": cursor})["disputes"]
    notices = tuple(
        Notice(
            key=f"poll:{node['id']}:{_digest(node)}",
            topic="poll/dispute",
            kind="dispute",
            entity_id=node["id"],
            payload=node,
        )
        for node in page["nodes"]
    )
    return Page(notices, _next(page))


def _giftcards(client, since, cursor, scopes):
    """Cards by their time of change, newest first; then the credit of customers."""
    if cursor and cursor.startswith(CREDIT):
        return _credits(client, since, cursor.removeprefix(CREDIT))
    page = client.run("gift_cards_changed", {"after": cursor})["giftCards"]
    fresh = [
        node
        for node in page["nodes"]
        if since is None or moment(node["updatedAt"]) >= since
    ]
    notices = tuple(
        Notice(
            key=f"poll:{node['id']}:{version(node['updatedAt'])}",
            topic="poll/giftcard",
            kind="giftcard",
            entity_id=node["id"],
            version=version(node["updatedAt"]),
            occurred_at=moment(node["updatedAt"]),
        )
        for node in fresh
    )
    more = _next(page) if len(fresh) == len(page["nodes"]) else None
    with_credit = all(scope in scopes for scope in CREDIT_SCOPES)
    return Page(notices, more or (CREDIT if with_credit else None))


def _credits(client, since, cursor):
    query = since_filter("updated_at", since, timedelta(days=1))  # it knows days only
    given = {"query": query, "after": cursor or None}
    page = client.run("credits_changed", given)["customers"]
    notices = tuple(
        Notice(
            key=f"poll:{account['id']}:{account['balance']['amount']}:"
            f"{version(node['updatedAt'])}",
            topic="poll/giftcard",
            kind="giftcard",
            entity_id=account["id"],
        )
        for node in page["nodes"]
        for account in node["storeCreditAccounts"]["nodes"]
    )
    more = _next(page)
    return Page(notices, more and CREDIT + more)


LISTS = {"settlement": _payouts, "dispute": _disputes, "giftcard": _giftcards}


def _next(connection):
    page = connection["pageInfo"]
    return page["endCursor"] if page["hasNextPage"] else None


def _digest(node):
    text = json.dumps(node, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
