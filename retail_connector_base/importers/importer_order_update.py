"""Changes of orders that are in Odoo already."""

from odoo import api, models
from odoo.fields import Command

from ..models.bindings.rule_messages import rule_message
from .importer_order import fingerprint
from .item import Parked
from .order_batch import real_lines
from .order_values import binding_values, line_values

# What of a document makes the sale order; the rest is status and payments.
CONTENT = ("lines", "currency", "prices_include_tax", "total", "total_tax")
PEOPLE = ("customer", "billing", "shipping", "email", "phone")
COMPARED = (
    "product_uom_qty",
    "price_unit",
    "discount",
    "name",
    "extra_tax_data",
)


class RetailImporterOrderUpdate(models.AbstractModel):
    """Apply edits, cancellations and status changes to an existing sale order.

    An edit is applied until something that cannot be undone happened (invoiced, in a
    summary, delivered); then it is parked with a cause that says so.
    """

    _name = "retail.importer.order.update"
    _description = "Retail Order Update"

    @api.model
    def _update(self, batch, item, rule, packed, binding):
        """Bring one order up to date. Raise Parked when that is not possible."""
        document, order = item.document, binding.record_id
        before = binding._document()
        if rule.stage == "cancelled":
            if order.state != "cancel":
                self._cancel(order)
        elif order.state == "cancel":
            item.notes.append(("ignored", "cancelled_in_odoo", order.name))
        else:
            if before is None or _differs(before, document, CONTENT):
                self._edit(batch, document, order)
                self.env["retail.importer.order"]._check_totals([(item, order)])
                item.notes.append(("edited", "lines", order.name))
            if before is None or _differs(before, document, PEOPLE):
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
        item.notes.append(("mapped", rule.name, rule_message(self.env, rule)))
        item.done(order)

    # --- cancel ---

    @api.model
    def _cancel(self, order):
        """Cancel the order and its deliveries, unless it is too late."""
        _ = self.env._
        if order.invoice_ids.filtered(lambda move: move.state == "posted"):
            raise Parked(
                "cancelled_after_invoice",
                _("Cancelled at the platform, but invoiced: credit it first."),
            )
        if order.retail_summary_move_id:
            raise Parked(
                "cancelled_after_invoice",
                _("Cancelled at the platform, but booked in a daily summary."),
            )
        if order.picking_ids.filtered(lambda picking: picking.state == "done"):
            raise Parked(
                "cancelled_after_delivery",
                _("Cancelled at the platform, but delivered: take it back first."),
            )
        if order.locked:
            order.action_unlock()
        order._action_cancel()

    # --- edit ---

    @api.model
    def _edit(self, batch, document, order):
        """Make the lines those of the document, line by external id."""
        self._check_editable(order)
        existing = {
            line.retail_line_key: line
            for line in order.order_line
            if line.retail_line_key
        }
        commands = []
        wanted = real_lines(document)
        for index, line in enumerate(wanted, start=1):
            values = line_values(batch, document, line, index)
            old = existing.pop(line.external_id, None)
            if old is not None and old.product_id.id != values["product_id"]:
                commands.append(self._removal(order, old))
                old = None
            if old is None:
                commands.append(Command.create(values))
            elif changed := self._changed(old, values):
                self._check_delivered(old, values["product_uom_qty"])
                commands.append(Command.update(old.id, changed))
        for old in existing.values():
            self._check_delivered(old, 0)
            commands.append(self._removal(order, old))
        values = {"order_line": commands} if commands else {}
        currency = batch.currencies[document.currency]
        if order.currency_id != currency:
            if order.state == "sale":
                raise Parked(
                    "edited_after_confirmation",
                    self.env._("The currency changed after the order was confirmed."),
                )
            values["retail_currency_id"] = currency.id
        if values:
            order.with_context(sale_no_log_for_new_lines=True).write(values)

    @api.model
    def _check_editable(self, order):
        _ = self.env._
        if order.retail_summary_move_id or order.invoice_ids.filtered(
            lambda move: move.state != "cancel"
        ):
            raise Parked(
                "edited_after_invoice",
                _("Edited at the platform after it was booked in Odoo."),
            )
        if order.locked:
            raise Parked(
                "edited_after_lock",
                _("Edited at the platform, but the order is locked in Odoo."),
            )

    @api.model
    def _check_delivered(self, line, quantity):
        if line.qty_delivered > quantity:
            raise Parked(
                "edited_after_delivery",
                self.env._(
                    "Line %(line)s was reduced to %(quantity)s at the platform after "
                    "%(delivered)s were delivered.",
                    line=line.name,
                    quantity=quantity,
                    delivered=line.qty_delivered,
                ),
            )

    @api.model
    def _removal(self, order, line):
        """Return the command that takes a line out of the order.

        A line of a confirmed order cannot be deleted; without units and amounts it
        means nothing any more, and its deliveries are reduced.
        """
        if order.state != "sale":
            return Command.delete(line.id)
        return Command.update(
            line.id, {"product_uom_qty": 0.0, "extra_tax_data": False}
        )

    @api.model
    def _changed(self, line, values):
        """Return the values that differ from the line's."""
        changed = {
            name: values[name] for name in COMPARED if line[name] != values[name]
        }
        wanted = values["tax_ids"][0][2]
        if set(line.tax_ids.ids) != set(wanted):
            changed["tax_ids"] = values["tax_ids"]
        return changed

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
