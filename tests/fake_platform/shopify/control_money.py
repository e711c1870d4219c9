"""The control verbs about payouts, disputes, gift cards and store credit."""

from . import disputes, giftcards, payouts
from .orders import by_reference


class MoneyVerbs:
    """What happens with the shop's money."""

    def pay_out(self, shop, status="PAID", extra=(), at=None, trace=None):
        """Pay the balance out; ``extra`` adds balance transactions of any type."""
        found = self._world.shop(shop)
        with found.lock:
            return _payout(found, payouts.pay_out(found, status, extra, at, trace))

    def payout_status(self, shop, payout, status):
        """Move a payout on: SCHEDULED, PAID, FAILED or CANCELED."""
        found = self._world.shop(shop)
        with found.lock:
            record = found.want(payout, "ShopifyPaymentsPayout")
            return _payout(found, payouts.set_status(found, record, status))

    def payouts(self, shop):
        """Return all payouts."""
        found = self._world.shop(shop)
        with found.lock:
            records = found.table("ShopifyPaymentsPayout").values()
            return [_payout(found, record) for record in records]

    def open_dispute(self, shop, order, **options):
        """Let a customer's bank question the payment of an order."""
        found = self._world.shop(shop)
        with found.lock:
            record = disputes.open_dispute(found, by_reference(found, order), **options)
            return {"id": record["id"], "amount": record["_amount"]}

    def decide_dispute(self, shop, dispute, status):
        """Move a dispute on: UNDER_REVIEW, WON, LOST, ACCEPTED or PREVENTED."""
        found = self._world.shop(shop)
        with found.lock:
            record = found.want(dispute, "ShopifyPaymentsDispute")
            disputes.decide(found, record, status)
            return {"id": record["id"], "status": record["status"]}

    def issue_gift_card(self, shop, amount, **options):
        """Issue a gift card by hand."""
        found = self._world.shop(shop)
        with found.lock:
            return _card(giftcards.issue(found, amount, **options))

    def move_gift_card(self, shop, card, amount):
        """Credit (positive) or debit a gift card by hand."""
        found = self._world.shop(shop)
        with found.lock:
            record = found.want(card, "GiftCard")
            giftcards.move(found, record, amount)
            return _card(record)

    def deactivate_gift_card(self, shop, card):
        """Deactivate a gift card."""
        found = self._world.shop(shop)
        with found.lock:
            return _card(giftcards.deactivate(found, found.want(card, "GiftCard")))

    def move_store_credit(self, shop, customer, amount):
        """Credit (positive) or debit the store credit of a customer."""
        found = self._world.shop(shop)
        with found.lock:
            account = giftcards.account_of(found, customer)
            giftcards.move_credit(found, account, amount)
            return {"id": account["id"], "balance": account["balance"]["amount"]}

    def gift_cards(self, shop):
        """Return all gift cards."""
        found = self._world.shop(shop)
        with found.lock:
            return [_card(record) for record in found.table("GiftCard").values()]

    def outstanding(self, shop):
        """Return what the shop owes on cards and credit."""
        found = self._world.shop(shop)
        with found.lock:
            return giftcards.outstanding(found)


def _payout(shop, record):
    sign = 1 if record["transactionType"] == "DEPOSIT" else -1
    return {
        "id": record["id"],
        "status": record["status"],
        "net": str(sign * float(record["net"]["amount"])),
        "trace": record["externalTraceId"],
        "transactions": len(record["_records"]),
    }


def _card(record):
    return {
        "id": record["id"],
        "balance": record["balance"]["amount"],
        "initial": record["initialValue"]["amount"],
        "order": record["order"],
        "enabled": record["enabled"],
    }
