"""Transfers of shops' orders: is the shop told, is it held, how is it tracked."""

import re

from odoo import fields, models
from odoo.exceptions import UserError

from ..importers.line_goods import LineGoods

FROM_SHOP = "retail_from_shop"  # context: the shop itself says so, do not tell it
TRACKED = {"carrier_id", "carrier_tracking_ref", "retail_carrier"}
SPLIT = re.compile(r"[\s,;+]+")  # between the numbers of several parcels
GOODS_STATES = [
    ("waiting", "To tell the shop"),
    ("sending", "Being told"),
    ("sent", "Known at the shop"),
    ("refused", "Refused by the shop"),
    ("others", "Shipped by others"),
    ("reversed", "Taken back"),
]


class StockPicking(models.Model):
    """Tell shops what leaves, and follow what they say."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "retail.bound"]
    _binding_model = "retail.binding.picking"

    retail_backend_id = fields.Many2one(
        related="sale_id.retail_backend_id", string="Connection", store=False
    )
    retail_goods_state = fields.Selection(
        GOODS_STATES,
        "At the shop",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Whether the shop knows that these goods left.",
    )
    retail_goods_error = fields.Char("Why", readonly=True, copy=False)
    retail_hold_reason = fields.Char(
        "On hold at the shop", readonly=True, copy=False, help="It must not leave yet."
    )
    retail_hold_ours = fields.Boolean(
        "Held from Odoo", readonly=True, copy=False, help="A person here holds it."
    )
    retail_carrier = fields.Char(
        "Carrier (as text)",
        copy=False,
        help="Name of the carrier when none of the delivery methods is it.",
    )

    def _retail_is_delivery(self):
        """Return whether the transfer brings goods of a shop's order to a customer."""
        self.ensure_one()
        return (
            bool(self.sudo().sale_id.retail_backend_id)
            and self.picking_type_code == "outgoing"
            and self.location_dest_id.usage == "customer"
        )

    def _retail_units(self):
        """Return external order line -> units of it that left with this transfer.

        Of a kit, whole sets count: those that all of its parts together make.
        """
        self.ensure_one()
        units = {}
        done = self.move_ids.filtered(lambda m: m.state == "done" and m.quantity)
        for line, moves in done.grouped("sale_line_id").items():
            key = line.retail_line_key
            if not key:
                continue
            goods = LineGoods(line)
            if goods.is_kit:
                before = self._retail_left_before(line)
                units[key] = goods.done(before | moves) - goods.done(before)
            else:
                units[key] = goods.done(moves)
        return {key: count for key, count in units.items() if count > 0}

    def _retail_left_before(self, line):
        """Return the moves by which goods of a line left before this transfer."""
        shipped = self.env["retail.goods.back"]._shipped(line)
        here = (self.date_done, self.id)
        return shipped.filtered(
            lambda m: (m.picking_id.date_done, m.picking_id.id) < here
        )

    def _retail_numbers(self):
        """Return the tracking numbers of the transfer's parcels."""
        self.ensure_one()
        return list(filter(None, SPLIT.split(self.carrier_tracking_ref or "")))

    def _retail_link(self):
        """Return the delivery method's own link to follow the parcel."""
        self.ensure_one()
        link = self.carrier_tracking_url or ""
        return link if link.startswith("http") else ""

    def _retail_carrier_name(self):
        """Return what the carrier is called in Odoo; empty when it is not known."""
        self.ensure_one()
        return self.retail_carrier or self.carrier_id.name or ""

    def _retail_set_tracking(self, parcel):
        """Take over the tracking that the shop knows."""
        for picking in self.filtered("sale_id"):
            values = {}
            if parcel.tracking and parcel.tracking != picking.carrier_tracking_ref:
                values["carrier_tracking_ref"] = parcel.tracking
            if parcel.carrier and not picking._retail_knows_carrier(parcel.carrier):
                carrier = picking._retail_carrier_of(parcel.carrier)
                values["carrier_id" if carrier else "retail_carrier"] = (
                    carrier.id or parcel.carrier
                )
            if values:
                picking.with_context(**{FROM_SHOP: True}).write(values)

    def _retail_carrier_of(self, name):
        """Return the delivery method a shop's carrier is mapped to, if it is one."""
        mapped = self.env["retail.mapping.carrier"].search(
            [
                ("backend_id", "=", self.retail_backend_id.id),
                ("name_there", "=", name),
                ("state", "=", "approved"),
            ]
        )
        found = self.env["delivery.carrier"].search(
            [
                ("name", "in", [*mapped.mapped("name"), name]),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        return found if len(found) == 1 else found.browse()

    def _retail_knows_carrier(self, name):
        """Return whether the shop's name of a carrier is the transfer's own carrier."""
        ours = self._retail_carrier_name()
        mapping = self.env["retail.mapping.carrier"]._of(self.retail_backend_id, ours)
        return name in (ours, mapping.name_there)

    # --- what happens to a transfer ---

    def _action_done(self):
        """Note that the shop has to be told, and have it told."""
        result = super()._action_done()
        done = self.filtered(lambda p: p.state == "done" and p._retail_is_delivery())
        if not self.env.context.get(FROM_SHOP):
            done._retail_left()
        return result

    def _retail_left(self):
        """Note that goods left; those that others ship are no news to the shop."""
        others = self.filtered(lambda p: p.location_id.usage == "supplier")
        others.sudo().write({"retail_goods_state": "others"})
        ours = (self - others).filtered(
            lambda p: (
                not p.retail_goods_state and p.sudo().retail_backend_id._tells_goods()
            )
        )
        ours.sudo().write({"retail_goods_state": "waiting"})
        ours.sudo().sale_id.retail_backend_id._wake_goods()

    def _send_confirmation_email(self):
        """Ask no carrier and write to nobody about what the shop has shipped."""
        if not self.env.context.get(FROM_SHOP):
            return super()._send_confirmation_email()
        return None

    def button_validate(self):
        """Refuse to ship what the shop holds back."""
        held = self.filtered(
            lambda p: p.state != "done" and (p.retail_hold_reason or p.retail_hold_ours)
        )
        if held:
            raise UserError(
                self.env._(
                    "%(transfer)s is on hold: %(reason)s.",
                    transfer=held[0].name,
                    reason=held[0].retail_hold_reason or self.env._("held here"),
                )
            )
        return super().button_validate()

    def write(self, vals):
        result = super().write(vals)
        if not TRACKED.isdisjoint(vals) and not self.env.context.get(FROM_SHOP):
            told = self.filtered(lambda p: p.retail_goods_state == "sent")
            if told:
                self.env["retail.exporter.fulfilment"].sudo()._retrack(told)
        return result

    # --- buttons ---

    def action_retail_hold(self):
        """Hold the order's goods here and at the shop."""
        self.env["retail.exporter.fulfilment"]._hold(self, True)
        return True

    def action_retail_release(self):
        """Release what was held from here."""
        self.env["retail.exporter.fulfilment"]._hold(self, False)
        return True

    def action_retail_tell_again(self):
        """Tell the shop once more what it refused."""
        refused = self.filtered(lambda p: p.retail_goods_state == "refused")
        self.env["retail.exporter.fulfilment"]._again(refused)
        return True
