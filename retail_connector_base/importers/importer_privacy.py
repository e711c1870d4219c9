"""Requests about personal data, as a platform passes them on, to records."""

from datetime import timedelta

from odoo import api, fields, models

from ..models.retail_privacy_request import DUE_DAYS
from .order_content import naive


class RetailImporterPrivacy(models.AbstractModel):
    """Record requests and have a job work on them; a repeat works on the same one."""

    _name = "retail.importer.privacy"
    _inherit = ["retail.importer"]
    _description = "Privacy Request Importer"

    @api.model
    def _import(self, items, backend):
        Request = self.env["retail.privacy.request"]
        known = {
            request.external_id: request
            for request in Request.search(
                [
                    ("backend_id", "=", backend.id),
                    ("external_id", "in", [i.document.external_id for i in items]),
                ]
            )
        }
        for item in items:
            document = item.document
            moment = naive(document.requested_at) or fields.Datetime.now()
            request = known.get(document.external_id)
            if request is None:
                request = known[document.external_id] = Request.create(
                    {
                        "backend_id": backend.id,
                        "external_id": document.external_id,
                        "kind": document.kind,
                        "customer_id": document.customer_id or False,
                        "requested_at": moment,
                        "due_date": moment.date() + timedelta(days=DUE_DAYS),
                    }
                )
            request.write(
                {
                    "email": document.email or request.email,
                    "order_ids": sorted(
                        {*(request.order_ids or []), *document.order_ids}
                    ),
                }
            )
            request._start()
            item.done(request)
