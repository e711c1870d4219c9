"""Goods of receipts: one transfer per batch and direction, and what was not moved."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.retail_connector_base.models.confirm_batch import CONTEXT_KEY

from .goods_batch import GoodsBatch


class RetailPosGoods(models.AbstractModel):
    """Move what order lines sold, or brought back, while the day goes on.

    Odoo moves goods per order, or once at the close. Per order costs most of the
    time, at the close the web shop sells what the store sold in the morning. So the
    lines of a batch share a transfer.
    """

    _name = "retail.pos.goods"
    _description = "Retail Store Goods"

    @api.model
    def _move(self, lines):
        """Move the goods of order lines; what cannot be moved is listed."""
        groups = {}
        for line in lines:
            if line.product_id.type != "consu" or not line.qty or line.retail_moved:
                continue
            if line.retail_disposition == "none":
                continue
            word = "sold" if line.qty > 0 else line.retail_disposition or "resell"
            groups.setdefault((line.order_id.session_id, word), []).append(line.id)
        for (session, word), ids in groups.items():
            self._move_group(session, word, self.env["pos.order.line"].browse(ids))

    @api.model
    def _move_group(self, session, word, lines):
        """Move lines of one session and direction together, or one product each."""
        tracked = lines.filtered(self._needs_lots)
        self._list(tracked, "lots_missing", self.env._("Lot or serial numbers missing"))
        rest = lines - tracked
        if not rest or self._try(session, word, rest):
            return
        for product, mine in rest.grouped("product_id").items():
            if not self._try(session, word, mine):
                self._list(mine, "goods_refused", product.display_name)

    @api.model
    def _needs_lots(self, line):
        """Return whether numbers are wanting for a tracked product."""
        tracking = line.product_id.tracking
        if tracking == "none":
            return False
        lots = line.pack_lot_ids.filtered("lot_name")
        return len(lots) < abs(line.qty) if tracking == "serial" else not lots

    @api.model
    def _try(self, session, word, lines):
        """Move lines with a transfer; return whether all of it is done."""
        try:
            with self.env.cr.savepoint():
                moves = self._transfer(session, word, lines)
        except UserError:
            return False
        lines.retail_moved = True
        costly = lines.filtered(lambda line: not line.is_total_cost_computed)
        for line in costly:
            line._compute_total_cost(moves)
        return True

    @api.model
    def _transfer(self, session, word, lines):
        """Create a transfer of lines and do it; raise UserError if it is not done."""
        picking_type, source, target = self._route(session, word)
        stock = source if source.usage == "internal" else target
        batch = GoodsBatch(self.env, lines.product_id, stock)
        transfers = self.env["stock.picking"].with_context(**{CONTEXT_KEY: batch})
        picking = transfers.create(
            {
                "picking_type_id": picking_type.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "origin": session.name,
                "pos_session_id": session.id,
                "company_id": session.company_id.id,
                "move_type": "direct",
                "user_id": False,
            }
        )
        if any(self._is_special(product) for product in lines.product_id):
            picking._create_move_from_pos_order_lines(lines)
        else:
            self._create_moves(picking, lines)
        picking._action_done()
        moved = sum(picking.move_ids.mapped("quantity"))
        if picking.state != "done" or not moved:
            raise UserError(self.env._("The transfer could not be done."))
        return picking.move_ids.with_context(**{CONTEXT_KEY: None})

    @api.model
    def _is_special(self, product):
        """Return whether Odoo has to work out how a product moves."""
        return product.tracking != "none" or bool(getattr(product, "is_kits", False))

    @api.model
    def _route(self, session, word):
        """Return (operation type, from, to) of goods sold or brought back."""
        outgoing = session.config_id.picking_type_id
        stock = outgoing.default_location_src_id
        customers = outgoing.default_location_dest_id
        if not customers:
            customers = self.env["stock.warehouse"]._get_partner_locations()[0]
        if word == "sold":
            return outgoing, stock, customers
        incoming = outgoing.return_picking_type_id or outgoing
        store = session.retail_shift_id.store_id
        target = store._destination(word) or (
            incoming.default_location_dest_id
            if incoming != outgoing
            else outgoing.default_location_src_id
        )
        return incoming, customers, target

    @api.model
    def _create_moves(self, picking, lines):
        """Create a move and its move line per product: nothing is reserved first."""
        values = []
        for product, mine in lines.grouped("product_id").items():
            quantity = abs(sum(mine.mapped("qty")))
            common = {
                "product_id": product.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
                "picking_id": picking.id,
                "company_id": picking.company_id.id,
            }
            line = {
                **common,
                "product_uom_id": product.uom_id.id,
                "quantity": quantity,
                "picked": True,
            }
            values.append(
                {
                    **common,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": quantity,
                    "picking_type_id": picking.picking_type_id.id,
                    "picked": True,
                    "move_line_ids": [Command.create(line)],
                }
            )
        return picking.env["stock.move"].create(values)

    @api.model
    def _list(self, lines, cause, words):
        """Say which goods did not move: a discrepancy per line, until they do."""
        if not lines:
            return
        known = self.env["retail.discrepancy"].search(
            [
                ("res_model", "=", "pos.order.line"),
                ("res_id", "in", lines.ids),
                ("state", "=", "open"),
            ]
        )
        listed = set(known.mapped("res_id"))
        self.env["retail.discrepancy"].create(
            [
                {
                    "backend_id": line.order_id.retail_backend_id.id,
                    "type": cause,
                    "kind": "stock",
                    "entity": f"{line.order_id.name} {line.full_product_name}",
                    "res_model": "pos.order.line",
                    "res_id": line.id,
                    "expected": line.qty,
                    "found": 0.0,
                    "note": words,
                }
                for line in lines
                if line.id not in listed
            ]
        )

    @api.model
    def _move_again(self, lines):
        """Try again to move lines; close what was listed about those that did."""
        self._move(lines)
        moved = lines.filtered("retail_moved")
        self.env["retail.discrepancy"].search(
            [
                ("res_model", "=", "pos.order.line"),
                ("res_id", "in", moved.ids),
                ("state", "=", "open"),
            ]
        ).action_resolve(self.env._("Moved."))
        return moved
