from . import retail_event_edit
from . import retail_exception_decide
from . import retail_price_preview
from . import retail_stock_preview
from . import stock_return_picking
from . import retail_order_cancel
from . import retail_product_preview
from . import retail_listing_offer
