"""Erase persons from contacts and sales orders; say of each kept one why."""

from odoo import api, models

from .privacy_subject import Result

# What makes a contact a person; country and language stay for statistics.
REACH = {
    "email": False,
    "phone": False,
    "website": False,
    "comment": False,
    "function": False,
    "category_id": [(5, 0, 0)],
    "image_1920": False,
    "retail_marketing": False,
    "retail_marketing_sms": False,
}
PERSON = {
    **REACH,
    "street": False,
    "street2": False,
    "zip": False,
    "city": False,
    "vat": False,
    "ref": False,
    "company_name": False,
}


class RetailPrivacyEraser(models.AbstractModel):
    """Erase what Odoo's own records tell of a person."""

    _inherit = "retail.privacy.eraser"

    # --- sales orders ---

    @api.model
    def _erase_sales(self, request, subject, open_orders):
        """Forget notes, talk and files of orders that are over."""
        sales = (subject.bindings - open_orders).record_id
        talk = self.env["mail.message"].search(
            [("model", "=", sales._name), ("res_id", "in", sales.ids)]
        )
        files = self.env["ir.attachment"].search(
            [("res_model", "=", sales._name), ("res_id", "in", sales.ids)]
        )
        noted = sales.filtered("note")
        count = len(talk) + len(files) + len(noted)
        noted.write({"note": False})
        files.unlink()
        talk.unlink()
        return [Result("order", count, count)]

    # --- contacts ---

    @api.model
    def _erase_contacts(self, request, subject, open_orders):
        """Make nobody of the contacts, as far as nothing speaks against it."""
        verdicts = self._verdicts(request, subject, open_orders)
        kept = self.env["res.partner"].browse()
        results = {}
        done = 0
        for partner in subject.partners.sorted("id"):
            if self._is_nobody(partner):
                continue
            code, reason, waits = verdicts.get(partner.id, ("", "", ""))
            if code not in ("law", ""):
                kept |= partner
            elif code == "law":
                done += self._forget(partner, REACH)
            else:
                done += self._forget(partner, {**PERSON, "active": False})
            if code:
                before = results.get(code, Result("contact"))
                results[code] = Result(
                    "contact",
                    before.found + 1,
                    kept=before.kept + 1,
                    reason_code=code,
                    reason=reason,
                    waits=waits,
                    records=(*before.records, str(partner.id))[:20],
                )
        request.partner_ids = kept
        self._untie(subject, kept)
        return [Result("contact", done, done), *results.values()]

    @api.model
    def _is_nobody(self, partner):
        return partner.name == self._nobody(partner)

    @api.model
    def _nobody(self, partner):
        """Return the name of a contact that was erased."""
        return f"Erased {partner.id}"

    @api.model
    def _forget(self, partner, values):
        """Blank fields and talk of a contact; return 1 when there was something."""
        values = {
            name: value
            for name, value in values.items()
            if name in partner._fields and (partner[name] or name == "active")
        }
        if "active" in values:
            values["name"] = self._nobody(partner)
        talk = self.env["mail.message"].search(
            [("model", "=", partner._name), ("res_id", "=", partner.id)]
        )
        talk.unlink()
        if not values:
            return 0
        partner.with_context(tracking_disable=True, mail_notrack=True).write(values)
        return 1

    @api.model
    def _untie(self, subject, kept):
        """Cut the tie between an erased customer of the shop and the contact."""
        waiting = subject.parties.filtered(lambda party: party.record_id in kept)
        (subject.parties - waiting).unlink()

    # --- what speaks against it ---

    @api.model
    def _verdicts(self, request, subject, open_orders):
        """Return partner id -> (code, reason, waits) of those that are not erased."""
        partners = subject.partners
        found = {}

        def keep(records, code, reason, waits=""):
            for partner in records & partners:
                found.setdefault(partner.id, (code, reason, waits))

        sales = open_orders.record_id
        keep(
            sales.partner_id | sales.partner_invoice_id | sales.partner_shipping_id,
            "open",
            self.env._("An order is still to be delivered or accounted."),
            "later",
        )
        keep(
            partners.filtered("user_ids") | partners.ref_company_ids.partner_id,
            "user",
            self.env._("A user or a company of this database."),
        )
        if not request.anyway:
            self._keep_shared(request, subject, keep)
        keep(
            self._invoiced(partners),
            "law",
            self.env._("Name and address are on posted documents; the rest is erased."),
        )
        return found

    @api.model
    def _keep_shared(self, request, subject, keep):
        """Keep contacts that are more than this shop's customers."""
        partners = subject.partners
        elsewhere = self.env["retail.binding.party"].search(
            [
                ("record_id", "in", partners.ids),
                ("backend_id", "!=", request.backend_id.id),
            ]
        )
        keep(
            elsewhere.record_id,
            "other_shop",
            self.env._("Also a customer of another connection."),
            "decide",
        )
        others = self.env["sale.order"].search(
            [
                ("partner_id", "in", partners.ids),
                ("id", "not in", subject.bindings.record_id.ids),
            ]
        )
        if subject.whole:
            others -= others.filtered(
                lambda sale: request.backend_id in sale.retail_binding_ids.backend_id
            )
        keep(
            others.partner_id,
            "other_orders",
            self.env._("Has orders that are not of this shop."),
            "decide",
        )
        keep(
            partners.filtered(lambda p: not self._is_ours(p, subject)),
            "before",
            self.env._("Was there before the connection."),
            "decide",
        )

    @api.model
    def _is_ours(self, partner, subject):
        """Return whether the connector made a contact."""
        party = subject.parties.filtered(
            lambda p: p.record_id in (partner, partner.parent_id)
        )
        if party:
            return any(party.mapped("owned"))
        orders = subject.bindings.filtered(
            lambda binding: (
                partner
                in (
                    binding.record_id.partner_id
                    | binding.record_id.partner_invoice_id
                    | binding.record_id.partner_shipping_id
                )
            )
        )
        # One made with an order is made in the order's own transaction.
        first = min(orders.mapped("create_date"), default=None)
        return bool(first) and partner.create_date >= first

    @api.model
    def _invoiced(self, partners):
        """Return the contacts that posted invoices name."""
        names = ("partner_id", "commercial_partner_id", "partner_shipping_id")
        moves = self.env["account.move"].search(
            [
                ("state", "=", "posted"),
                ("move_type", "!=", "entry"),
                "|",
                "|",
                *((name, "in", partners.ids) for name in names),
            ]
        )
        return (
            moves.partner_id | moves.commercial_partner_id | moves.partner_shipping_id
        )
