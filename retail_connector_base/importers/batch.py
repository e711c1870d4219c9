"""A batch is written at once; when it fails, the bad one is found and set aside."""

import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError

from .item import Parked, Raced

_logger = logging.getLogger(__name__)

# What one of a batch can be guilty of. Serialization failures and lost connections are
# not in here: they concern the whole transaction and are retried by the queue.
DOCUMENT_ERRORS = (
    Parked,
    Raced,
    UserError,
    psycopg2.IntegrityError,
    psycopg2.DataError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class PartlyFailed(Exception):
    """Some of a batch cannot go on; the others can, without them.

    :param problems: list of (member, cause, message)
    """

    def __init__(self, problems):
        super().__init__(f"{len(problems)} of a batch cannot go on")
        self.problems = problems


class RetailBatch(models.AbstractModel):
    """Write a batch in one go; bisect when it fails."""

    _name = "retail.batch"
    _description = "Retail Batch"

    def _write_or_bisect(self, members, write):
        """Call ``write`` with ``members`` (a list) inside a savepoint.

        When that fails the list is split in two, until the one that cannot be written
        stands alone. What is named by PartlyFailed is left out at once.
        """
        if not members:
            return
        try:
            with self.env.cr.savepoint():
                write(members)
        except PartlyFailed as error:
            self._undo(members)
            for member, cause, message in error.problems:
                self._refuse(member, cause, message)
            failed = {member for member, _cause, _message in error.problems}
            self._write_or_bisect([m for m in members if m not in failed], write)
        except DOCUMENT_ERRORS as error:
            self._undo(members)
            if len(members) == 1:
                self._stand_alone(members[0], error)
                return
            middle = len(members) // 2
            self._write_or_bisect(members[:middle], write)
            self._write_or_bisect(members[middle:], write)

    def _undo(self, members):
        """Undo what a batch that was rolled back noted outside of the database."""

    def _refuse(self, member, cause, message):
        """Set one aside."""
        raise NotImplementedError

    def _stand_alone(self, member, error):
        """Set the one aside that ``error`` is about."""
        self._refuse(member, *self._explain(member, error))

    @api.model
    def _explain(self, member, error):
        """Return (cause, sentence) of an error for an operator."""
        if isinstance(error, Parked):
            return error.cause, error.message
        if isinstance(error, UserError):
            return "refused_by_odoo", str(error.args[0])
        if isinstance(error, psycopg2.Error):
            name = error.diag.constraint_name or error.diag.column_name or ""
            return "database", self.env._("The database refuses it: %s", name)
        # The message may quote the document, so only its type is logged.
        _logger.error(
            "%s could not write %s: %s", self._name, member, type(error).__name__
        )
        return "unexpected", f"{type(error).__name__}: {error}"
