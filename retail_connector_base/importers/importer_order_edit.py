"""Edits of orders: a three-way merge of what was imported, the shop's and Odoo's.

An edit goes in as a whole or not at all, so that the order always equals one version
of the shop's. Only the lines it affects decide whether it can: goods of other lines
may have left, other lines may be invoiced.
"""

from decimal import Decimal

from odoo import api, models
from odoo.fields import Command

from .item import Parked
from .order_content import real_lines
from .order_merge import DECISION, line_changes, units_of, waits_for_decision
from .order_values import line_values

CENTS = Decimal("0.000001")
COMPARED = (
    "product_uom_qty",
    "price_unit",
    "discount",
    "name",
    "extra_tax_data",
)
ACCOUNTED = ("correct", "pay", "done")


class EditWaits(Parked):
    """An edit that a person decides about; the order stays as it is."""

    binding = None  # of the order, once it is known


class RetailImporterOrderEdit(models.AbstractModel):
    """Bring the lines of an order from the version imported last to the shop's."""

    _name = "retail.importer.order.edit"
    _description = "Retail Order Edit"

    @api.model
    def _apply(self, batch, item, binding, before):
        """Apply the edit; return whether the ledger has to follow, None: no edit.

        Raise :class:`EditWaits` when a person has to decide.
        """
        try:
            return self._merge(batch, item, binding, before)
        except EditWaits as error:
            error.binding = binding
            raise

    @api.model
    def _merge(self, batch, item, binding, before):
        document, order = item.document, binding.record_id
        changes = line_changes(before, document)
        if before is None:
            self._check_known(document, order)
        if not changes and order.currency_id == batch.currencies[document.currency]:
            return None
        self._check_unlocked(order)
        deviation = self._deviation(batch, order, before, {c.key for c in changes})
        existing = self._by_key(order)
        booked = self._is_booked(binding)
        commands = []
        for change in changes:
            line = existing.get(change.key)
            if not self._converged(batch, document, change, line):
                self._check_conflict(batch, before, change, line)
                commands += self._commands(batch, document, change, line)
            self._check_accounting(binding, document, change, line, booked)
        self._write(batch, binding, document, commands)
        self.env["retail.importer.order"]._check_totals([(item, order)], deviation)
        return booked

    @api.model
    def _by_key(self, order):
        """Return the platform's id -> line; the newest when a product changed."""
        return {
            line.retail_line_key: line
            for line in order.order_line.sorted("id")
            if line.retail_line_key
        }

    @api.model
    def _check_known(self, document, order):
        """Raise when the version before is gone and Odoo has lines the shop has not."""
        keys = {line.external_id for line in real_lines(document)}
        for key, line in self._by_key(order).items():
            if key not in keys and line.product_uom_qty:
                raise EditWaits(
                    "edited_both_sides",
                    self.env._("It is not known what %s was before.", line.name),
                )

    @api.model
    def _deviation(self, batch, order, before, affected):
        """Return by how much total and tax differ by what only Odoo changed.

        Only lines that a person touched count: cents of tax that Odoo puts on another
        line than the platform did are no change.

        :param affected: keys of the lines the edit is about
        """
        total = tax = Decimal(0)
        if before is None:
            return total, tax
        was = {
            line.external_id: line
            for line in real_lines(before)
            if line.external_id not in affected
        }
        newest = self._by_key(order)
        for line in order.order_line:
            key = line.retail_line_key
            if line.display_type or key in affected:
                continue
            theirs = was.pop(key, None) if newest.get(key) == line else None
            if theirs:
                values = line_values(batch, before, theirs, line.sequence)
                if not self._is_touched(line, values):
                    continue
                total -= theirs.gross(before.prices_include_tax).amount
                tax -= theirs.tax.amount
            total += Decimal(repr(line.price_total)).quantize(CENTS)
            tax += Decimal(repr(line.price_tax)).quantize(CENTS)
        for theirs in was.values():
            total -= theirs.gross(before.prices_include_tax).amount
            tax -= theirs.tax.amount
        return total, tax

    # --- what may not be touched ---

    @api.model
    def _check_unlocked(self, order):
        if order.locked:
            raise EditWaits(
                "edited_after_lock",
                self.env._("Edited at the platform, but the order is locked in Odoo."),
            )

    @api.model
    def _converged(self, batch, document, change, line):
        """Return whether Odoo has what the shop wants already."""
        if change.after is None:
            return line is None or not line.product_uom_qty
        if line is None:
            return False
        values = line_values(batch, document, change.after, change.position)
        return line.product_id.id == values["product_id"] and not self._changed(
            line, values
        )

    @api.model
    def _check_conflict(self, batch, before, change, line):
        """Raise when a person changed in Odoo what the shop changed too."""
        if change.before is None or self.env.context.get(DECISION):
            return
        values = line and line_values(batch, before, change.before, line.sequence)
        if line is None or self._is_touched(line, values):
            raise EditWaits(
                "edited_both_sides",
                self.env._(
                    "%s was changed at the platform and in Odoo.", change.before.title
                ),
            )

    @api.model
    def _is_touched(self, line, values):
        """Return whether a person changed a line since it was imported."""
        changed = self._changed(line, values)
        rated = changed.pop("extra_tax_data", False)  # also a later exchange rate
        return bool(changed or (rated and line._retail_amounts() is None))

    @api.model
    def _is_booked(self, binding):
        """Return whether the whole order is in the ledger, so that edits correct it."""
        if binding.backend_id.accounting_policy == "none":
            return False
        order = binding.record_id
        posted = order.invoice_ids.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted"
        )
        return bool(
            order.retail_summary_move_id
            or (posted and binding._current_stage() in ACCOUNTED)
        )

    @api.model
    def _check_accounting(self, binding, document, change, line, booked):
        """Raise when the line is booked and the policy leaves it to a person."""
        _ = self.env._
        if not booked:
            if line is not None and line.invoice_lines.filtered(
                lambda item: item.parent_state != "cancel"
            ):
                raise EditWaits(
                    "edited_after_invoice",
                    _("%s is on an invoice that was made by hand.", line.name),
                )
            return
        if self.env.context.get(DECISION):
            return
        difference = change.difference(document.prices_include_tax)
        policy = binding.backend_id.edit_policy
        if waits_for_decision(difference, units_of(change), policy):
            raise EditWaits(
                "edited_after_invoice",
                _(
                    "%(line)s was changed at the platform after it was booked in Odoo "
                    "(%(difference)s %(currency)s).",
                    line=(change.after or change.before).title,
                    difference=f"{difference:+f}",
                    currency=document.currency,
                ),
            )

    @api.model
    def _check_delivered(self, line, quantity):
        if line.qty_delivered > quantity:
            raise EditWaits(
                "edited_after_delivery",
                self.env._(
                    "Line %(line)s was reduced to %(quantity)s at the platform after "
                    "%(delivered)s were delivered.",
                    line=line.name,
                    quantity=quantity,
                    delivered=line.qty_delivered,
                ),
            )

    # --- writing ---

    @api.model
    def _commands(self, batch, document, change, line):
        """Return the commands that make a line what the shop has."""
        if change.after is None:
            if line is None:
                return []
            self._check_delivered(line, 0)
            return [self._removal(line)]
        values = line_values(batch, document, change.after, change.position)
        if line is None:
            return [Command.create(values)]
        if line.product_id.id != values["product_id"]:
            self._check_delivered(line, 0)
            return [self._removal(line), Command.create(values)]
        if line.product_type != "service":
            self._check_delivered(line, values["product_uom_qty"])
        return [Command.update(line.id, self._changed(line, values))]

    @api.model
    def _removal(self, line):
        """Return the command that takes a line out of the order.

        A line of a confirmed order cannot be deleted; without units and amounts it
        means nothing any more, and its deliveries are reduced.
        """
        if line.order_id.state != "sale":
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

    @api.model
    def _write(self, batch, binding, document, commands):
        order = binding.record_id
        values = {"order_line": commands} if commands else {}
        currency = batch.currencies[document.currency]
        if order.currency_id != currency:
            if order.state == "sale":
                raise EditWaits(
                    "edited_after_confirmation",
                    self.env._(
                        "The currency changed after the order was confirmed: cancel it "
                        "in Odoo and import it anew, or keep it."
                    ),
                )
            values["retail_currency_id"] = currency.id
        if values:
            context = {"sale_no_log_for_new_lines": True}
            if binding.shipped_before or document.is_cancelled:
                context["skip_procurement"] = True
            order.with_context(**context).write(values)
