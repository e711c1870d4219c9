"""Words for the short codes that group what has one cause."""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# A code that is not named here is shown as it is, its underscores as blanks.
CAUSE_LABELS = {
    "again": _lt("Waits for another round"),
    "amount_mismatch": _lt("Amounts differ"),
    "batch_refused": _lt("Another change of the request was refused"),
    "busy": _lt("Another job had it in hand"),
    "bulk_running": _lt("Bulk change is under way"),
    "by_hand": _lt("Ignored by hand"),
    "cancelled": _lt("Cancelled at the platform"),
    "cancelled_after_delivery": _lt("Cancelled after the delivery"),
    "cancelled_after_invoice": _lt("Cancelled after the invoice"),
    "cancelled_in_odoo": _lt("Cancelled in Odoo"),
    "cancelled_with_money": _lt("Cancelled, but money was kept"),
    "certificate_changed": _lt("Certificate was changed"),
    "clearing_not_reconcilable": _lt("Clearing account cannot be reconciled"),
    "company_role": _lt("The company has no such role in the shop"),
    "config": _lt("Settings are wrong"),
    "crash": _lt("Stopped a whole job"),
    "currency_inactive": _lt("Currency is not active"),
    "database": _lt("Refused by the database"),
    "currency_mismatch": _lt("Another currency"),
    "dead": _lt("Given up after many tries"),
    "duplicate_document": _lt("Booked twice"),
    "edited_after_confirmation": _lt("Changed after the confirmation"),
    "edited_after_delivery": _lt("Changed after the delivery"),
    "edited_after_invoice": _lt("Changed after the invoice"),
    "edited_after_lock": _lt("Changed after it was locked"),
    "edit_kept": _lt("Odoo's lines kept by hand"),
    "edited_both_sides": _lt("Changed in the shop and in Odoo"),
    "empty": _lt("No lines"),
    "fulfilment_cancelled": _lt("Shipment cancelled at the platform"),
    "fulfilment_exceeds": _lt("More shipped than is left"),
    "gift_card_balance": _lt("Gift card does not tie out"),
    "invariant": _lt("Amounts do not add up"),
    "invoice_mismatch": _lt("Invoice differs from the shop"),
    "line_missing": _lt("Shipped goods are not in the order"),
    "line_without_quantity": _lt("Line without a quantity"),
    "list_off": _lt("Price list does not get prices"),
    "media_failed": _lt("Picture refused by the shop"),
    "metafield_value": _lt("Value does not fit its metafield"),
    "manual": _lt("Waits to be confirmed by hand"),
    "missing_in_channel": _lt("In Odoo, not at the platform"),
    "missing_in_odoo": _lt("At the platform, not in Odoo"),
    "move_too_late": _lt("Moved to another location too late"),
    "not_found": _lt("Gone at the platform"),
    "not_invoiced": _lt("Not invoiced yet"),
    "not_storable": _lt("Product without stock keeping"),
    "on_hold": _lt("On hold at the platform"),
    "order_missing": _lt("Its order is not in Odoo yet"),
    "parked": _lt("Set aside"),
    "party_ambiguous": _lt("Customer not clear"),
    "payload_changed": _lt("Message was changed afterwards"),
    "payment_expired": _lt("Payment expired"),
    "period_locked": _lt("Period is locked"),
    "picking_started": _lt("Transfer is being picked"),
    "place_in_use": _lt("The shop keeps a place that was ordered for"),
    "place_off": _lt("Location does not get stock"),
    "platform": _lt("Platform reports an error"),
    "preview": _lt("Waits for release"),
    "price_below_cost": _lt("Price below cost"),
    "price_drop": _lt("Price falls by more than allowed"),
    "price_list_currency_mismatch": _lt("Currency is not the price list's"),
    "price_zero": _lt("Price would be zero"),
    "product_inactive": _lt("Product is archived"),
    "product_unmatched": _lt("Product not matched"),
    "quantity_precision": _lt("Quantity has too many decimals"),
    "race": _lt("Another job was writing the same"),
    "refund_changed": _lt("Refund changed after it was booked"),
    "refund_differs": _lt("The shop would give back another amount"),
    "refund_mismatch": _lt("Credit note differs from the refund"),
    "refund_negative": _lt("Refund that charges the customer"),
    "refunded": _lt("Paid back"),
    "refused": _lt("Refused by the platform"),
    "refused_by_odoo": _lt("Refused by Odoo"),
    "rejected": _lt("Not understood"),
    "return_after_delivery": _lt("Refunded as not shipped, but delivered"),
    "return_reason_unmapped": _lt("Return reason not mapped"),
    "return_too_many": _lt("More came back than was delivered"),
    "risk": _lt("Risk of fraud"),
    "risk_pending": _lt("Risk not assessed yet"),
    "several_locations": _lt("Several locations ship it"),
    "shadow": _lt("Kept back in shadow mode"),
    "settlement_amount_differs": _lt("Settled amount differs from the payment"),
    "settlement_changed": _lt("Payout changed after it was booked"),
    "settlement_tender_missing": _lt("Payment is not booked in Odoo yet"),
    "settlement_twice": _lt("Payment is settled already"),
    "settlement_type_unknown": _lt("Kind of payout line is not known"),
    "settlement_unmapped": _lt("Settlement account not chosen"),
    "same_options": _lt("Two variants have the same options"),
    "shipping_unmapped": _lt("Shipping method not mapped"),
    "taken_back": _lt("Taken back by hand"),
    "staged": _lt("Waits to be chosen for import"),
    "quotation": _lt("A draft order of the shop"),
    "quotation_sold": _lt("The draft became an order"),
    "stale": _lt("Changed meanwhile"),
    "stock_drift": _lt("Stock differs"),
    "summary_mismatch": _lt("Summary differs from the orders"),
    "superseded": _lt("Replaced by something newer"),
    "switched_off": _lt("Switched off"),
    "tax_unmapped": _lt("Tax not mapped"),
    "tender_unmapped": _lt("Payment method not mapped"),
    "test_order": _lt("Test order"),
    "throttled": _lt("Platform asks to wait"),
    "too_many_options": _lt("Too many options for the shop"),
    "too_many_variants": _lt("Too many variants for the shop"),
    "total_mismatch": _lt("Total differs from the shop"),
    "trace_changed": _lt("Trace was changed"),
    "transient": _lt("Platform not reachable"),
    "turn": _lt("Waits for its turn"),
    "unexpected": _lt("Not expected, see the details"),
    "units_mismatch": _lt("Units differ"),
    "unknown_outcome": _lt("Answer of the platform was lost"),
    "unpaid": _lt("Not paid yet"),
    "unpaid_expired": _lt("Not paid in time"),
    "unsettled": _lt("Not paid out in time"),
    "untracked": _lt("Shop keeps no stock of it"),
    "voided": _lt("Payment voided"),
    "zero_unverified": _lt("Zero waits to be confirmed"),
}


