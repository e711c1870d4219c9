"""Words for the causes that only stores have."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.retail_connector_base.models.retail_cause import CAUSE_LABELS

_lt = LazyTranslate(__name__)

STORE_CAUSES = {
    "bad_picture": _lt("Picture is of a kind or size the platform refuses"),
    "changed_after_close": _lt("Close changed after the day was booked"),
    "customer_missing": _lt("Customer missing on the receipt"),
    "duplicate": _lt("Here already"),
    "goods_refused": _lt("Goods could not be moved"),
    "inbox_waiting": _lt("Receipts wait in the inbox"),
    "gone": _lt("Not at the platform any more"),
    "loyalty_balance": _lt("Loyalty points do not tie out"),
    "lots_missing": _lt("Lot or serial numbers missing"),
    "no_file": _lt("Picture is not in Odoo any more"),
    "no_list": _lt("Price list is not at the platform any more"),
    "no_product": _lt("Product is not at the platform any more"),
    "number_conflict": _lt("Number used twice"),
    "numbers_missing": _lt("Receipts are missing"),
    "numbers_waiting": _lt("Receipts are not booked yet"),
    "original_missing": _lt("Receipt it voids is not here"),
    "over_short": _lt("Cash differs by more than the limit"),
    "rate_missing": _lt("No rate of the store's currency on that day"),
    "register_currency": _lt("Register books in another currency"),
    "register_unmapped": _lt("Register is not set up"),
    "shift_mismatch": _lt("Till and Odoo differ"),
    "sku_missing": _lt("SKU missing on a variant"),
    "smart_collection": _lt("Collection with rules, which the platform lacks"),
    "tax_unknown": _lt("Platform has no such tax"),
}
CAUSE_LABELS.update(STORE_CAUSES)
