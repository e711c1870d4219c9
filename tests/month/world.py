"""The demo retailer: a web shop with two gateways, three stores, three currencies."""

from datetime import date, timedelta
from decimal import Decimal

from odoo.fields import Command

from odoo.addons.retail_connector_base.canonical import Register, Store, TenderType
from odoo.addons.retail_connector_base.importers.item import Item

GATEWAYS = ("cards", "wallet")
STORES = ("S1", "S2", "S3")
RATES = {"EUR": (0.80, 0.82, 0.81, 0.83, 0.79), "CAD": (1.36, 1.40, 1.38, 1.35, 1.37)}
PRICES = {"MUG": "10.00", "TEE": "24.90", "LAMP": "59.00", "SOAP": "3.35"}
STOCK = 1_000_000  # units of each product
WEEK = timedelta(days=7)


class World:
    """A company of its own, with everything mapped that its trade needs."""

    def __init__(self, env, start: date):
        self.start = start
        self.company = env["res.company"].create(
            {
                "name": f"Demo Retailer {start}",
                "country_id": env.ref("base.us").id,
                "currency_id": env.ref("base.USD").id,
            }
        )
        env.user.company_ids |= self.company
        self.env = env(context={**env.context, "allowed_company_ids": self.company.ids})
        self.env.cr.flush()  # outside of tests a company takes a chart by itself, late
        if not self.company.chart_template:
            self.env["account.chart.template"].try_loading(
                "generic_coa", self.company, install_demo=False
            )
        Warehouse = self.env["stock.warehouse"]
        self.warehouse = Warehouse.search(
            [("company_id", "=", self.company.id)], limit=1
        ) or Warehouse.create(
            {"name": "Demo", "code": "DEM", "company_id": self.company.id}
        )
        self.general = self._journal("general")
        self.bank = self._journal("bank")
        self.gift_cards = self._account("Gift cards", "211900", "liability_current")
        self.store_cards = self._account(
            "Gift cards of stores", "211901", "liability_current"
        )
        self.tips = self._account("Tips payable", "212900", "liability_current")
        self._currencies()
        self.products = [self._product(*pair) for pair in PRICES.items()]
        self.shop = self._connection("Web shop")
        self.tills = self._connection("Tills")
        for backend, cards in (
            (self.shop, self.gift_cards),
            (self.tills, self.store_cards),
        ):
            backend.gift_card_product_id.property_account_income_id = cards
        self._map_shop()
        self._map_tills()

    def _journal(self, kind):
        return self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", kind)], limit=1
        )

    def _account(self, name, code, kind):
        return self.env["account.account"].create(
            {
                "name": name,
                "code": code,
                "account_type": kind,
                "reconcile": kind == "asset_current",
                "company_ids": [Command.set(self.company.ids)],
            }
        )

    def _currencies(self):
        for name, rates in RATES.items():
            currency = self.env.ref(f"base.{name}")
            currency.active = True
            self.env["res.currency.rate"].create(
                [
                    {
                        "currency_id": currency.id,
                        "company_id": self.company.id,
                        "name": self.start - WEEK + week * WEEK,
                        "rate": rate,
                    }
                    for week, rate in enumerate(rates)
                ]
            )

    def _product(self, sku, price):
        product = self.env["product.product"].create(
            {
                "name": f"Demo {sku}",
                "default_code": sku,
                "type": "consu",
                "is_storable": True,
                "standard_price": 3.0,
                "list_price": float(price),
                "company_id": self.company.id,
                "invoice_policy": "order",
                "taxes_id": False,
            }
        )
        self.env["stock.quant"]._update_available_quantity(
            product, self.warehouse.lot_stock_id, STOCK
        )
        return product

    def _connection(self, name):
        backend = self.env["retail.backend"].create(
            {
                "name": name,
                "company_id": self.company.id,
                "state": "live",
                "accounting_policy": "summary",
                "settlement_month_end": "split",
            }
        )
        backend._ensure_service_products()
        backend._ensure_pos_products()
        backend.tip_product_id.property_account_income_id = self.tips
        return backend

    def _map_shop(self):
        self.env["retail.binding.variant"].create(
            [
                {
                    "backend_id": self.shop.id,
                    "external_id": f"v-{product.default_code}",
                    "record_id": product.id,
                    "sku": product.default_code,
                    "state": "matched",
                }
                for product in self.products
            ]
        )
        tax = self.env["retail.mapping.tax"].create(
            {
                "backend_id": self.shop.id,
                "title": "Tax",
                "rate": 0.10,
                "country_code": "US",
            }
        )
        tax.action_create_tax()
        tax.action_approve()
        for number, gateway in enumerate(GATEWAYS):
            clearing = self._account(
                f"Clearing {gateway}", f"10190{number}", "asset_current"
            )
            self._map_tender(self.shop, gateway, clearing)
        self._map_tender(self.shop, "gift_card", self.gift_cards, is_gift_card=True)

    def _map_tender(self, backend, gateway, account, **values):
        self.env["retail.mapping.tender"].create(
            {
                "backend_id": backend.id,
                "gateway": gateway,
                "journal_id": self.general.id,
                "account_id": account.id,
                **values,
            }
        ).action_approve()

    def _map_tills(self):
        tax = self.env["account.tax"].create(
            {
                "name": "Store tax 8 %",
                "amount": 8.0,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "price_include_override": "tax_excluded",
            }
        )
        owed = self._account("Store tax", "251900", "liability_current")
        for lines in ("invoice", "refund"):
            tax[f"{lines}_repartition_line_ids"].filtered(
                lambda line: line.repartition_type == "tax"
            ).account_id = owed
        self.env["retail.mapping.tax"].create(
            {
                "backend_id": self.tills.id,
                "title": "Sales tax",
                "rate": 0.08,
                "country_code": "US",
                "tax_id": tax.id,
            }
        ).action_approve()
        stores = [
            Store(
                code,
                f"Store {code}",
                timezone="America/New_York",
                currency="USD",
                registers=(Register("1", "Till 1", numbered=True),),
                tenders=(
                    TenderType("cash", type="cash"),
                    TenderType("card", type="card"),
                    TenderType("gift card", type="gift_card"),
                ),
            )
            for code in STORES
        ]
        self.env["retail.importer.store"]._import_or_bisect(
            [Item(store) for store in stores], self.tills
        )
        self.tills.store_ids.warehouse_id = self.warehouse
        self.tills.store_ids.register_ids._set_up()
        clearing = self._account("Clearing store cards", "112900", "asset_current")
        for row in self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.tills.id), ("state", "=", "suggested")]
        ):
            row.journal_id = self.bank
            row.account_id = self.store_cards if row.is_gift_card else clearing
            row.action_approve()

    def explained(self):
        """Return the accounts that somebody chose for something that has a name.

        Whatever is posted elsewhere went through an account that makes it balance.
        """
        env, ours = self.env, [("company_id", "=", self.company.id)]
        journals = env["account.journal"].search(ours)
        tenders = env["retail.mapping.tender"].search(ours)
        roles = env["retail.mapping.settlement"].search(ours)
        taxes = env["account.tax"].search(ours)
        products = self.products[0].union(*self.products[1:])
        for backend in (self.shop, self.tills):
            products |= backend.gift_card_product_id | backend.tip_product_id
            products |= backend.shipping_product_id
        incomes = env["account.account"].union(
            *(one._get_product_accounts()["income"] for one in products.product_tmpl_id)
        )
        cash = journals.filtered(lambda journal: journal.type == "cash")
        return (
            incomes
            | tenders.account_id
            | roles.account_id
            | taxes.repartition_line_ids.account_id
            | cash.default_account_id
            | (cash.profit_account_id | cash.loss_account_id)  # counted by a till
            | self.company.account_default_pos_receivable_account_id
            | env["account.account"].search([("account_type", "=", "asset_receivable")])
        )

    def balances(self):
        """Return account -> exact balance of everything that is posted."""
        groups = self.env["account.move.line"]._read_group(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted")],
            ["account_id"],
            ["balance:sum"],
        )
        return {
            account: Decimal(repr(total)).quantize(Decimal("0.01"))
            for account, total in groups
        }
