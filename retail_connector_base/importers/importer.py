"""What all importers share: a batch goes in at once, a bad document stands alone."""

import psycopg2
import psycopg2.errors

from odoo import api, models

from .batch import PartlyFailed
from .item import Raced

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
    if isinstance(error, Raced):
        return True
    return isinstance(error, psycopg2.errors.UniqueViolation) and (
        error.diag.table_name or ""
    ).startswith("retail_")


class PartlyParked(PartlyFailed):
    """Some items of a batch cannot be imported; the others can, without them."""


class RetailImporter(models.AbstractModel):
    """Write a batch of documents in one go; bisect when it fails."""

    _name = "retail.importer"
    _inherit = ["retail.batch"]
    _description = "Retail Importer"

    @api.model
    def _import_or_bisect(self, items, backend=None):
        """Import ``items`` (all of one backend) and set the outcome of each.

        The document that cannot be imported is parked; the others go in.
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
        backend = backend.with_env(importer.env)
        importer._write_or_bisect(
            [item for item in items if item.outcome is None],
            lambda part: importer._import(part, backend),
        )

    def _undo(self, members):
        for item in members:
            item.outcome = item.records = None
            item.notes.clear()

    def _refuse(self, member, cause, message):
        member.parked(cause, message)

    def _stand_alone(self, member, error):
        self._park(member, error)

    @api.model
    def _park(self, item, error):
        """Park the one document that ``error`` is about."""
        if _is_race(error):
            item.later("race", self.env._("Another job was writing the same."))
        else:
            item.parked(*self._explain(item, error))

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
