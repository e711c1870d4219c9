"""Tie the lines of settlements to the payments, orders and disputes they are about."""

from collections import defaultdict

from odoo import api, models

from ..canonical.payout import SETTLES


class RetailImporterSettlementMatch(models.AbstractModel):
    """Match by the payment's id; files that have none, by reference or order."""

    _name = "retail.importer.settlement.match"
    _description = "Retail Settlement Matcher"

    @api.model
    def _match(self, lines):
        """Tie what is not tied yet; a constant number of queries for all lines."""
        for backend, mine in lines.grouped("backend_id").items():
            self._match_orders(backend, mine)
            self._match_disputes(backend, mine)
            open_lines = mine.filtered(lambda x: x.kind in SETTLES and not x.tender_id)
            self._match_ids(backend, open_lines)
            self._match_hints(
                backend, open_lines.filtered(lambda line: not line.tender_id)
            )

    @api.model
    def _match_orders(self, backend, lines):
        lines = lines.filtered(lambda x: x.order_external_id and not x.order_binding_id)
        found = self.env["retail.binding.order"]._find(
            backend, lines.mapped("order_external_id")
        )
        for external_id, mine in lines.grouped("order_external_id").items():
            if external_id in found:
                mine.order_binding_id = found[external_id]

    @api.model
    def _match_disputes(self, backend, lines):
        lines = lines.filtered(lambda x: x.dispute_external_id and not x.dispute_id)
        if not lines:
            return
        disputes = self.env["retail.dispute"].search(
            [
                ("backend_id", "=", backend.id),
                ("external_id", "in", lines.mapped("dispute_external_id")),
            ]
        )
        known = {dispute.external_id: dispute for dispute in disputes}
        for external_id, mine in lines.grouped("dispute_external_id").items():
            if external_id in known:
                mine.dispute_id = known[external_id]

    @api.model
    def _match_ids(self, backend, lines):
        """Tie lines that name the payment by the platform's own id."""
        found = self.env["retail.binding.tender"]._find(
            backend, lines.mapped("tender_external_id")
        )
        for line in lines:
            tender = found.get(line.tender_external_id)
            if tender:
                self._tie(line, tender)

    @api.model
    def _match_hints(self, backend, lines):
        """Tie lines by the payment's reference, else by the order, same amount.

        An acquirer works for shops and stores of one company, so payments of all its
        connections are looked at; what fits more than one payment stays open.
        """
        lines = lines.filtered(
            lambda x: not x.tender_external_id and (x.reference or x.order_name)
        )
        if not lines:
            return
        company = ("company_id", "=", backend.company_id.id)
        unsettled = ("settlement_id", "=", False)
        Tender = self.env["retail.binding.tender"]
        by_reference = Tender.search(
            [company, unsettled, ("reference", "in", lines.mapped("reference"))]
        )
        names = [name for name in lines.mapped("order_name") if name]
        by_order = Tender.search([company, unsettled, ("order_name", "in", names)])
        groups = defaultdict(lambda: Tender)
        for tender in by_reference:
            groups["reference", tender.reference, tender.amount] |= tender
        for tender in by_order:
            groups["order", tender.order_name, tender.amount] |= tender
        taken = Tender
        for line in lines:
            candidates = groups["reference", line.reference, line.gross] - taken
            candidates = candidates or (
                groups["order", line.order_name, line.gross] - taken
            )
            if len(candidates) == 1:
                self._tie(line, candidates)
                taken |= candidates

    @api.model
    def _tie(self, line, tender):
        line.write(
            {
                "tender_id": tender.id,
                "order_binding_id": tender.order_binding_id.id,
                "order_name": line.order_name or tender.order_name,
            }
        )
