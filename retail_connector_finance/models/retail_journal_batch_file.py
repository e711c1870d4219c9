"""Batches that leave as files: the file itself, and what is said about it later."""

from odoo import fields, models


class RetailJournalBatch(models.Model):
    """Keep the file of a batch, and whether the other side took it over."""

    _inherit = "retail.journal.batch"

    file_id = fields.Many2one("ir.attachment", readonly=True, copy=False)
    acknowledged_at = fields.Datetime(
        readonly=True, copy=False, help="When the other side said that it has it."
    )

    def _keep_file(self, row):
        """Take the file of a delivered request out of its answer and attach it."""
        self.ensure_one()
        answer = dict(row.answer or {})
        file = answer.pop("file", None)
        if not file:
            return
        self.file_id = self.env["ir.attachment"].create(
            {
                "name": file["name"],
                "datas": file["content"],
                "mimetype": file["type"],
                "res_model": self._name,
                "res_id": self.id,
                "company_id": self.company_id.id,
            }
        )
        row.answer = {**answer, "file": {key: file[key] for key in ("name", "sha256")}}

    def _acknowledge(self, answers):
        """Write down what was said about files: (reference, accepted, reason)."""
        by_name = {batch.name: batch for batch in self}
        for reference, accepted, reason in answers:
            batch = by_name.get(reference)
            if batch is None:
                continue
            if accepted:
                batch.acknowledged_at = fields.Datetime.now()
                continue
            batch.write(
                {"state": "rejected", "cause": "refused", "problem": reason or False}
            )
            batch._note_refusal()

    def action_download(self):
        """Download the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.file_id.id}?download=true",
            "target": "download",
        }
