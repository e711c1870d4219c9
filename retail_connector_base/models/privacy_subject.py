"""Whom a privacy request is about: ids, bindings and contacts."""

from typing import Any, NamedTuple

from odoo import api, models

from .retail_privacy_request import CHUNK


class Result(NamedTuple):
    """What became of one kind of data."""

    code: str
    found: int = 0
    erased: int = 0
    kept: int = 0
    reason_code: str = ""
    reason: str = ""
    waits: str = ""
    records: tuple = ()


class Subject(NamedTuple):
    """The customers and orders of a request, or of a part of it.

    :param customers: the platform's ids; also of those that have no binding
    :param orders: the platform's ids of orders
    :param parties: customer bindings
    :param bindings: order bindings
    :param partners: contacts of both, without the shared ones
    :param whole: everything of the connection is meant
    :param more: cursor of the next part; None: this is the last one
    """

    customers: list
    orders: list
    parties: Any
    bindings: Any
    partners: Any
    whole: bool = False
    more: dict | None = None


class RetailPrivacySubject(models.AbstractModel):
    """Find whom a request is about."""

    _name = "retail.privacy.subject"
    _description = "Privacy Subject"

    @api.model
    def _find(self, request):
        """Return the Subject of a request, or of its next part."""
        env = self.with_context(active_test=False).env
        if request.kind == "erase_shop":
            return self._part(env, request)
        mine = [("backend_id", "=", request.backend_id.id)]
        customers = [request.customer_id] if request.customer_id else []
        parties = env["retail.binding.party"].search(
            [*mine, ("external_id", "in", customers)]
        )
        named = request.order_ids or []
        bindings = env["retail.binding.order"].search(
            [
                *mine,
                "|",
                ("external_id", "in", named),
                ("record_id.partner_id", "in", parties.record_id.ids),
            ]
        )
        orders = {*named, *bindings.mapped("external_id")}
        return Subject(
            customers,
            sorted(orders),
            parties,
            bindings,
            self._partners(request, parties, bindings),
        )

    @api.model
    def _part(self, env, request):
        """Return the next customers and orders of a whole shop."""
        cursor = request.cursor or {"order": 0, "party": 0}
        mine = [("backend_id", "=", request.backend_id.id)]
        bindings = env["retail.binding.order"].search(
            [*mine, ("id", ">", cursor["order"])], limit=CHUNK, order="id"
        )
        # Customers come after all orders: an open order keeps its customer.
        parties = env["retail.binding.party"]
        if len(bindings) < CHUNK:
            parties = parties.search(
                [*mine, ("id", ">", cursor["party"])], limit=CHUNK, order="id"
            )
        more = None
        if len(bindings) == CHUNK or len(parties) == CHUNK:
            more = {
                "order": max(bindings.ids, default=cursor["order"]),
                "party": max(parties.ids, default=cursor["party"]),
            }
        return Subject(
            parties.mapped("external_id"),
            bindings.mapped("external_id"),
            parties,
            bindings,
            self._partners(request, parties, bindings),
            True,
            more,
        )

    @api.model
    def _partners(self, request, parties, bindings):
        """Return the contacts; one that guests share is nobody."""
        sales = bindings.record_id
        partners = (
            parties.record_id
            | sales.partner_id
            | sales.partner_invoice_id
            | sales.partner_shipping_id
            | request.partner_ids
        )
        partners |= (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search([("id", "child_of", parties.record_id.ids)])
        )
        return partners - request.backend_id.guest_partner_id
