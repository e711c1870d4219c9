"""The month itself: documents of each day into Odoo, by the importers, in batches."""

from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.retail_connector_base.importers.item import Item

from .payouts import Payouts
from .trade import Trade
from .world import STORES, World

BATCH = 50  # documents a transaction
WEEK = 7


class Month:
    """Trade some days; ``pause`` is called after each batch, e.g. to commit."""

    def __init__(self, env, start: date, days, orders, receipts, pause=lambda: None):
        self.days, self.per_day = days, (orders, receipts)
        self.pause, self.seen = pause, 0
        self.world, self.trade = World(env, start), Trade(start)
        self.payouts = Payouts(self.trade)
        self.env = self.world.env

    def run(self):
        """Let every day happen, then whatever came of the payments."""
        for day in range(self.days):
            self._shop_day(day)
            for store in STORES:
                self._store_day(store, day)
            if day % WEEK == WEEK - 1 or day == self.days - 1:
                self._account()
                self._pay_out(day)
        for day in range(self.days, self.days + WEEK):
            self._take("refund", self.trade.refunds(day), self.world.shop)
        self._account()
        self._pay_out(self.days + 1)
        self._take("giftcard", self.trade.gift_cards(), self.world.shop)
        self._settle()

    def _shop_day(self, day):
        orders, _receipts = self.per_day
        self._take("order", self.trade.orders(day, orders), self.world.shop)
        self._take("refund", self.trade.refunds(day), self.world.shop)

    def _store_day(self, store, day):
        receipts = self.trade.receipts(store, day, self.per_day[1])
        self._take("receipt", receipts, self.world.tills)
        closing = self.trade.closing(store, day, receipts)
        self._take("session", [closing], self.world.tills)
        shift = self.env["retail.pos.shift"].search(
            [
                ("backend_id", "=", self.world.tills.id),
                ("external_id", "=", closing.external_id),
            ]
        )
        self.world.tills._job_close_shift(shift.id)
        assert shift.state == "closed", shift.problem
        self._pause()

    def _take(self, kind, documents, backend):
        """Import documents, a batch a transaction; all of them have to go in."""
        importer = self.env[f"retail.importer.{kind}"]
        for start in range(0, len(documents), BATCH):
            items = [
                Item(document, version=self._version(document))
                for document in documents[start : start + BATCH]
            ]
            importer._import_or_bisect(items, backend)
            for item in items:
                assert item.outcome.state in ("done", "ignored"), (
                    item.document.external_id,
                    item.outcome,
                )
            self.seen += len(items)
            if kind == "order":
                backend._confirm_batch(BATCH)
            self._pause()

    def _version(self, document):
        moment = getattr(document, "updated_at", None)
        return moment.isoformat() if moment else ""

    def _account(self):
        """Write the summaries of the days, and what was refunded."""
        todo = [
            ("backend_id", "=", self.world.shop.id),
            ("stage", "not in", ("done", "none")),
        ]
        for _turn in range(200):
            self.world.shop._account_batch(BATCH)
            self._pause()
            waiting = self.env["retail.binding.refund"].search_count(todo)
            if not self.env["retail.binding.order"].search_count(todo) + waiting:
                return
        raise AssertionError("orders or refunds are not accounted")

    def _pay_out(self, day):
        settlements, disputes = self.payouts.week(day)
        self._take("dispute", disputes, self.world.shop)
        self._take("settlement", settlements, self.world.shop)
        self._settle()

    def _settle(self):
        """Book settlements; approve the accounts they ask for the first time."""
        for _turn in range(20):
            self.world.shop._settle_batch(BATCH)
            rows = self.env["retail.mapping.settlement"].search(
                [
                    ("backend_id", "=", self.world.shop.id),
                    ("state", "=", "suggested"),
                ]
            )
            for row in rows.filtered(lambda one: one.role == "card_liability"):
                row.account_id = self.world.gift_cards
            rows.filtered(lambda one: not one.account_id).action_create_account()
            rows.action_approve()
            self._pause()
            open_ones = self.env["retail.settlement"].search(
                [
                    ("backend_id", "=", self.world.shop.id),
                    ("state", "!=", "booked"),
                ]
            )
            if not open_ones and not rows:
                return
        raise AssertionError(open_ones.mapped("state_error"))

    def _pause(self):
        self.pause()
        self.env.invalidate_all()

    # --- what has to come out ---

    def counted(self):
        """Return what there is of each kind, to be told."""
        company = [("company_id", "=", self.world.company.id)]
        shop = [("backend_id", "=", self.world.shop.id)]
        return {
            name: self.env[model].search_count(domain)
            for name, model, domain in (
                ("orders", "retail.binding.order", shop),
                ("refunds", "retail.binding.refund", shop),
                ("receipts", "pos.order", company),
                ("closings", "pos.session", company),
                ("payouts", "retail.settlement", shop),
                ("disputes", "retail.dispute", shop),
                ("gift cards", "retail.gift.card", shop),
                ("journal items", "account.move.line", company),
            )
        }

    def check(self):
        """Check Odoo's own books: clearing, gift cards, tips, nothing parked."""
        world, env = self.world, self.env
        parked = env["retail.binding.order"].search(
            [("backend_id", "=", world.shop.id), ("stage", "=", "parked")]
        )
        assert not parked, parked.mapped("stage_error")
        balances = world.balances()
        assert sum(balances.values()) == 0, "the books do not balance"
        clearing = env["account.account"].search(
            [("code", "like", "10190%"), ("company_ids", "in", world.company.ids)]
        )
        for account in clearing:
            assert not balances.get(account), (account.name, balances[account])
        owed = sum(self.trade.left(number) for number in self.trade.cards)
        assert -balances.get(world.gift_cards, Decimal(0)) == owed
        owed = -balances.get(world.store_cards, Decimal(0))
        assert owed == self.trade.store_cards
        strange = env["account.account"].union(*balances) - world.explained()
        assert not strange, f"posted on a plug account: {strange.mapped('name')}"
        return balances

    @property
    def until(self):
        """Return a day after everything that was posted."""
        return self.world.start + timedelta(days=self.days + 31)
