"""Erase what is stored of persons in messages, documents and orders."""

from odoo import api, models
from odoo.tools import SQL

from ..canonical import codec, without_person
from .event_row import FAMILIES
from .privacy_subject import Result

# kinds of messages whose entity is an order
OF_ORDERS = ("order", "quotation", "receipt", *FAMILIES)
FINAL = ("done", "superseded", "dead", "stale")
OPEN_STAGES = ("held", "confirm", "invoice", "correct", "pay")


class RetailPrivacyEraser(models.AbstractModel):
    """Erase one kind of data after the other; each step may be repeated."""

    _name = "retail.privacy.eraser"
    _description = "Privacy Eraser"

    @api.model
    def _erase(self, request, subject):
        """Erase what may be erased of a subject; return the results."""
        open_orders = subject.bindings.filtered(self._is_open)
        results = []
        for step in self._steps():
            results += getattr(self, step)(request, subject, open_orders)
        return results

    @api.model
    def _steps(self):
        """Return the methods that erase, in order. Who stores more, adds one."""
        return [
            "_erase_messages",
            "_erase_unnamed",
            "_erase_outbox",
            "_erase_staged",
            "_erase_documents",
            "_erase_sales",
            "_erase_contacts",
            "_keep_ledger",
        ]

    @api.model
    def _is_open(self, binding):
        """Return whether an order is still to be delivered or accounted."""
        sale = binding.record_id
        if sale.state == "cancel" or not sale:
            return False
        under_way = sale.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        return binding.stage in OPEN_STAGES or bool(under_way)

    # --- messages ---

    @api.model
    def _erase_messages(self, request, subject, open_orders):
        """Forget payloads and documents of the inbox; a waiting one is read anew."""
        if subject.whole:
            about = SQL("kind IS NOT NULL")
        else:
            asked = self.env["retail.privacy.request"].search(
                [
                    ("backend_id", "=", request.backend_id.id),
                    ("customer_id", "in", subject.customers),
                ]
            )
            cards = self._cards(subject).mapped("external_id")
            about = SQL(" OR ").join(
                SQL("(kind = ANY(%s) AND entity_id = ANY(%s))", list(kinds), list(ids))
                for kinds, ids in (
                    (OF_ORDERS, subject.orders),
                    (("party",), subject.customers),
                    (("giftcard", "loyalty"), cards),
                    (("privacy",), asked.mapped("external_id")),
                )
            )
        self.env["retail.event"].flush_model()
        count = 0
        # Two statements, each with an index of its own.
        for state in (SQL("state <> 'received'"), SQL("state = 'received'")):
            self.env.cr.execute(
                SQL(
                    """UPDATE retail_event
                          SET payload = NULL, fetched = NULL, document = NULL
                        WHERE backend_id = %s AND %s AND (%s)
                          AND (payload IS NOT NULL OR fetched IS NOT NULL
                               OR document IS NOT NULL)
                          AND NOT (kind = 'privacy'
                                   AND state IN ('received', 'failed'))""",
                    request.backend_id.id,
                    state,
                    about,
                )
            )
            count += self.env.cr.rowcount
        self.env["retail.event"].invalidate_model()
        return [Result("message", count, count)]

    @api.model
    def _erase_unnamed(self, request, subject, open_orders):
        """Forget messages that were only recorded, when they name the customer."""
        Event = self.env["retail.event"].sudo()
        domain = [
            ("backend_id", "=", request.backend_id.id),
            ("kind", "=", False),
            ("payload", "!=", False),
        ]
        words = self._words(subject)
        erased, last = 0, 0
        while batch := Event.search([*domain, ("id", ">", last)], 0, 200, "id"):
            last = batch[-1].id
            found = batch.filtered(
                lambda event: (
                    subject.whole
                    or any(word in (event.payload or "") for word in words)
                )
            )
            found.write({"payload": False, "fetched": False, "document": False})
            erased += len(found)
            batch.invalidate_recordset(["payload"])
        return [Result("message", erased, erased)]

    @api.model
    def _words(self, subject):
        """Return what names the subject in a message: ids, numbers, addresses."""
        ids = [*subject.customers, *subject.orders]
        numbers = {one.rpartition("/")[2] for one in ids}
        words = {*ids, *(number for number in numbers if len(number) > 5)}
        for partner in subject.partners:
            words |= {partner.email, partner.phone}
        return {word for word in words if word}

    @api.model
    def _cards(self, subject):
        return self.env["retail.gift.card"].search(
            [("partner_id", "in", subject.partners.ids)]
        )

    # --- what was sent ---

    @api.model
    def _erase_outbox(self, request, subject, open_orders):
        """Forget what was sent; what would still tell of the customer is not sent."""
        Outbox = self.env["retail.outbox"].sudo()
        about = [
            ("backend_id", "=", request.backend_id.id),
            "|",
            "|",
            "&",
            ("res_model", "=", "res.partner"),
            ("res_id", "in", subject.partners.ids),
            "&",
            ("res_model", "=", "retail.binding.party"),
            ("res_id", "in", subject.parties.ids),
            ("entity_id", "in", [*subject.customers, *subject.orders]),
        ]
        rows = Outbox.search(about).filtered("payload")
        people = rows.filtered(
            lambda row: row.kind == "party" and row.state not in FINAL
        )
        people.write({"state": "superseded", "cause": "erased"})
        ended = rows.filtered(lambda row: row.state in FINAL)
        ended.write({"payload": {}, "answer": False})
        self.env["retail.party.dirty"].sudo().search(
            [("partner_id", "in", subject.partners.ids)]
        ).unlink()
        waiting = rows - ended
        results = [Result("outbox", len(ended), len(ended))]
        if waiting:
            results.append(
                Result(
                    "outbox",
                    len(waiting),
                    kept=len(waiting),
                    reason_code="waiting",
                    reason=self.env._("Still to be sent; it names no person."),
                    waits="later",
                )
            )
        return results

    # --- documents ---

    @api.model
    def _erase_staged(self, request, subject, open_orders):
        """Forget the customer of orders that wait to be chosen."""
        domain = [("backend_id", "=", request.backend_id.id)]
        if not subject.whole:
            domain.append(("external_id", "in", subject.orders))
        staged = self.env["retail.staged.order"].sudo().search(domain)
        staged = staged.filtered(lambda row: row.customer or row.document)
        staged.write({"customer": False, "document": False, "tags": False})
        return [Result("staged", len(staged), len(staged))]

    @api.model
    def _erase_documents(self, request, subject, open_orders):
        """Take persons out of the documents that orders and refunds are kept by."""
        closed = subject.bindings - open_orders
        owned = [("binding_id", "in", closed.ids)]
        after = [("order_binding_id", "in", closed.ids)]
        results = []
        for code, records in (
            ("document", closed),
            ("version", self.env["retail.order.version"].search(owned)),
            ("aftersale", self.env["retail.binding.refund"].search(after)),
            ("aftersale", self.env["retail.binding.return"].search(after)),
        ):
            count = self._strip(records.sudo())
            results.append(Result(code, count, count))
        named = closed.filtered(lambda b: b.attributes or b.tags)
        named.write({"attributes": False, "tags": False})
        if open_orders:
            results.append(
                Result(
                    "document",
                    len(open_orders),
                    kept=len(open_orders),
                    reason_code="open",
                    reason=self.env._("Still to be delivered or accounted."),
                    waits="later",
                    records=tuple(open_orders.mapped("display_name")),
                )
            )
        return results

    @api.model
    def _strip(self, records):
        """Store documents without persons; return how many had some."""
        count = 0
        for record in records.filtered("document"):
            packed = codec.encode(without_person(codec.decode(record.document)))
            if packed != record.document:
                record.document = packed
                count += 1
        return count

    # --- the ledger ---

    @api.model
    def _keep_ledger(self, request, subject, open_orders):
        """Say what stays: posted documents, and the trace, which names no person."""
        moves = self.env["account.move"].search(
            [
                ("commercial_partner_id", "in", subject.partners.ids),
                ("company_id", "=", request.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "!=", "entry"),
            ]
        )
        results = []
        if moves:
            results.append(
                Result(
                    "invoice",
                    len(moves),
                    kept=len(moves),
                    reason_code="law",
                    reason=self.env._("Posted documents have to be kept by law."),
                    records=tuple(moves.mapped("name")[:20]),
                )
            )
        if self._cards(subject):
            cards = self._cards(subject)
            results.append(
                Result(
                    "gift_card",
                    len(cards),
                    kept=len(cards),
                    reason_code="liability",
                    reason=self.env._("A liability; without the person's name."),
                )
            )
        return results
