"""Refunds made in Odoo: a credit note of a channel's order, to the platform.

A credit note is told once: its row in the outbox carries its number, and the platform's
refund is bound to it before anybody reads refunds again. What the platform would give
back must be the credit note's total, to the cent, or nothing is sent.
"""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..importers.goods_back import exact
from ..importers.line_goods import LineGoods
from ..platforms import Notice
from .refund_plan import Back, restocks, shares

WHOLE_UNITS = ("product", "custom", "gift_card", "tip")


class RetailExporterRefund(models.AbstractModel):
    """Plan refunds from credit notes and take over the platform's answers."""

    _name = "retail.exporter.refund"
    _description = "Retail Refund Exporter"

    @api.model
    def _plan(self, notes, as_credit=False):
        """Store an outbox row per credit note; return the rows' ids.

        :param as_credit: the customer gets credit to spend in the shop, not the money
        """
        ids = []
        rows = self.env["retail.outbox"].search(
            [("res_model", "=", "account.move"), ("res_id", "in", notes.ids)]
        )
        for note in notes:
            order = note._retail_order()
            mine = rows.filtered(lambda row, note=note: row.res_id == note.id)
            ids += self.env["retail.outbox"]._publish(
                order.backend_id,
                "refund",
                [
                    {
                        "key": self._key(note, mine),
                        "entity_id": order.external_id,
                        "res_model": "account.move",
                        "res_id": note.id,
                        "payload": self._payload(note, order, as_credit),
                    }
                ],
            )
        return ids

    @api.model
    def _key(self, note, rows):
        """Return the key of a credit note's row: another one after a refusal only.

        What the platform refused was not done, and the note may be another one now.
        """
        rows.filtered(lambda row: row.state == "parked").action_ignore(
            self.env._("It was sent anew.")
        )
        dropped = len(rows.filtered(lambda row: row.state == "superseded"))
        return f"refund:{note.id}:{dropped}" if dropped else f"refund:{note.id}"

    @api.model
    def _payload(self, note, order, as_credit=False):
        """Return what the platform is asked for; raise UserError when it cannot be."""
        kinds = {line.external_id: line for line in order._document().lines}
        lines, shipping, extra = [], Decimal(0), Decimal(0)
        for line in note.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        ):
            sold = line.sale_line_ids[:1]
            known = kinds.get(sold.retail_line_key)
            if known is None:
                extra += exact(line.price_total)
            elif known.kind == "shipping":
                shipping += exact(
                    line.price_total
                    if order.prices_include_tax
                    else line.price_subtotal
                )
            elif known.kind in WHOLE_UNITS:
                lines += restocks(self._back(line, sold, order))
            else:
                raise UserError(
                    self.env._("%s cannot be refunded from Odoo.", line.name or "")
                )
        tenders, left = shares(exact(note.amount_total), self._payments(order))
        if left:
            raise UserError(
                self.env._(
                    "%(amount)s of %(note)s were never received, so they cannot be "
                    "given back.",
                    amount=left.normalize(),
                    note=note.name,
                )
            )
        return {
            "order_id": order.external_id,
            "note": note.name,
            "currency": note.currency_id.name,
            "amount": _text(exact(note.amount_total)),
            "extra": _text(extra),
            "lines": lines,
            "shipping": _text(shipping) if shipping else "",
            "as_credit": as_credit,
            "tenders": []
            if as_credit
            else [
                {
                    "parent_id": tender.external_id,
                    "gateway": tender.gateway,
                    "amount": _text(part),
                }
                for tender, part in tenders
            ],
        }

    @api.model
    def _back(self, line, sold, order):
        """Return the units of a credit note line and where they are."""
        units = exact(line.quantity)
        if units != units.to_integral_value():
            raise UserError(self.env._("Only whole units can be refunded in the shop."))
        goods = self.env["retail.goods.back"]
        undelivered = (
            exact(sold.product_uom_qty)
            - goods._delivered(sold)
            - exact(sold.retail_cancelled_qty)
        )
        returned = sold.move_ids.filtered(
            lambda move: move.state == "done" and move.origin_returned_move_id
        )
        place = self.env["retail.binding.location"].search(
            [
                ("backend_id", "=", order.backend_id.id),
                ("record_id", "parent_of", returned.location_dest_id[:1].ids),
                ("record_id.usage", "=", "internal"),
            ],
            limit=1,
        )
        told = sum(
            (
                part.quantity
                for refund in order.refund_ids.filtered("document")
                for part in refund._document().lines
                if part.order_line_id == sold.retail_line_key
                and part.restock == "return"
            ),
            Decimal(0),
        )
        came = exact(LineGoods(sold).done(returned))
        return Back(
            sold.retail_line_key,
            units,
            max(undelivered, Decimal(0)),
            max(came - told, Decimal(0)),
            place.external_id or "",
        )

    @api.model
    def _payments(self, order):
        """Return (tender, what of it was not given back yet), oldest first."""
        given = {}
        for tender in order.tender_ids.filtered(lambda t: t.kind == "refund"):
            if tender.state in ("refund", "posted"):
                key = tender.parent_external_id
                given[key] = given.get(key, Decimal(0)) - exact(tender.amount)
        return [
            (tender, exact(tender.amount) - given.get(tender.external_id, Decimal(0)))
            for tender in order.tender_ids.sorted("id")
            if tender.kind in ("sale", "capture")
            and tender.state in ("waiting", "posted")
        ]

    # --- answers ---

    @api.model
    def _delivered(self, rows, results):
        """Bind what the platform made to the credit notes it was asked with."""
        answers = {result.key: result for result in results if result.error is None}
        for row in rows.sudo():
            result = answers.get(row.key)
            if result is None or not result.external_id:
                continue
            note = self.env["account.move"].sudo().browse(row.res_id)
            order = note._retail_order()
            bindings = (
                self.env["retail.binding.refund"]
                .sudo()
                ._bind(
                    row.backend_id,
                    [
                        {
                            "external_id": result.external_id,
                            "external_name": f"{order.external_name} {note.name}",
                            "record_id": note.id,
                            "order_binding_id": order.id,
                            "origin": "odoo",
                            "stage": "credit",
                            "refunded_at": fields.Datetime.now(),
                            "currency_id": note.currency_id.id,
                            "total": note.amount_total,
                            "tax_total": note.amount_tax,
                        }
                    ],
                )
            )
            note.retail_backend_id = row.backend_id
            # The money that left is read back, to be booked where it left.
            self.env["retail.event"].sudo()._receive(
                row.backend_id,
                [
                    Notice(
                        key=f"pushed:{result.external_id}",
                        topic="refund/pushed",
                        kind="refund",
                        entity_id=order.external_id,
                    )
                ],
                "poll",
            )
            bindings[result.external_id]._trace("pushed", "refund", note.name)


def _text(amount):
    return f"{amount.normalize():f}"
