"""Look a person up in everything that is stored, and answer or erase."""

import uuid

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize


class RetailPrivacyFind(models.TransientModel):
    """Find a person by e-mail, phone, name or a platform's id, over all connections."""

    _name = "retail.privacy.find"
    _description = "Find a Person"

    query = fields.Char(
        "E-mail, phone, name or id",
        required=True,
        help="E-mail, phone and name have to be whole; an id is the platform's.",
    )
    backend_ids = fields.Many2many(
        "retail.backend", string="Connections", help="Empty: all of them."
    )
    scan = fields.Boolean(
        "Read every stored payload",
        default=True,
        help="Also finds people who are only named in messages. Takes a while where "
        "many payloads are kept.",
    )
    searched = fields.Boolean(readonly=True)
    line_ids = fields.One2many("retail.privacy.find.line", "find_id", readonly=True)

    def action_search(self):
        """Count what is stored of the person, per connection."""
        self.ensure_one()
        if len(self.query.strip()) < 3:
            raise UserError(self.env._("Enter at least three characters."))
        self.line_ids.sudo().unlink()
        backends = self.backend_ids or self.env["retail.backend"].with_context(
            active_test=False
        ).search([("platform", "!=", "none")])
        backends.check_access("read")
        partners = self._partners()
        rows = [self._found(backend, partners) for backend in backends.sudo()]
        self.env["retail.privacy.find.line"].sudo().create(
            [row for row in rows if row.pop("any")]
        )
        self.searched = True
        return self._again()

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find a person"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _partners(self):
        """Return the contacts with this e-mail, phone or name."""
        words = self.query.strip()
        domain = Domain("name", "=ilike", words) | Domain("phone", "=", words)
        if email := email_normalize(words):
            domain |= Domain("email_normalized", "=", email)
        companies = self.env.companies.ids
        return (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .search(domain & Domain("company_id", "in", [*companies, False]))
        )

    def _found(self, backend, partners):
        """Return the values of a line; ``any`` says whether there is something."""
        mine = Domain("backend_id", "=", backend.id)
        env = self.sudo().with_context(active_test=False).env
        partners = partners - backend.guest_partner_id
        parties = env["retail.binding.party"].search(
            mine
            & (
                Domain("external_id", "=", self.query.strip())
                | Domain("record_id", "in", partners.ids)
            )
        )
        partners |= parties.record_id
        orders = env["retail.binding.order"].search(
            mine & Domain("record_id.partner_id", "child_of", partners.ids)
            if partners
            else Domain.FALSE
        )
        messages = outgoing = 0
        if self.scan:
            eraser = env["retail.privacy.eraser"]
            words = [self.query.strip()]
            messages = len(
                eraser._scan(
                    "retail.event", mine, ("payload", "fetched", "document"), words
                )
            )
            outgoing = len(
                eraser._scan("retail.outbox", mine, ("payload", "answer"), words)
            )
        return {
            "any": bool(parties or orders or messages or outgoing),
            "find_id": self.id,
            "backend_id": backend.id,
            "customer_id": parties[:1].external_id,
            "partner_ids": [(6, 0, partners.ids if parties or orders else [])],
            "order_refs": orders.mapped("external_id"),
            "order_count": len(orders),
            "message_count": messages,
            "outbox_count": outgoing,
        }


class RetailPrivacyFindLine(models.TransientModel):
    """What one connection has of the person."""

    _name = "retail.privacy.find.line"
    _description = "Find a Person: Result"

    find_id = fields.Many2one("retail.privacy.find", required=True, ondelete="cascade")
    backend_id = fields.Many2one("retail.backend", required=True, ondelete="cascade")
    customer_id = fields.Char("Customer id")
    partner_ids = fields.Many2many("res.partner", string="Contacts")
    order_refs = fields.Json()
    order_count = fields.Integer("Orders")
    message_count = fields.Integer("Messages naming it")
    outbox_count = fields.Integer("Sent, naming it")

    def action_disclose(self):
        """Collect what is stored, to be handed to the person."""
        return self._request("access")

    def action_erase(self):
        """Erase what may be erased, and mask the rest where it is named."""
        return self._request("erase")

    def _request(self, kind):
        self.ensure_one()
        self.env["retail.privacy.request"]._check_operator()
        if kind == "erase" and not (self.customer_id or self.partner_ids):
            raise UserError(
                self.env._(
                    "Only messages name it, no contact or customer. Shorten how long "
                    "payloads are kept, or erase the contact in its own company."
                )
            )
        now = fields.Datetime.now()
        request = self.env["retail.privacy.request"].sudo().create(
            {
                "backend_id": self.backend_id.id,
                "external_id": f"by-hand/{uuid.uuid4()}",
                "kind": kind,
                "customer_id": self.customer_id,
                "partner_ids": [(6, 0, self.partner_ids.ids)],
                "order_ids": self.order_refs or False,
                "requested_at": now,
                "due_date": fields.Date.add(now.date(), days=30),
                "requested_by_id": self.env.uid,
                "everywhere": True,
            }
        )  # fmt: skip
        request._start()
        return {
            "type": "ir.actions.act_window",
            "res_model": request._name,
            "res_id": request.id,
            "views": [(False, "form")],
        }
