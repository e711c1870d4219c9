"""Set up all stores of a connection in one go."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.retail_connector_base.canonical import Register, Store, TenderType
from odoo.addons.retail_connector_base.importers.item import Item

USUAL_TENDERS = (
    TenderType("cash", type="cash"),
    TenderType("card", type="card"),
    TenderType("gift card", type="gift_card"),
    TenderType("on account", type="account"),
)


class RetailPosSetup(models.TransientModel):
    """Show the platform's stores; map what is open; create what is missing."""

    _name = "retail.pos.setup"
    _description = "Retail Store Setup"

    backend_id = fields.Many2one("retail.backend", required=True, readonly=True)
    company_id = fields.Many2one(related="backend_id.company_id")
    new_stores = fields.Text(
        "Stores to add",
        help="One a line: code; name; number of registers. For tills whose platform "
        "has no list of stores.",
    )
    line_ids = fields.One2many("retail.pos.setup.line", "setup_id")
    warehouse_mode = fields.Selection(
        [
            ("one", "All in this warehouse"),
            ("each", "A new warehouse per store"),
            ("chosen", "As chosen below"),
        ],
        "Warehouses",
        required=True,
        default="chosen",
        help="A new warehouse per store: for those that have none below.",
    )
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True)
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('general', 'sale'))]",
        check_company=True,
        help="Where the days are booked; empty: the point of sale's usual journal. A "
        "journal of type sale obeys the lock date of sales.",
    )
    clearing_journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', '=', 'bank')]",
        check_company=True,
        help="For tenders that are settled later, e.g. cards.",
    )
    clearing_account_id = fields.Many2one("account.account", check_company=True)
    gift_account_id = fields.Many2one(
        "account.account", "Gift card liability", check_company=True
    )
    analytic_plan_id = fields.Many2one(
        "account.analytic.plan",
        "Store dimension in",
        help="Make an analytic account per store in this plan.",
    )
    close_by = fields.Selection(
        [("till", "The till closes"), ("day_end", "The day ends")],
        "Closed by",
        required=True,
        default="till",
        help="The day ends: for tills that report no close. Nothing is counted then.",
    )
    day_end = fields.Float(
        "Day ends at",
        default=0.0,
        help="Hour at which the business day ends: 4:00 counts a sale at two in the "
        "morning to the day before.",
    )

    @api.model
    def default_get(self, fields):
        """List the stores that are not set up yet."""
        values = super().default_get(fields)
        backend = self.env["retail.backend"].browse(values.get("backend_id"))
        if "line_ids" in fields and backend:
            values["line_ids"] = self._line_commands(backend)
            if not backend.store_ids.warehouse_id and "warehouse_mode" in fields:
                values["warehouse_mode"] = "each"
        return values

    @api.model
    def _line_commands(self, backend):
        open_ones = backend.store_ids.filtered(
            lambda store: (
                any(not r.config_id for r in store.register_ids)
                or not store.register_ids
            )
        )
        return [
            Command.create(
                {"store_id": store.id, "warehouse_id": store.warehouse_id.id}
            )
            for store in open_ones
        ]

    def action_add(self):
        """List the stores that were typed in."""
        self.ensure_one()
        items = [Item(store) for store in self._typed_stores()]
        self.env["retail.importer.store"]._import_or_bisect(items, self.backend_id)
        failed = [item for item in items if item.outcome.state != "done"]
        if failed:
            raise UserError(failed[0].outcome.message)
        self.new_stores = False
        self.line_ids = [Command.clear(), *self._line_commands(self.backend_id)]
        return self._again()

    def _typed_stores(self):
        for row in filter(None, map(str.strip, (self.new_stores or "").splitlines())):
            code, *rest = [part.strip() for part in row.split(";")]
            name = rest[0] if rest and rest[0] else code
            count = rest[1] if len(rest) > 1 else "1"
            if not code or not count.isdigit():
                raise UserError(self.env._("%s: give code; name; registers", row))
            yield Store(
                external_id=code,
                name=name,
                timezone=self.backend_id.timezone or self.env.user.tz or "UTC",
                currency=self.company_id.currency_id.name,
                registers=tuple(
                    Register(str(number), self.env._("Till %s", number), numbered=True)
                    for number in range(1, int(count) + 1)
                ),
                tenders=USUAL_TENDERS,
            )

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set up stores"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_set_up(self):
        """Create warehouses, points of sale, cash and dimensions for all stores."""
        self.ensure_one()
        self.backend_id.check_access("write")
        wizard = self.sudo()
        stores = wizard.line_ids.store_id
        wizard._map_warehouses()
        stores.write({"close_by": self.close_by, "day_end": self.day_end})
        wizard._make_dimensions(stores)
        registers = stores.register_ids._set_up(wizard.journal_id)
        wizard._map_tenders()
        return self.backend_id._notify(
            self.env._("%s registers are ready.", len(registers)), "success"
        )

    def _map_warehouses(self):
        if self.warehouse_mode == "one":
            if not self.warehouse_id:
                raise UserError(self.env._("Choose the warehouse."))
            self.line_ids.warehouse_id = self.warehouse_id
        elif self.warehouse_mode == "each":
            self._make_warehouses()
        bindings = self.env["retail.binding.location"]
        taken = bindings.search([("backend_id", "=", self.backend_id.id)]).record_id
        for line in self.line_ids:
            line.store_id.warehouse_id = line.warehouse_id
            binding = line.store_id.location_binding_id
            stock = line.warehouse_id.lot_stock_id
            # A stock location is sent to one place; stores that share one share it.
            if binding and not binding.record_id and stock not in taken:
                binding.record_id = stock
                taken |= stock

    def _make_warehouses(self):
        missing = self.line_ids.filtered(lambda line: not line.warehouse_id)
        used = set(
            self.env["stock.warehouse"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id)])
            .mapped("code")
        )
        values = []
        for line in missing:
            code = f"T{line.store_id.id}"[-5:]
            while code in used:
                code = f"{int(code.lstrip('T') or 0) + 1}"
            used.add(code)
            values.append(
                {
                    "name": line.store_id.name,
                    "code": code,
                    "company_id": self.company_id.id,
                }
            )
        warehouses = self.env["stock.warehouse"].create(values)
        for line, warehouse in zip(missing, warehouses, strict=True):
            line.warehouse_id = warehouse

    def _make_dimensions(self, stores):
        plan = self.analytic_plan_id
        if not plan:
            return
        missing = stores.filtered(lambda store: not store.analytic_account_id)
        accounts = self.env["account.analytic.account"].create(
            [
                {
                    "name": store.name,
                    "code": store.external_id,
                    "plan_id": plan.id,
                    "company_id": self.company_id.id,
                }
                for store in missing
            ]
        )
        for store, account in zip(missing, accounts, strict=True):
            store.analytic_account_id = account

    def _map_tenders(self):
        """Approve the ways to pay whose accounts were given."""
        open_ones = self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.backend_id.id), ("state", "=", "suggested")]
        )
        for row in open_ones:
            account = (
                self.gift_account_id if row.is_gift_card else self.clearing_account_id
            )
            if row.pos_type == "clearing" and self.clearing_journal_id and account:
                row.write(
                    {
                        "journal_id": self.clearing_journal_id.id,
                        "account_id": account.id,
                    }
                )
        ready = open_ones.filtered(
            lambda row: (
                row.pos_type == "account"
                or (row.pos_type == "clearing" and not row._missing())
            )
        )
        if self.clearing_journal_id:
            ready.action_approve()


class RetailPosSetupLine(models.TransientModel):
    """One store that is to be set up."""

    _name = "retail.pos.setup.line"
    _description = "Retail Store Setup Line"

    setup_id = fields.Many2one("retail.pos.setup", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="setup_id.company_id")
    store_id = fields.Many2one("retail.pos.store", required=True, readonly=True)
    registers = fields.Char(compute="_compute_registers")
    currency_id = fields.Many2one(related="store_id.booking_currency_id")
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True)

    def _compute_registers(self):
        for line in self:
            line.registers = ", ".join(line.store_id.register_ids.mapped("name"))
