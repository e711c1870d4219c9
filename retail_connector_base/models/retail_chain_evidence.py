"""An evidence file: everything about one thing, with check sums, to take away."""

import base64
import hashlib
import io
import json
import zipfile

from odoo import api, fields, models
from odoo.tools import SQL

CONTENTS = ("payload", "fetched", "document")  # received, read, understood


class RetailChainEvidence(models.AbstractModel):
    """Pack a chain: its steps, its messages as they came, seals, and check sums."""

    _name = "retail.chain.evidence"
    _description = "Evidence File"

    @api.model
    def _make(self, chain):
        """Return the attachment with a chain's evidence; note who took it."""
        files = self._files(chain)
        sums = {
            name: hashlib.sha256(content).hexdigest() for name, content in files.items()
        }
        files["SHA256SUMS"] = "".join(
            f"{digest}  {name}\n" for name, digest in sorted(sums.items())
        ).encode()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(files.items()):
                archive.writestr(name, content)
        self._note(chain)
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"evidence-{chain.res_model}-{chain.res_id}.zip",
                    "datas": base64.b64encode(packed.getvalue()),
                    "mimetype": "application/zip",
                    "res_model": chain._name,
                    "res_id": chain.id,
                }
            )
            .with_env(self.env)
        )

    @api.model
    def _files(self, chain):
        """Return name -> content of the evidence."""
        files = {"chain.json": _json(self._chain(chain))}
        events = self._records(chain, "retail.event")
        for event in events:
            for name in CONTENTS:
                if event[name]:
                    path = f"messages/{event.id}/{name}.json"
                    files[path] = event[name].encode()
        for row in self._records(chain, "retail.outbox"):
            files[f"sent/{row.id}.json"] = _json(
                {
                    "key": row.key,
                    "state": row.state,
                    "payload": row.payload,
                    "answer": row.answer,
                }
            )
        steps = self._records(chain, "retail.trace")
        files["trace.json"] = _json(steps.read(load=False) if steps else [])
        files["seals.json"] = _json(self._seals(steps))
        files["verified.json"] = _json(self._verified(events))
        return files

    def _records(self, chain, model):
        ids = [line.res_id for line in chain.line_ids if line.res_model == model]
        return self.env[model].sudo().browse(ids).exists()

    def _chain(self, chain):
        """Return the chain as data, with who made the file and when."""
        columns = ("at", "kind", "name", "detail", "amount", "version", "job_uuid",
                   "digest", "res_model", "res_id")  # fmt: skip
        return {
            "of": {"model": chain.res_model, "id": chain.res_id, "name": chain.title},
            "made_at": fields.Datetime.now(),
            "made_by": self.env.user.login,
            "steps": [
                {
                    **{name: line[name] for name in columns if line[name]},
                    "currency": line.currency_id.name or "",
                    "who": line.user_id.login or "",
                }
                for line in chain.line_ids
            ],
        }

    def _seals(self, steps):
        """Return the seals that cover these steps, and the certificates of the days."""
        seals = (
            self.env["retail.seal"]
            .sudo()
            .search(
                [
                    ("company_id", "in", steps.company_id.ids),
                    ("last_id", ">=", min(steps.ids, default=0)),
                    ("after_id", "<", max(steps.ids, default=0)),
                ]
            )
        )
        days = {step.at.date() for step in steps}
        certificates = (
            self.env["retail.certificate"]
            .sudo()
            .search(
                [("company_id", "in", steps.company_id.ids), ("day", "in", list(days))]
            )
        )
        return {
            "seals": seals.read(load=False),
            "certificates": certificates.read(
                ["number", "day", "state", "content", "previous_digest", "digest"]
            ),
        }

    @api.model
    def _verified(self, events):
        """Return, of each message, whether it is what its last step says it was."""
        if not events:
            return {}
        rows = self.env.execute_query(
            SQL(
                """SELECT e.id, %(digest)s,
                          (SELECT t.digest FROM retail_trace t
                            WHERE t.event_id = e.id AND t.digest IS NOT NULL
                            ORDER BY t.id DESC LIMIT 1)
                     FROM retail_event e WHERE e.id = ANY(%(ids)s) ORDER BY e.id""",
                digest=self.env["retail.trace"]._content_digest(SQL("e")),
                ids=events.ids,
            )
        )
        return {
            str(event): {"now": now, "then": then, "untouched": then and now == then}
            for event, now, then in rows
        }

    def _note(self, chain):
        """Note in the trace that the evidence of these messages was handed out."""
        self.env["retail.trace"].sudo()._note(
            [
                {
                    "backend_id": event.backend_id.id,
                    "event_id": event.id,
                    "kind": event.kind,
                    "entity_id": event.entity_id,
                    "step": "disclosed",
                    "code": "evidence",
                }
                for event in self._records(chain, "retail.event")
            ]
        )


def _json(data):
    return json.dumps(data, default=str, ensure_ascii=False, indent=1).encode()
