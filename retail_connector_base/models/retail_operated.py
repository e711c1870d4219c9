"""What operators act on: who may, and how trouble of one cause is tried again."""

from odoo import models
from odoo.exceptions import AccessError

OPERATOR = "retail_connector_base.group_operator"
TROUBLE = ("parked", "failed", "dead")  # states that a person looks at


class RetailOperated(models.AbstractModel):
    """Be acted on by operators; reading a record is not enough to do so."""

    _name = "retail.operated"
    _description = "Operated by People"

    def _check_operator(self):
        """Raise unless the user may act on these."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(OPERATOR)):
            raise AccessError(
                self.env._("Only operators of the Retail Connector may do this.")
            )


class RetailTrouble(models.AbstractModel):
    """Be in trouble for a cause, and be tried again by a person."""

    _name = "retail.trouble"
    _inherit = ["retail.operated"]
    _description = "In Trouble"
    _trouble_key = ("backend_id", "cause")  # what trouble is the same by

    def action_retry(self):
        """Try those in trouble again, at once."""
        raise NotImplementedError

    def action_retry_cause(self):
        """Try all again that are in trouble for the same cause."""
        self._check_operator()
        for same in self.filtered("cause").grouped(self._trouble_of).values():
            domain = [("state", "in", TROUBLE)]
            for name in self._trouble_key:
                value = same[0][name]
                domain.append((name, "=", getattr(value, "id", value)))
            self.search(domain).action_retry()
        return True

    def _trouble_of(self, record):
        """Return what a record shares with those in the same trouble."""
        return tuple(record[name] for name in self._trouble_key)
