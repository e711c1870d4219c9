"""What all importers share: a batch goes in at once, a bad document stands alone."""

import logging

import psycopg2
import psycopg2.errors

from odoo import api, models
from odoo.exceptions import UserError

from .item import Parked

_logger = logging.getLogger(__name__)

# What one document can be guilty of. Serialization failures and lost connections are
# not in here: they concern the whole transaction and are retried by the queue.
DOCUMENT_ERRORS = (
    Parked,
    UserError,
    psycopg2.IntegrityError,
    psycopg2.DataError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
IMPORT_CONTEXT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_activity_automation_skip": True,
    "no_reset_password": True,
}


def _is_race(error):
    """Return whether another transaction made the same row of ours just before.

    Our snapshot does not show it; the next try finds it.
    """
    return isinstance(error, psycopg2.errors.UniqueViolation) and (
        error.diag.table_name or ""
    ).startswith("retail_")


class PartlyParked(Exception):
    """Some items of a batch cannot be imported; the others can, without them.

    :param problems: list of (item, cause, message)
    """

    def __init__(self, problems):
        super().__init__(f"{len(problems)} documents parked")
        self.problems = problems


class RetailImporter(models.AbstractModel):
    """Write a batch of documents in one go; bisect when it fails."""

    _name = "retail.importer"
    _description = "Retail Importer"

    @api.model
    def _import_or_bisect(self, items, backend=None):
        """Import ``items`` (all of one backend) and set the outcome of each.

        The batch is written inside a savepoint. When it fails it is split in two,
        until the document that cannot be imported stands alone and is parked.
        """
        items = list(items)
        if not items:
            return
        backend = backend or items[0].event.backend_id
        # Importing is the connector's work, not the user's: whoever runs the jobs
        # needs no rights in sales or accounting. Searches name the company.
        importer = (
            self.sudo()
            .with_company(backend.company_id)
            .with_context(**IMPORT_CONTEXT, lang=self.env.user.lang)
        )
        importer._import_part(items, backend.with_env(importer.env))

    def _import_part(self, items, backend):
        pending = [item for item in items if item.outcome is None]
        if not pending:
            return
        try:
            with self.env.cr.savepoint():
                self._import(pending, backend)
        except PartlyParked as error:
            self._forget(pending)
            for item, cause, message in error.problems:
                item.parked(cause, message)
            self._import_part(pending, backend)
        except DOCUMENT_ERRORS as error:
            self._forget(pending)
            if len(pending) == 1:
                self._park(pending[0], error)
                return
            middle = len(pending) // 2
            self._import_part(pending[:middle], backend)
            self._import_part(pending[middle:], backend)

    @api.model
    def _forget(self, items):
        """Undo what a batch that was rolled back noted on its items."""
        for item in items:
            item.outcome = item.records = None
            item.notes.clear()

    @api.model
    def _park(self, item, error):
        """Park the one document that ``error`` is about."""
        if _is_race(error):
            item.later("race", self.env._("Another job was writing the same."))
            return
        cause, message = self._explain(error)
        if cause == "unexpected":
            # The message may quote the document, so only its type is logged.
            _logger.error(
                "%s could not import %s: %s",
                self._name,
                getattr(item.document, "external_id", ""),
                type(error).__name__,
            )
        item.parked(cause, message)

    @api.model
    def _explain(self, error):
        """Return (cause, sentence) of an error for an operator."""
        if isinstance(error, Parked):
            return error.cause, error.message
        if isinstance(error, UserError):
            return "refused_by_odoo", str(error.args[0])
        if isinstance(error, psycopg2.Error):
            name = error.diag.constraint_name or error.diag.column_name or ""
            return "database", self.env._("The database refuses it: %s", name)
        return "unexpected", f"{type(error).__name__}: {error}"

    @api.model
    def _import(self, items, backend):
        """Write ``items`` and set their outcome. Raise to have the batch bisected."""
        raise NotImplementedError

    @api.model
    def _known_versions(self, items, bindings):
        """Return the items that are news; mark the stale and unchanged ones.

        :param bindings: external id -> binding
        """
        fresh = []
        for item in items:
            binding = bindings.get(item.document.external_id)
            known = binding and binding.external_version
            if known and item.version and item.version < known:
                item.ignored("stale", self.env._("Newer data is here already."))
            else:
                fresh.append(item)
        return fresh
