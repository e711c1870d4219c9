"""What belongs with what: from checkout to ledger, in both directions."""

from odoo import api, models
from odoo.fields import Domain

LIMIT = 200  # records that one step of the walk may add
# model -> where it came from: a path of fields, a (model, field) that points here, or
# the name of a method after an @
UP = {
    "account.move.line": ("@_line_origins",),
    "account.payment": ("move_id",),
    "account.move": (
        "line_ids.sale_line_ids.order_id",
        ("retail.binding.refund", "record_id"),
        ("retail.binding.refund", "summary_move_id"),
        ("retail.binding.tender", "record_id.move_id"),
        ("retail.settlement", "record_id"),
    ),
    "stock.move": ("picking_id",),
    "stock.picking": ("sale_id", "retail_refund_binding_id"),
    "sale.order": (("retail.binding.order", "record_id"),),
    "retail.binding.refund": ("order_binding_id",),
    "retail.binding.return": ("order_binding_id",),
    "retail.binding.picking": ("record_id",),
    "retail.binding.tender": ("order_binding_id",),
    "retail.settlement": ("line_ids.tender_id", "line_ids.order_binding_id"),
    "retail.settlement.line": ("tender_id", "order_binding_id"),
    "retail.dispute": ("order_binding_id",),
    "retail.event": ("@_event_records",),
    "retail.outbox": ("@_referred",),
    "retail.discrepancy": ("@_referred",),
}
DOWN = {
    "retail.binding.order": (
        "record_id",
        "tender_ids",
        ("retail.binding.refund", "order_binding_id"),
        ("retail.binding.return", "order_binding_id"),
        ("retail.dispute", "order_binding_id"),
    ),
    "sale.order": ("picking_ids", "invoice_ids"),
    "stock.picking": (("retail.binding.picking", "record_id"),),
    "retail.binding.tender": ("record_id.move_id", "settlement_id"),
    "retail.binding.refund": (
        "record_id",
        "summary_move_id",
        "tender_ids",
        "picking_ids",
    ),
    "retail.settlement": ("record_id",),
    "retail.settlement.line": ("settlement_id",),
}
ROOTS = ("retail.binding.order",)  # one of these, and everything is about it
# model -> kinds of messages and of outgoing facts about its external id
KINDS = {
    "retail.binding.order": (
        "order", "quotation", "refund", "return", "fulfilment", "decision", "reference",
    ),
    "retail.settlement": ("settlement",),
    "retail.dispute": ("dispute",),
}  # fmt: skip


class RetailChainLinks(models.AbstractModel):
    """Walk from any record to all it came from and all that came of it."""

    _name = "retail.chain.links"
    _description = "Links between Documents"

    @api.model
    def _up(self):
        """Return UP; an addon adds its own models."""
        return UP

    @api.model
    def _down(self):
        """Return DOWN; an addon adds its own models."""
        return DOWN

    @api.model
    def _roots(self):
        """Return the models of which one is what everything is about."""
        return ROOTS

    @api.model
    def _kinds(self):
        """Return model -> kinds of messages about its external id."""
        return KINDS

    @api.model
    def _walk(self, start):
        """Return model -> records that belong with ``start``, itself included.

        From a payout or a summary the way back leads to many orders; their other
        documents are left out then.
        """
        origins = self._reach({start._name: start.sudo()}, self._up())
        roots = sum(len(origins.get(model, ())) for model in self._roots())
        seeds = origins if roots == 1 else {start._name: start.sudo()}
        found = self._reach(seeds, self._down())
        for model, records in origins.items():
            found[model] = found.get(model, records.browse()) | records
        return {model: self._allowed(records) for model, records in found.items()}

    @api.model
    def _allowed(self, records):
        """Return the records of the companies at hand."""
        if "company_id" not in records._fields:
            return records
        companies = self.env.companies
        return records.filtered(lambda r: not r.company_id or r.company_id in companies)

    @api.model
    def _reach(self, seeds, edges):
        """Return model -> records that can be reached along the edges."""
        found = dict(seeds)
        frontier = dict(seeds)
        while frontier:
            following = {}
            for model, records in frontier.items():
                for edge in edges.get(model, ()):
                    reached = self._follow(records, edge)
                    if reached:
                        known = following.get(reached._name, reached.browse())
                        following[reached._name] = known | reached
            frontier = {}
            for model, records in following.items():
                fresh = records - found.get(model, records.browse())
                if fresh:
                    frontier[model] = fresh
                    found[model] = found.get(model, fresh.browse()) | fresh
        return found

    @api.model
    def _follow(self, records, edge):
        if isinstance(edge, tuple):
            model, field = edge
            domain = Domain(field, "in", records.ids)
            return self.env[model].sudo().search(domain, limit=LIMIT)
        if edge.startswith("@"):
            return getattr(self, edge[1:])(records)
        return records.mapped(edge)[:LIMIT]

    # --- edges that are no field ---

    def _line_origins(self, items):
        """Return what journal items stand for; an entry may carry many orders."""
        tenders = self._follow(items, ("retail.binding.tender", "record_id"))
        settled = self._follow(items, ("retail.settlement.line", "move_line_id"))
        return tenders or settled or items.sale_line_ids.order_id or items.move_id

    def _referred(self, records):
        """Return what rows name by model and id; of the first model they name."""
        models_ = {row.res_model for row in records if row.res_model in self.env}
        for model in sorted(models_):
            ids = [row.res_id for row in records if row.res_model == model]
            return self.env[model].sudo().browse(ids).exists()
        return records.browse()

    def _event_records(self, events):
        """Return what messages are about, by the id at the platform."""
        for model, kinds in self._kinds().items():
            mine = events.filtered(lambda e, kinds=kinds: e.kind in kinds)
            found = (
                self.env[model]
                .sudo()
                .search(
                    [
                        ("backend_id", "in", mine.backend_id.ids),
                        ("external_id", "in", mine.mapped("entity_id")),
                    ]
                )
            )
            if found:
                return found
        return events.browse()
