from . import receipt_goods
from . import importer_store
from . import importer_register
from . import importer_session
from . import importer_receipt_number
from . import importer_receipt_return
from . import importer_receipt
from . import importer_order
