from . import mapping
from . import mapping_tax
from . import mapping_tender
from . import mapping_shipping
from . import mapping_return_reason
from . import mapping_tender_refund
from . import mapping_carrier
