from . import mapping
from . import mapping_tax
from . import mapping_tender
from . import mapping_shipping
