"""Put together what is stored of a customer, to be handed to him."""

from odoo import api, fields, models

from .privacy_eraser import OF_ORDERS
from .privacy_subject import Result


class RetailPrivacyAnswer(models.AbstractModel):
    """Read what is stored; write nothing."""

    _name = "retail.privacy.answer"
    _description = "Privacy Answer"

    @api.model
    def _answer(self, request, subject):
        """Return (content as JSON, results) of a request for knowledge."""
        messages = self._messages(request, subject)
        invoices = self.env["account.move"].search(
            [
                ("partner_id", "child_of", subject.partners.ids),
                ("company_id", "=", request.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "!=", "entry"),
            ]
        )
        cards = self.env["retail.gift.card"].search(
            [("partner_id", "in", subject.partners.ids)]
        )
        content = {
            "contacts": [self._contact(partner) for partner in subject.partners],
            "orders": [self._told_of(binding) for binding in subject.bindings],
            "invoices": [
                {
                    "name": move.name,
                    "date": fields.Date.to_string(move.invoice_date or move.date),
                    "total": move.amount_total,
                    "currency": move.currency_id.name,
                }
                for move in invoices
            ],
            "gift_cards": [
                {"card": card.display_name, "balance": card.balance} for card in cards
            ],
            "messages": messages,
        }
        numbers = (
            ("message", sum(messages.values())),
            ("order", len(subject.bindings)),
            ("contact", len(subject.partners)),
            ("gift_card", len(cards)),
            ("invoice", len(invoices)),
        )
        return content, [Result(code, count) for code, count in numbers]

    @api.model
    def _contact(self, partner):
        return {
            "name": partner.name,
            "email": partner.email or "",
            "phone": partner.phone or "",
            "address": partner._display_address(without_company=True).strip(),
            "tax_number": partner.vat or "",
            "tags": partner.category_id.mapped("name"),
            "marketing": partner.retail_marketing or "",
            "marketing_sms": partner.retail_marketing_sms or "",
            "note": (partner.comment and str(partner.comment)) or "",
        }

    @api.model
    def _told_of(self, binding):
        sale = binding.record_id
        return {
            "name": binding.external_name or binding.external_id,
            "date": fields.Datetime.to_string(binding.placed_at),
            "total": binding.total,
            "currency": binding.currency_id.name or "",
            "deliver_to": (sale.partner_shipping_id._display_address() or "").strip(),
            "lines": [
                {"name": line.name, "quantity": line.product_uom_qty}
                for line in sale.order_line
            ],
            "payments": [
                {"by": tender.gateway, "amount": tender.amount}
                for tender in binding.tender_ids
            ],
            "attributes": binding.attributes or {},
        }

    @api.model
    def _messages(self, request, subject):
        """Return topic -> number of messages of which a payload is still stored."""
        found = self.env["retail.event"].search(
            [
                ("backend_id", "=", request.backend_id.id),
                "|",
                "&",
                ("kind", "in", OF_ORDERS),
                ("entity_id", "in", subject.orders),
                "&",
                ("kind", "=", "party"),
                ("entity_id", "in", subject.customers),
                "|",
                "|",
                ("payload", "!=", False),
                ("fetched", "!=", False),
                ("document", "!=", False),
            ]
        )
        topics = found.grouped(lambda event: event.topic or event.kind)
        return {topic: len(events) for topic, events in sorted(topics.items())}
