from . import test_currency
from . import test_lightspeed_flow, test_lightspeed_goods
from . import test_operations
from . import test_receipt
from . import test_receipt_cases
from . import test_receipt_kinds
from . import test_receipt_return
from . import test_shift
from . import test_feed_gate
from . import test_feed_order
from . import test_feed_storm
from . import test_feed_http
from . import test_feed_files
from . import test_setup
from . import test_store_tender
from . import test_square_flow
from . import test_square_goods
from . import test_sumup_flow
