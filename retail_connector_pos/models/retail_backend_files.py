"""Files that tills leave: read, stored, acknowledged, put away."""

import json
from datetime import UTC, datetime

from odoo import api, models

from odoo.addons.retail_connector_base.models.transaction import own_transaction
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from ..platforms.store_feed import files

ACKNOWLEDGEMENT = ".ack.json"


class RetailBackend(models.Model):
    """Collect the files of a connection's tills.

    A file is stored in a transaction of its own, then acknowledged, then put away: a
    crash in between reads it again, and finds everything there already.
    """

    _inherit = "retail.backend"

    @api.model
    def _cron_collect_files(self):
        """Have the files of every connection that gets some collected."""
        for backend in self.search([("state", "=", "live")]):
            adapter = backend._adapter_class()
            if getattr(adapter, "has_drop", None) is not None:
                backend._enqueue(
                    "_job_collect_files",
                    identity="files",
                    priority=12,
                    description=self.env._("%s: collect files", backend.name),
                )

    def _job_collect_files(self):
        """Read what tills have left."""
        self.ensure_one()
        if self._is_working():
            self._speak(self._collect_files)

    def _collect_files(self, adapter):
        if not adapter.has_drop:
            return
        with adapter.open_drop() as drop:
            for name in drop.names():
                if files.is_batch(name):
                    self._collect_file(drop, name)

    def _collect_file(self, drop, name):
        content = drop.get(name)
        if content is None:
            return  # another one took it
        try:
            batches = files.read(name, content, datetime.now(UTC))
        except RejectedDocument as error:
            answer = {"error": error.code, "path": error.path, "file": name}
            drop.put(name + ACKNOWLEDGEMENT, json.dumps(answer).encode())
            drop.move(name, "quarantine")
            self._alert(
                self.env._("A till's file cannot be read"), f"{name}: {error.message}"
            )
            return
        answers = []
        with own_transaction(self.env) as env:
            backend = env["retail.backend"].browse(self.id)
            for batch in batches:
                answers.append(backend._accept_file_batch(batch))
        drop.put(name + ACKNOWLEDGEMENT, json.dumps({"answers": answers}).encode())
        unknown = [answer for answer in answers if "error" in answer]
        drop.move(name, "quarantine" if unknown else "done")
        if unknown:
            self._alert(
                self.env._("A till's file is of an unknown register"),
                f"{name}: {unknown[0]['register']}",
            )

    def _accept_file_batch(self, batch):
        """Store a batch of a file; one of an unknown register is not stored."""
        register = (
            self.env["retail.pos.register"]
            .sudo()
            ._find(self, [(batch.store_id, batch.register_id)])
            .get((batch.store_id, batch.register_id))
        )
        if register is None:
            return {
                "batch_id": batch.batch_id,
                "error": "no_such_register",
                "register": f"{batch.store_id}/{batch.register_id}",
            }
        return self.env["retail.pos.gate"].sudo()._accept(register, batch)
