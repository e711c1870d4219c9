"""Who may see and change what is about journals."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.retail_connector_base.tests.access_common import (
    ALL,
    NOBODY,
    READ,
    WORK,
    AccessMixin,
)

from .ledger_common import LedgerCase

# model -> what viewer, operator, accountant and manager may do
RIGHTS = {
    "retail.gift.card.breakage": (READ, READ, READ, READ),
    "retail.journal.policy": (READ, READ, WORK, ALL),
    "retail.journal.batch": (READ, READ, "rwd", "rwd"),
    "retail.journal.batch.line": (READ, READ, READ, READ),
    "retail.journal.link": (READ, READ, READ, READ),
    "retail.journal.proof": (READ, READ, READ, READ),
    "retail.journal.proof.line": (READ, READ, READ, READ),
    "retail.journal.tax.decision": (READ, READ, READ, READ),
    "retail.ledger.account": (READ, READ, READ, READ),
    "retail.ledger.contact": (NOBODY, NOBODY, READ, READ),
    "retail.ledger.tax": (READ, READ, READ, READ),
    "retail.ledger.value": (READ, READ, READ, READ),
    "retail.mapping.account": (READ, READ, ALL, ALL),
    "retail.mapping.contact": (NOBODY, NOBODY, ALL, ALL),
    "retail.mapping.dimension": (READ, READ, ALL, ALL),
    "retail.mapping.ledger.tax": (READ, READ, ALL, ALL),
}


@tagged("post_install", "-at_install", "retail")
class TestJournalSecurity(AccessMixin, LedgerCase):
    """Groups and companies."""

    rights = RIGHTS

    def test_another_company_sees_nothing(self):
        self.sell()
        [batch] = self.export()
        proof = self.env["retail.journal.proof"]._prove(self.backend)
        for record in (
            batch,
            batch.line_ids[0],
            self.links(batch)[0],
            proof,
            self.policy,
            self.env["retail.mapping.account"].search([], limit=1),
        ):
            with self.assertRaises(AccessError):
                record.with_user(self.outsider).check_access("read")
