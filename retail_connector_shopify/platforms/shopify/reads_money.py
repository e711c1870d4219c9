"""Read payouts with their lines, disputes, gift cards and store credit, whole."""

from odoo.addons.retail_connector_base.platforms import TransientError

from .client import AdminClient
from .mapper_giftcard import CARD, CREDIT
from .shapes import GID

MOVES_SCOPE = "read_gift_card_transactions"
CREDIT_SCOPES = ("read_store_credit_accounts", "read_store_credit_account_transactions")


def payouts(client: AdminClient, nodes, ids):
    """Return id -> payout with its balance transactions; None for what is gone."""
    found, _ = nodes(client, "payouts_by_id", ids)
    for payout in filter(None, found.values()):
        payout["transactions"] = _transactions(client, payout)
    return found


def _transactions(client, payout):
    """Return the balance transactions of a payout, of all pages."""
    query = f"payments_transfer_id:{payout['legacyResourceId']}"
    lines, cursor = [], None
    while True:
        data = client.run("balance_transactions", {"query": query, "after": cursor})
        account = data["shopifyPaymentsAccount"]
        if account is None:
            raise TransientError("The payments account does not answer.", "moving")
        page = account["balanceTransactions"]
        # A filter that the platform does not know, it ignores: what is of another
        # payout must not come along.
        lines += [
            line
            for line in page["nodes"]
            if line["associatedPayout"]["id"] == payout["id"]
        ]
        if not page["pageInfo"]["hasNextPage"]:
            return lines
        cursor = page["pageInfo"]["endCursor"]


def disputes(client: AdminClient, nodes, ids):
    """Return id -> dispute."""
    return nodes(client, "disputes_by_id", ids)[0]


def giftcards(client: AdminClient, nodes, complete, ids, scopes):
    """Return id -> gift card or store credit account, with all that happened to it."""
    cards = [one for one in ids if one.startswith(f"{GID}{CARD}/")]
    credits = [one for one in ids if one.startswith(f"{GID}{CREDIT}/")]
    found, _ = nodes(client, "gift_cards_by_id", cards, moves=MOVES_SCOPE in scopes)
    for card in filter(None, found.values()):
        if "transactions" in card:
            complete(client, card, "giftCard", "transactions", "gift_card_moves")
    accounts, _ = nodes(client, "credits_by_id", credits)
    for account in filter(None, accounts.values()):
        account["updatedAt"] = None  # it has none; its moves are only added to
        complete(client, account, "storeCreditAccount", "transactions", "credit_moves")
        del account["updatedAt"]
    return {**found, **accounts}