def cause_label(env, cause):
    """Return the words for a code, in the reader's language."""
    if not cause:
        return ""
    label = CAUSE_LABELS.get(cause)
    return env._(label) if label else cause.replace("_", " ").capitalize()


def cause_label_sql(env, column):
    """Return SQL for the words of a column of codes, so that lists group by words."""
    cases = SQL(" ").join(
        SQL("WHEN %s THEN %s", code, env._(label))
        for code, label in CAUSE_LABELS.items()
    )
    return SQL(
        "CASE %(column)s %(cases)s ELSE UPPER(LEFT(%(column)s, 1)) || "
        "SUBSTRING(REPLACE(%(column)s, '_', ' '), 2) END",
        column=column,
        cases=cases,
    )


class RetailCause(models.AbstractModel):
    """Give a model with causes the words for them."""

    _name = "retail.cause"
    _description = "Retail Cause"
    _cause_field = "cause"

    cause_label = fields.Char(
        "Why", compute="_compute_cause_label", help="What has one cause has one word."
    )

    @api.depends(lambda self: [self._cause_field] if self._cause_field in self else [])
    @api.depends_context("lang")
    def _compute_cause_label(self):
        for record in self:
            record.cause_label = cause_label(self.env, record[self._cause_field])


class RetailEvent(models.Model):
    """Say in words why an event waits."""

    _name = "retail.event"
    _inherit = ["retail.event", "retail.cause"]


class RetailOutbox(models.Model):
    """Say in words why an outgoing fact waits."""

    _name = "retail.outbox"
    _inherit = ["retail.outbox", "retail.cause"]


class RetailDiscrepancy(models.Model):
    """Say in words what kind of difference it is."""

    _name = "retail.discrepancy"
    _inherit = ["retail.discrepancy", "retail.cause"]
    _cause_field = "type"


class RetailOrderVersion(models.Model):
    """Say in words why an edit waits."""

    _name = "retail.order.version"
    _inherit = ["retail.order.version", "retail.cause"]


class RetailPriceLevel(models.Model):
    """Say in words why a price is not simply sent."""

    _name = "retail.price.level"
    _inherit = ["retail.price.level", "retail.cause"]


class RetailStockLevel(models.Model):
    """Say in words why a level is not simply sent."""

    _name = "retail.stock.level"
    _inherit = ["retail.stock.level", "retail.cause"]


class RetailBindingOrder(models.Model):
    """Say in words why an order waits."""

    _name = "retail.binding.order"
    _inherit = ["retail.binding.order", "retail.cause"]
    _cause_field = "stage_cause"

    def action_open_events(self):
        """Open what the platform told about this order."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_base.action_retail_event"
            ),
            "domain": [
                ("backend_id", "=", self.backend_id.id),
                ("kind", "=", "order"),
                ("entity_id", "=", self.external_id),
            ],
        }


class RetailSettlement(models.Model):
    """Say in words why a settlement waits."""

    _name = "retail.settlement"
    _inherit = ["retail.settlement", "retail.cause"]
    _cause_field = "state_cause"


class RetailBindingRefund(models.Model):
    """Say in words why a refund waits."""

    _name = "retail.binding.refund"
    _inherit = ["retail.binding.refund", "retail.cause"]
    _cause_field = "stage_cause"
