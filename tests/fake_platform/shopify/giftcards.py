"""Gift cards and store credit: what the shop owes to whoever holds them."""

import json
from decimal import Decimal

from . import pricing
from .money import money
from .store import numeric

GATEWAYS = {"gift_card": "GiftCard", "shopify_store_credit": "StoreCreditAccount"}


def issue(
    shop, amount, order=None, line=None, customer=None, code=None, expires=None,
    note=None,
):  # fmt: skip
    """Create a gift card."""
    amount = Decimal(str(amount))
    code = code or f"{shop.next_number('gift_code', 10**9):016d}"
    return shop.add(
        "GiftCard",
        {
            "initialValue": money(amount, shop.currency),
            "balance": money(amount, shop.currency),
            "customer": customer,
            "order": order,
            "lineItem": line,
            "enabled": True,
            "isRedeemable": True,
            "deactivatedAt": None,
            "expiresOn": expires,
            "lastCharacters": code[-4:],
            "maskedCode": f"•••• •••• •••• {code[-4:]}",
            "crossCurrencyRedemptionStrategy": "NONE",
            "note": note,
            "transactions": [],
            "_code": code,
        },
    )


def issue_for(shop, order):
    """Create the cards of a paid order's gift card lines, once."""
    if order["displayFinancialStatus"] != "PAID":
        return
    for line in order["_facts"]["lines"]:
        if line["kind"] != "gift_card" or line.get("issued"):
            continue
        line["issued"] = True
        price = pricing.load(line["unit"]).shop
        for _unit in range(line["quantity"]):
            issue(shop, price, order["id"], line["id"], order["customer"])


def move(shop, card, amount, note=None, at=None):
    """Credit or debit a card; return the transaction."""
    amount = Decimal(str(amount))
    kind = "GiftCardCreditTransaction" if amount > 0 else "GiftCardDebitTransaction"
    _set_balance(shop, card, amount)
    record = shop.add(
        kind,
        {
            "amount": money(amount, shop.currency),
            "giftCard": card["id"],
            "note": note,
            "processedAt": at or shop.now(),
        },
    )
    card["transactions"].append(record["id"])
    return record


def _set_balance(shop, card, amount):
    balance = Decimal(card["balance"]["amount"]) + amount
    card["balance"] = money(balance, shop.currency)
    shop.touch(card)


def account_of(shop, customer):
    """Return the store credit account of a customer; one is opened when needed."""
    for account in shop.table("StoreCreditAccount").values():
        if account["owner"] == customer:
            return account
    return shop.add(
        "StoreCreditAccount",
        {
            "owner": customer,
            "balance": money(Decimal(0), shop.currency),
            "transactions": [],
        },
    )


def move_credit(shop, account, amount, event="ADJUSTMENT", origin=None, expires=None):
    """Credit or debit a store credit account; return the transaction."""
    amount = Decimal(str(amount))
    _set_balance(shop, account, amount)
    kind = "Credit" if amount > 0 else "Debit"
    record = shop.add(
        f"StoreCreditAccount{kind}Transaction",
        {
            "account": account["id"],
            "amount": money(amount, shop.currency),
            "balanceAfterTransaction": account["balance"],
            "event": event,
            "origin": origin,
            "expiresAt": expires,
            "remainingAmount": money(max(amount, Decimal(0)), shop.currency),
        },
    )
    account["transactions"].append(record["id"])
    shop.touch(shop.get(account["owner"]))
    return record


def pay(shop, record):
    """Let a payment by card or credit take it off, a refund put it back.

    A refund of what was not paid by card is put onto a new one.
    The receipt of the payment names the card, as the platform's does.
    """
    if record["status"] != "SUCCESS" or record["gateway"] not in GATEWAYS:
        return
    amount = pricing.load(record["_amount"]).shop
    back = record["kind"] == "REFUND"
    if record["gateway"] == "gift_card":
        if back and not record["parentTransaction"]:
            card = issue(shop, amount, order=record["order"])
        else:
            card = _card(shop, record, amount)
            move(shop, card, amount if back else -amount, at=record["createdAt"])
        record["receiptJson"] = json.dumps(
            {
                "gift_card_id": numeric(card["id"]),
                "gift_card_last_characters": card["lastCharacters"],
            }
        )
        record["_card"] = card["id"]
        return
    customer = shop.get(record["order"])["customer"]
    account = account_of(shop, customer)
    event = "ORDER_REFUND" if back else "ORDER_PAYMENT"
    move_credit(shop, account, amount if back else -amount, event, record["id"])


def _card(shop, record, amount):
    """Return the card a payment was made with: its parent's, or one that suffices."""
    parent = shop.get(record["parentTransaction"])
    if parent and parent.get("_card"):
        return shop.get(parent["_card"])
    for card in shop.table("GiftCard").values():
        if card["enabled"] and Decimal(card["balance"]["amount"]) >= amount:
            return card
    return issue(shop, amount * 2, note="Goodwill")


def deactivate(shop, card):
    """End a card; what is on it cannot be spent any more."""
    card["enabled"] = card["isRedeemable"] = False
    card["deactivatedAt"] = shop.now()
    shop.touch(card)
    return card


def outstanding(shop):
    """Return what the shop owes on cards and credit that can be spent."""
    cards = (c for c in shop.table("GiftCard").values() if c["enabled"])
    accounts = shop.table("StoreCreditAccount").values()
    return {
        "gift_card": str(sum((Decimal(c["balance"]["amount"]) for c in cards), 0)),
        "store_credit": str(
            sum((Decimal(a["balance"]["amount"]) for a in accounts), 0)
        ),
    }
