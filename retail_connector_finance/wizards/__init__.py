from . import retail_gift_card_rollforward
from . import retail_settlement_bank
from . import retail_settlement_book
from . import retail_settlement_file
from . import retail_tips_payout
