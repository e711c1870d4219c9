"""Changes of orders that are in Odoo already."""

from odoo import api, models

from ..models.bindings.rule_messages import rule_message
from .item import Parked
from .order_content import fingerprint
from .order_values import binding_values

# What of a document makes the sale order; the rest is status and payments.
CONTENT = ("lines", "currency", "prices_include_tax", "total", "total_tax")
PEOPLE = ("customer", "billing", "shipping", "email", "phone")


class RetailImporterOrderUpdate(models.AbstractModel):
    """Apply edits, cancellations and status changes to an existing sale order.

    What an edit affects may have left or be booked, or changed in Odoo as well: then
    the edit waits for a person (``retail.order.version``), and the rest goes in.
    """

    _name = "retail.importer.order.update"
    _description = "Retail Order Update"

    @api.model
    def _update(self, batch, item, rule, packed, binding):
        """Bring one order up to date. Raise Parked when that is not possible."""
        document, order = item.document, binding.record_id
        before = binding._document()
        booked = False
        cancelled = rule.stage == "cancelled"
        if not cancelled and binding._was_ended():
            self._go_on(binding)
        if order.state == "cancel":
            if not cancelled:
                item.notes.append(("ignored", "cancelled_in_odoo", order.name))
        elif cancelled and not self._is_sold(order):
            self._cancel(order)
        else:
            if before is None or _differs(before, document, CONTENT):
                booked = self.env["retail.importer.order.edit"]._apply(
                    batch, item, binding, before
                )
                if booked is not None:
                    self.env["retail.order.version"]._record(
                        binding, before, item, packed, booked
                    )
                    self.env["retail.goods.back"]._release_again(binding)
                    item.notes.append(("edited", "lines", order.name))
            if cancelled:
                self._stop(order)
            elif before is None or _differs(before, document, PEOPLE):
                self._move(batch, document, order, item)
        binding.write(
            {
                **binding_values(batch, document, item, rule),
                "content_hash": fingerprint(packed),
                "document": packed,
                "synced_at": self.env.cr.now(),
            }
        )
        self.env["retail.importer.order.tender"]._sync(batch, [(binding, document)])
        binding._advance(rule)
        if booked:
            binding._set_stage("correct")
            binding.backend_id._wake_stage("correct")
        item.notes.append(("mapped", rule.name, rule_message(self.env, rule)))
        item.done(order)

    # --- cancel ---

    @api.model
    def _is_sold(self, order):
        """Return whether the order is in the ledger: then its refund credits it."""
        return bool(
            order.retail_summary_move_id
            or order.invoice_ids.filtered(lambda move: move.state == "posted")
        )

    @api.model
    def _stop(self, order):
        """Deliver nothing more of an order that was cancelled after it was booked.

        It stays as it was last edited: an edit nobody told of before the cancellation
        was charged as well, and the refund credits it too.
        """
        order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        ).action_cancel()
        order.retail_binding_ids._expect_credit()

    @api.model
    def _cancel(self, order):
        """Cancel the order and its deliveries, unless it is too late."""
        if order.order_line.filtered(
            lambda line: (
                line.qty_delivered_method == "stock_move" and line.qty_delivered > 0
            )
        ):
            raise Parked(
                "cancelled_after_delivery",
                self.env._(
                    "Cancelled at the platform, but delivered: take it back first."
                ),
            )
        if order.locked:
            order.action_unlock()
        order._action_cancel()

    @api.model
    def _go_on(self, binding):
        """Open an order again that the shop had ended: it was paid after all."""
        order = binding.record_id
        if order.state == "cancel":
            order.action_draft()
        elif order.state == "sale":
            self.env["retail.goods.back"]._relaunch(
                order.order_line.filtered("retail_line_key")
            )
            binding._cancel_discrepancy().action_resolve(
                self.env._("It was paid after all.")
            )
        binding._trace("resolved", "goes_on")

    # --- people ---

    @api.model
    def _move(self, batch, document, order, item):
        """Change who pays and where it goes; goods that left are not redirected."""
        [(customer, invoice_to, deliver_to)] = self.env[
            "retail.importer.order.people"
        ]._people(batch, [document])
        values = {}
        if order.state in ("draft", "sent") and order.partner_id != customer:
            values["partner_id"] = customer.id
        if not order.invoice_ids and order.partner_invoice_id != invoice_to:
            values["partner_invoice_id"] = invoice_to.id
        left = order.picking_ids.filtered(lambda picking: picking.state == "done")
        if order.partner_shipping_id != deliver_to:
            if left:
                item.notes.append(("ignored", "address_after_delivery", order.name))
            else:
                values["partner_shipping_id"] = deliver_to.id
        if values:
            # The lines keep what the platform charged whatever the customer's terms.
            kept = {
                "pricelist_id": order.pricelist_id.id,
                "payment_term_id": order.payment_term_id.id,
                "fiscal_position_id": order.fiscal_position_id.id,
                "user_id": order.user_id.id,
                "team_id": order.team_id.id,
            }
            order.with_context(update_delivery_shipping_partner=True).write(
                {**values, **(kept if "partner_id" in values else {})}
            )


def _differs(before, document, names):
    return any(getattr(before, name) != getattr(document, name) for name in names)
