from . import test_journal_build
from . import test_journal_correction
from . import test_journal_approval
from . import test_journal_delivery
from . import test_journal_proof
from . import test_journal_security
from . import test_settlement
from . import test_settlement_wait
