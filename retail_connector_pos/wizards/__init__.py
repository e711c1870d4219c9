from . import retail_pos_key
from . import retail_pos_lots
from . import retail_pos_override
from . import retail_pos_explain
from . import retail_pos_setup
