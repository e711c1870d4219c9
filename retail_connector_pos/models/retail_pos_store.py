"""Stores: where registers stand, and how their days are closed."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RetailPosStore(models.Model):
    """Say what a platform's store is in Odoo: warehouse, prices, day and limits."""

    _name = "retail.pos.store"
    _description = "Retail Store"
    _check_company_auto = True
    _order = "backend_id, name, id"

    backend_id = fields.Many2one(
        "retail.backend", required=True, ondelete="cascade", readonly=True, index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    external_id = fields.Char("Id at the Platform", required=True, readonly=True)
    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    register_ids = fields.One2many("retail.pos.register", "store_id")
    location_binding_id = fields.Many2one(
        "retail.binding.location", readonly=True, ondelete="set null"
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        check_company=True,
        help="What is sold here leaves this warehouse.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        readonly=True,
        help="What the tills take, as the platform says. Another one than the "
        "company's: its days are booked in a journal of that currency, at the rate of "
        "the day.",
    )
    booking_currency_id = fields.Many2one(
        "res.currency", "Booked in", compute="_compute_booking_currency"
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Prices of the tills here. A store that sells in another currency than "
        "the company's is told no prices without one.",
    )
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        check_company=True,
        help="Accounts of sales here are mapped by it. Taxes come with the receipts.",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        "Store dimension",
        check_company=True,
        help="Sales of this store carry it in the ledger.",
    )
    quarantine_location_id = fields.Many2one(
        "stock.location",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Returned goods that have to be looked at go here. Empty: the warehouse's "
        "stock.",
    )
    scrap_location_id = fields.Many2one(
        "stock.location",
        check_company=True,
        domain="[('usage', '=', 'inventory')]",
        help="Returned goods that cannot be sold go here. Empty: the company's own.",
    )
    timezone = fields.Char(
        default=lambda self: self.env.user.tz or "UTC",
        required=True,
        help="IANA name, e.g. Europe/Berlin: decides which day a receipt belongs to "
        "when the till does not say.",
    )
    day_end = fields.Float(
        help="Hour at which the business day ends: 4.0 counts a sale at two in the "
        "morning to the day before."
    )
    close_by = fields.Selection(
        [("till", "The till closes"), ("day_end", "The day ends")],
        required=True,
        default="till",
        help="The day ends: for tills that report no close. Nothing is counted then.",
    )
    grace_minutes = fields.Integer(
        default=30,
        help="How long a closed day may wait for its receipts before it is reported; "
        "with 'The day ends' also how long after its end it is closed.",
    )
    sla_minutes = fields.Integer(
        "Upload promised within (min)",
        default=60,
        help="A register whose oldest record waits longer is late.",
    )
    silence_minutes = fields.Integer(
        "Offline after (min)",
        default=60,
        help="Without a sign of life for so long a register counts as offline.",
    )
    over_short_limit = fields.Float(
        default=50.0,
        help="A larger difference between counted and expected cash waits for a "
        "manager before it is booked. In the store's currency.",
    )
    late_days_limit = fields.Integer(
        default=7,
        help="Receipts of a locked period that are older wait for a manager.",
    )
    late_amount_limit = fields.Float(
        default=1000.0,
        help="Receipts of a locked period worth more wait for a manager. In the "
        "store's currency.",
    )

    _unique = models.UniqueIndex(
        "(backend_id, external_id)", "This store is known already."
    )

    @api.depends("currency_id", "company_id.currency_id")
    def _compute_booking_currency(self):
        for store in self:
            store.booking_currency_id = (
                store.currency_id or store.company_id.currency_id
            )

    @api.constrains("timezone")
    def _check_timezone(self):
        for store in self:
            try:
                ZoneInfo(store.timezone)
            except (ZoneInfoNotFoundError, ValueError):
                raise ValidationError(
                    self.env._("%s is not a time zone.", store.timezone)
                ) from None

    @api.constrains("day_end")
    def _check_day_end(self):
        for store in self:
            if not 0 <= store.day_end < 24:
                raise ValidationError(self.env._("The day ends between 0 and 24."))

    def _business_date(self, moment):
        """Return the business date of an aware time."""
        self.ensure_one()
        local = moment.astimezone(ZoneInfo(self.timezone))
        return (local - timedelta(hours=self.day_end)).date()

    def _day_ends_at(self, business_date):
        """Return when a business date is over, in naive UTC."""
        self.ensure_one()
        midnight = fields.Datetime.to_datetime(business_date) + timedelta(
            days=1, hours=self.day_end
        )
        local = midnight.replace(tzinfo=ZoneInfo(self.timezone))
        return local.astimezone(UTC).replace(tzinfo=None)

    def _lane_key(self):
        """Return what everything of this store shares its lane by."""
        self.ensure_one()
        return f"store:{self.external_id}"

    def _destination(self, disposition):
        """Return the location returned goods of a disposition go to; None: stock."""
        self.ensure_one()
        if disposition == "quarantine":
            return self.quarantine_location_id or None
        if disposition == "scrap":
            return self.scrap_location_id or self.env["stock.location"].search(
                [
                    ("usage", "=", "inventory"),
                    ("company_id", "in", [self.company_id.id, False]),
                ],
                limit=1,
            )
        return None
