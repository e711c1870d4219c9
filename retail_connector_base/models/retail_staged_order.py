"""Orders a person chooses from before they are imported."""

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..importers.order_content import naive
from ..importers.order_values import bought_at, channel
from ..platforms import Notice
from .bindings.binding_order import CHANNELS
from .compressed import CompressedText

OPERATOR = "retail_connector_base.group_operator"
STATES = [
    ("waiting", "Waiting"),
    ("approved", "To Import"),
    ("imported", "Imported"),
    ("skipped", "Not Wanted"),
]


class RetailStagedOrder(models.Model):
    """Keep orders that are not imported by themselves, as the platform last told them.

    Which ones wait is the connection's choice (``order_intake``); by default none do.
    """

    _name = "retail.staged.order"
    _description = "Order to Import"
    _check_company_auto = True
    _order = "placed_at desc, id desc"
    _rec_name = "external_name"

    backend_id = fields.Many2one(
        "retail.backend", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    external_id = fields.Char(required=True, readonly=True)
    external_name = fields.Char("Order", readonly=True)
    external_url = fields.Char("Link at the Platform", readonly=True)
    external_version = fields.Char(readonly=True)
    placed_at = fields.Datetime(readonly=True)
    customer = fields.Char(readonly=True)
    country_code = fields.Char("Country", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    financial_status = fields.Char("Payment", readonly=True)
    fulfilment_status = fields.Char("Shipment", readonly=True)
    risk = fields.Char(readonly=True)
    tags = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    total = fields.Monetary(readonly=True)
    document = CompressedText(readonly=True)
    state = fields.Selection(STATES, required=True, default="waiting", readonly=True)

    _backend_external = models.UniqueIndex("(backend_id, external_id)")
    _waiting = models.Index("(backend_id) WHERE state = 'waiting'")

    @api.model
    def _values(self, item, packed, currencies):
        """Return the field values of an order that waits."""
        document = item.document
        address = document.shipping or document.billing
        party = document.customer
        return {
            "external_id": document.external_id,
            "external_name": document.name,
            "external_url": document.url or False,
            "external_version": item.version or False,
            "placed_at": naive(bought_at(document)),
            "customer": (party and party.name) or address.name or document.email,
            "country_code": address.country_code.upper() or False,
            "channel": channel(document),
            "financial_status": document.financial_status,
            "fulfilment_status": document.fulfilment_status or False,
            "risk": document.risk,
            "tags": ", ".join(document.tags) or False,
            "currency_id": currencies.get(document.currency),
            "total": float(document.total.amount),
            "document": packed,
        }

    @api.model
    def _stage(self, backend, rows):
        """Keep new orders; return the external ids of those to import now.

        :param rows: (item, stored document)
        """
        codes = list({item.document.currency for item, _packed in rows})
        currencies = {
            currency.name: currency.id
            for currency in self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", codes)])
        }
        ids = [item.document.external_id for item, _packed in rows]
        known = self.search(
            [("backend_id", "=", backend.id), ("external_id", "in", ids)]
        ).grouped("external_id")
        fresh = []
        for item, packed in rows:
            values = self._values(item, packed, currencies)
            if staged := known.get(item.document.external_id):
                staged.write(values)
            else:
                fresh.append({"backend_id": backend.id, **values})
        staged = self.union(*known.values(), self.create(fresh))
        if backend.order_intake == "filter":
            waiting = staged.filtered(lambda row: row.state == "waiting")
            waiting.filtered_domain(backend._order_domain()).state = "approved"
        wanted = staged.filtered(lambda row: row.state in ("approved", "imported"))
        return set(wanted.mapped("external_id"))

    def _check_operator(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(OPERATOR)):
            raise AccessError(
                self.env._("Only operators of the Retail Connector may do this.")
            )

    def action_import(self):
        """Import the chosen orders; each is read anew."""
        self._check_operator()
        chosen = self.filtered(lambda row: row.state in ("waiting", "skipped")).sudo()
        chosen.state = "approved"
        for backend, rows in chosen.grouped("backend_id").items():
            self.env["retail.event"].sudo()._receive(
                backend,
                [
                    Notice(
                        key=f"staged:{row.id}:{fields.Datetime.now()}",
                        topic="odoo/chosen",
                        kind="order",
                        entity_id=row.external_id,
                    )
                    for row in rows
                ],
                "manual",
            )
        return True

    def action_skip(self):
        """Leave the chosen orders out; they can still be imported later."""
        self._check_operator()
        self.filtered(lambda row: row.state == "waiting").sudo().state = "skipped"
        return True

    def action_open_external(self):
        """Open the order at the platform, in a new tab."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.external_url,
            "target": "new",
        }


class RetailBackend(models.Model):
    """Know which orders are imported by themselves."""

    _inherit = "retail.backend"

    def _order_domain(self):
        """Return the filter of orders as a domain."""
        return literal_eval(self.order_filter or "[]")
