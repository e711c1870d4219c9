"""Units that were refunded before they were shipped: they are not delivered."""

from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from ..canonical import Refunds
from .goods_back import exact


class RetailGoodsBack(models.AbstractModel):
    """Reduce the deliveries of a batch of orders."""

    _inherit = "retail.goods.back"

    @api.model
    def _release(self, pairs):
        """Deliver less by what was refunded unshipped; return lines that had left.

        :param pairs: (order binding, canonical Refunds)
        """
        changed, late = self.env["sale.order.line"], []
        for binding, document in pairs:
            changed |= self._release_lines(binding, document, late)
        changed = changed.filtered(lambda line: line.order_id.state == "sale")
        if changed:
            self._relaunch(changed)
        for binding, line, units in late:
            self._report(binding, "return_after_delivery", line, units)
        return [line for _binding, line, _units in late]

    @api.model
    def _release_lines(self, binding, document, late):
        """Note on the lines of an order what is not to be delivered; return the new.

        :param late: takes (binding, line, units) of what had left already
        """
        wanted = defaultdict(Decimal)
        for refund in document.refunds:
            for line in refund.lines:
                wanted[line.order_line_id] += line.unshipped
        changed = self.env["sale.order.line"]
        for line in binding.record_id.order_line.filtered("retail_line_key"):
            units = wanted.get(line.retail_line_key)
            if not units:
                continue
            left = exact(line.product_uom_qty) - self._delivered(line)
            released = max(min(units, left), Decimal(0))
            if released < units and line.product_id.type == "consu":
                late.append((binding, line, units - released))
            if exact(line.retail_cancelled_qty) != released:
                line.retail_cancelled_qty = float(released)
                changed |= line
        return changed

    @api.model
    def _relaunch(self, lines):
        """Plan the deliveries of lines anew; locked orders are opened for it."""
        locked = lines.order_id.filtered("locked")
        locked.locked = False
        lines._action_launch_stock_rule()
        locked.locked = True

    @api.model
    def _release_again(self, binding):
        """Keep back what was refunded of units that can be delivered only now.

        They seemed to have left, or an edit that nobody told of brings them.
        """
        refunds = binding.refund_ids.filtered("document")
        if not refunds:
            return
        known = tuple(refund._document() for refund in refunds)
        late = self._release([(binding, Refunds(binding.external_id, known))])
        still = {f"{binding.external_id} {line.retail_line_key}" for line in late}
        self.env["retail.discrepancy"].sudo().search(
            [
                ("backend_id", "=", binding.backend_id.id),
                ("type", "=", "return_after_delivery"),
                ("res_model", "=", "sale.order"),
                ("res_id", "=", binding.record_id.id),
                ("state", "=", "open"),
            ]
        ).filtered(lambda found: found.entity not in still).action_resolve(
            self.env._("It could be kept back after all.")
        )
