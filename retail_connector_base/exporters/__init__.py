from .. import importers  # the stock importer extends what is in there
from . import availability, decision, observation, stock_line
from . import party_values
from . import party
from . import company
from . import price_line, price_rule
from . import price_store
from . import price
from . import price_target
from . import price_push
from . import price_undo
from . import order_decision, order_reference
from . import refund_plan
from . import refund
from . import stock_store
from . import stock
from . import stock_supply
from . import stock_proof
from . import kit, stock_kit
from . import stock_settle
from . import stock_parked
from . import stock_undo
from . import stock_push
from . import stock_drift
from . import stock_compare
from . import stock_feedback
from . import metafield_value, product_parts, product_payload
from . import metafield_reference
from . import product_document
from . import product_option_texts
from . import product_metafields
from . import product_price
from . import product
from . import product_tax
from . import product_feedback
from . import product_undo
from . import collection
from . import product_preview
from . import fulfilment
from . import fulfilment_change
from . import fulfilment_same
from . import resync
from . import resync_goods
