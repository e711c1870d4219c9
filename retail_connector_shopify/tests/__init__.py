from . import test_connection
from . import test_order_cases
from . import test_order_decisions
from . import test_order_flow
from . import test_party_flow
from . import test_price_flow
from . import test_webhook
from . import test_refund_flow
