"""What to do about entries that are not at the ledger as they were sent."""

from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

COPIED = "ledger_copied"  # type of the discrepancy of an entry that is there twice
# code of a difference -> what puts it right; posted entries are never overwritten
REPAIRS = {
    "missing": _lt(
        "Restore it there, or take the batch back here and build it again: it then "
        "leaves under a new number."
    ),
    "voided": _lt(
        "If it was voided by mistake, take the batch back here and build it again; "
        "else correct the entries in Odoo."
    ),
    "not_posted": _lt("Post the draft there."),
    "date": _lt("Set the date back there, before the period is closed."),
    "line_missing": _lt(
        "Undo the change there: History of the entry says who made it."
    ),
    "line_extra": _lt("Undo the change there: History of the entry says who made it."),
}


class RetailJournalBatch(models.Model):
    """Propose repairs, and find copies that somebody made of our entries."""

    _inherit = "retail.journal.batch"

    def _proposals(self, differences):
        """Return the differences and what puts them right, as text."""
        lines = [difference.message for difference in differences]
        for code in dict.fromkeys(difference.code for difference in differences):
            if str(REPAIRS[code]) not in lines:
                lines.append(str(REPAIRS[code]))
        return "\n".join(lines)

    def _keep_copies(self, found):
        """Open or settle the discrepancies about entries that are there more than once.

        :param found: reference -> ids of the entries there
        """
        Discrepancy = self.env["retail.discrepancy"]
        known = Discrepancy.search(
            [("backend_id", "in", self.backend_id.ids), ("type", "=", COPIED)]
        ).grouped("entity")
        for batch in self:
            ids = [one for one in found.get(batch.name, ()) if one != batch.external_id]
            row = known.get(batch.name, Discrepancy)
            if not ids:
                row.filtered(lambda one: one.state == "open").action_resolve(
                    self.env._("It is there once.")
                )
                continue
            total = float(batch._total())
            values = {
                "expected": total,
                "found": total * (len(ids) + 1),
                "state": "open",
                "note": self.env._(
                    "Copies of %(number)s are there: %(ids)s. Void them; ours is "
                    "%(ours)s.",
                    number=batch.name,
                    ids=", ".join(ids),
                    ours=batch.external_id,
                ),
            }
            if row:
                row.write(values)
                continue
            Discrepancy.create(
                {
                    **values,
                    "backend_id": batch.backend_id.id,
                    "currency_id": batch.currency_id.id,
                    "type": COPIED,
                    "kind": "journal",
                    "entity": batch.name,
                    "res_model": batch._name,
                    "res_id": batch.id,
                }
            )
