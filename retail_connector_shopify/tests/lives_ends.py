"""What has to be true of all lives together: the whole ledger, and the stock shown."""

from collections import defaultdict
from decimal import Decimal

from .lives_checks import exact


class Ends:
    """Compare the sums of a company's ledger with its orders; nothing is left over."""

    def __init__(self, case):
        self.case, self.env = case, case.env
        self.problems = []
        self.tenders = case.env["retail.binding.tender"].search(
            [("backend_id", "=", case.backend.id), ("record_id", "!=", False)]
        )

    def run(self):
        """Return what is not as it has to be."""
        sums = self._sums()
        self._clearing(sums)
        self._receivable(sums)
        self._others(sums)
        return self.problems + self.stock()

    def _sums(self):
        """Return account -> balance of all posted items."""
        rows = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.case.company.id),
                ("parent_state", "=", "posted"),
            ],
            ["account_id"],
            ["balance:sum"],
        )
        return {account: exact(balance) for account, balance in rows}

    def _same(self, what, found, expected):
        if found != expected:
            self.problems.append(f"{what}: {found} instead of {expected}")

    def _clearing(self, sums):
        """Each way to pay has an account of its own, with its payments alone."""
        booked = defaultdict(Decimal)
        for tender in self.tenders:
            booked[self.case._account_of(tender.gateway)] += exact(
                tender.record_id.balance
            )
        for account, balance in booked.items():
            self._same(f"clearing {account.name}", sums.pop(account, 0), balance)

    def _receivable(self, sums):
        """What customers owe is what their invoices and payments leave open."""
        receivable = [a for a in sums if a.account_type == "asset_receivable"]
        for account in receivable:
            found = self.env["account.move.line"].search(
                [("account_id", "=", account.id), ("parent_state", "=", "posted")]
            )
            of_order = found.filtered(
                lambda line: (
                    line.move_id.retail_backend_id
                    or line.move_id in self.tenders.record_id.move_id
                )
            )
            self._same(f"items of {account.code} of no order", len(found - of_order), 0)
            self._same(
                f"open on {account.code}",
                exact(sum(found.mapped("amount_residual"))),
                sums.pop(account),
            )

    def _others(self, sums):
        """Beside them there are sales, their taxes and gift cards; nothing balances."""
        taxes = self.env["account.tax.repartition.line"].search(
            [("company_id", "=", self.case.company.id)]
        )
        sold = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.case.company.id),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
            ]
        )
        expected = defaultdict(Decimal)
        for line in sold:
            expected[line.account_id] += exact(line.balance)
            if not line.product_id:
                self.problems.append(f"{line.move_id.name}: {line.name} is no article")
        for account, balance in sums.items():
            if account in taxes.account_id:
                continue
            self._same(f"account {account.code}", balance, expected[account])

    # --- stock ---

    def stock(self):
        """Return where the shop shows other stock than Odoo can promise."""
        promised = self._promised()
        return [
            f"stock of {row['sku']} at {row['location_name']}: the shop shows "
            f"{row['available']}, Odoo has {promised[key]}"
            for row in self.case.do("levels")
            if (key := (row["sku"], row["location_name"])) in promised
            and row["available"] != promised[key]
        ]

    def _promised(self):
        """Return (SKU, place) -> units there that no order waits for."""
        found = {}
        for place, warehouse in self.case.shelves.items():
            for product in self.case.products.values():
                if product.is_storable:
                    found[product.default_code, place] = 0
            for product, units in self._there(warehouse):
                found[product.default_code, place] += units
        return {key: max(int(units), 0) for key, units in found.items()}

    def _there(self, warehouse):
        """Yield (product, units): what is there, less what orders claim of it."""
        quants = self.env["stock.quant"].search(
            [("location_id", "child_of", warehouse.lot_stock_id.id)]
        )
        yield from ((quant.product_id, quant.quantity) for quant in quants)
        moves = self.env["stock.move"].search(
            [
                ("location_id", "child_of", warehouse.lot_stock_id.id),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        yield from ((move.product_id, -move.product_qty) for move in moves)
        drafts = self.env["sale.order.line"].search(
            [
                ("order_id.retail_backend_id", "=", self.case.backend.id),
                ("order_id.warehouse_id", "=", warehouse.id),
                ("state", "in", ("draft", "sent")),
                ("product_id.is_storable", "=", True),
            ]
        )
        yield from (
            (line.product_id, line.retail_cancelled_qty - line.product_uom_qty)
            for line in drafts
        )
