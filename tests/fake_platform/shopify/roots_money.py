"""Query roots and fields of the provider's balance, payouts, disputes and cards."""

from decimal import Decimal

from . import payouts
from .money import money
from .registry import field, root
from .search import rows

ACCOUNT = "gid://shopify/ShopifyPaymentsAccount/900001"
ENTITY = "gid://shopify/BusinessEntity/900002"


@root("shopifyPaymentsAccount")
def payments_account(call):
    """Return the account; null when the shop has switched the provider off."""
    if not call.shop.settings["payments"]:
        return None
    shop = call.shop
    net = sum((Decimal(one["_net"]) for one in payouts.waiting(shop)), Decimal(0))
    return {
        "__typename": "ShopifyPaymentsAccount",
        "id": ACCOUNT,
        "activated": True,
        "onboardable": False,
        "country": shop.country,
        "defaultCurrency": shop.currency,
        "payoutStatementDescriptor": "SHOP",
        "balance": [money(net, shop.currency)],
    }


@field("ShopifyPaymentsAccount", "payouts")
def account_payouts(record, args, call):
    """Return the payouts."""
    found = call.shop.table("ShopifyPaymentsPayout").values()
    wanted = args.get("transactionType")
    found = [one for one in found if not wanted or one["transactionType"] == wanted]
    return _rows(call, "ShopifyPaymentsPayout", args, found)


@field("ShopifyPaymentsAccount", "balanceTransactions")
def account_balance_transactions(record, args, call):
    """Return what moved the balance."""
    found = call.shop.table("ShopifyPaymentsBalanceTransaction").values()
    if args.get("hideTransfers"):
        found = [one for one in found if one["type"] != "TRANSFER"]
    return _rows(call, "ShopifyPaymentsBalanceTransaction", args, found)


@field("ShopifyPaymentsAccount", "disputes")
def account_disputes(record, args, call):
    """Return the disputes."""
    found = call.shop.table("ShopifyPaymentsDispute").values()
    return _rows(call, "ShopifyPaymentsDispute", args, found)


@field("ShopifyPaymentsPayout", "businessEntity")
def payout_entity(record, args, call):
    """Return the legal entity."""
    return {
        "__typename": "BusinessEntity",
        "id": ENTITY,
        "displayName": call.shop.name,
        "archived": False,
        "primary": True,
    }


@field("Customer", "storeCreditAccounts")
def customer_credit(record, args, call):
    """Return the customer's store credit accounts."""
    found = call.shop.table("StoreCreditAccount").values()
    return [one["id"] for one in found if one["owner"] == record["id"]]


def _rows(call, type_name, args, found):
    return rows(
        call.shop, type_name, args.get("query"), args.get("sortKey") or "ID",
        args.get("reverse"), found, call.warnings,
    )  # fmt: skip
