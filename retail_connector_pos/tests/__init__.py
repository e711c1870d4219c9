from . import test_receipt
from . import test_receipt_kinds
from . import test_receipt_return
