"""Import the settlement file of a gateway or acquirer, or a cash deposit."""

import base64
import hashlib
from datetime import UTC, datetime, time
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.retail_connector_base.canonical import (
    Money,
    Settlement,
    SettlementEntry,
    encode,
)
from odoo.addons.retail_connector_base.importers.item import Item
from odoo.addons.retail_connector_base.platforms import Notice

from ..posting.file_reader import FileProblem, headers, read, unknown_words


class RetailSettlementFile(models.TransientModel):
    """Map the columns once, look at what comes out, import it."""

    _name = "retail.settlement.file"
    _description = "Retail Settlement File Import"

    backend_id = fields.Many2one(
        "retail.backend",
        "Connection",
        required=True,
        domain="[('state', 'in', ('connected', 'live'))]",
        help="Its accounts are used; payments of all connections of its company are "
        "found.",
    )
    gateway = fields.Char(
        required=True, help="As the payments of the orders name it, e.g. paypal."
    )
    layout_id = fields.Many2one(
        "retail.settlement.layout", "Written Like", required=True
    )
    data = fields.Binary("File", required=True)
    filename = fields.Char()
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Of rows that name none.",
    )
    deposit = fields.Monetary(
        help="What reached the bank, when the file does not say so itself."
    )
    paid_on = fields.Date("Received On")
    problem = fields.Text(compute="_compute_result")
    result = fields.Text(compute="_compute_result")

    @api.depends("data", "layout_id", "deposit", "paid_on", "gateway", "currency_id")
    def _compute_result(self):
        for wizard in self:
            wizard.problem = wizard.result = False
            if not (wizard.data and wizard.layout_id and wizard.gateway):
                continue
            try:
                found = wizard._read()
            except (FileProblem, UnicodeDecodeError) as error:
                wizard.problem = str(error)
                continue
            wizard.result = "\n".join(
                self.env._(
                    "%(name)s: %(count)s lines, deposit %(total)s on %(date)s",
                    name=one.name,
                    count=len(one.entries),
                    total=one.total,
                    date=one.paid_on,
                )
                for one in found
            )

    def _text(self):
        # In a form's draft the content comes as text, from the database as bytes.
        # A screen that is saved asks for sizes in place of files.
        raw = base64.b64decode(self.with_context(bin_size=False).data)
        return raw.decode(self.layout_id.encoding)

    def _read(self):
        return read(
            self._text(),
            self.layout_id._layout(self.currency_id.name),
            self.gateway,
            Decimal(repr(self.deposit)) if self.deposit else None,
            self.paid_on or None,
        )

    def action_map(self):
        """Add the file's columns and words to the layout, to be completed there."""
        self.ensure_one()
        self.env["retail.settlement"]._check_accountant()
        layout = self.layout_id
        known = set(layout.column_ids.mapped("field"))
        guesses = layout._guess(headers(self._text(), layout.delimiter))
        layout.column_ids = [
            (0, 0, {"field": name, "header": header})
            for name, header in guesses.items()
            if name not in known
        ]
        try:
            words = unknown_words(self._text(), layout._layout(""))
        except FileProblem:
            words = []  # the columns come first
        have = {word.lower() for word in layout.word_ids.mapped("word")}
        layout.word_ids = [(0, 0, {"word": word}) for word in words if word not in have]
        return {
            "type": "ir.actions.act_window",
            "res_model": layout._name,
            "res_id": layout.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_import(self):
        """Import the settlements; the same file a second time is refused."""
        self.ensure_one()
        self.env["retail.settlement"]._check_accountant()
        try:
            documents = self._read()
        except (FileProblem, UnicodeDecodeError) as error:
            raise UserError(str(error)) from None
        return self.env["retail.settlement"]._import_documents(
            self.backend_id, documents
        )


class RetailCashDeposit(models.TransientModel):
    """Enter cash of a store that was brought to the bank."""

    _name = "retail.cash.deposit"
    _description = "Retail Cash Deposit"

    backend_id = fields.Many2one("retail.backend", "Connection", required=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary(required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    reference = fields.Char(
        required=True, help="Number of the deposit slip or bag, unique."
    )
    description = fields.Char(help="Store and business days, for example.")

    def action_import(self):
        """Enter the deposit as a settlement of cash."""
        self.ensure_one()
        self.env["retail.settlement"]._check_accountant()
        code = self.currency_id.name
        amount = Money(Decimal(repr(self.amount)), code)
        if not amount.amount > 0:
            raise UserError(self.env._("Enter the amount that was deposited."))
        entry = SettlementEntry(
            external_id=f"cash/{self.reference}",
            kind="cash",
            gross=amount,
            fee=Money.zero(code),
            net=amount,
            occurred_at=datetime.combine(self.date, time(12), UTC),
            reference=self.reference,
            description=self.description or "",
        )
        document = Settlement(
            external_id=f"cash:{self.reference}",
            gateway="cash",
            currency=code,
            paid_on=self.date,
            total=amount,
            entries=(entry,),
            kind="cash_deposit",
            name=self.reference,
            bank_reference=self.reference,
        )
        return self.env["retail.settlement"]._import_documents(
            self.backend_id, [document]
        )


class RetailSettlement(models.Model):
    """Take settlements that a person brings: through the inbox, as any others."""

    _inherit = "retail.settlement"

    @api.model
    def _import_documents(self, backend, documents):
        """Import documents with a row of the inbox each; open what they became."""
        backend = backend.sudo()
        Event = self.env["retail.event"].sudo()
        found = self.sudo()
        for document in documents:
            text = encode(document)
            digest = hashlib.sha256(text.encode()).hexdigest()
            notice = Notice(
                key=f"file:{digest}",
                topic="file/settlement",
                kind="settlement",
                entity_id=document.external_id,
            )
            received = Event._receive(backend, [notice], "manual")
            if not received.ids:
                raise UserError(self.env._("%s was imported already.", document.name))
            item = Item(document=document)
            self.env["retail.importer.settlement"]._import_or_bisect([item], backend)
            if item.outcome.state != "done":
                raise UserError(item.outcome.message or item.outcome.cause)
            now = fields.Datetime.now()
            Event._settle(
                {
                    event_id: {"state": "done", "done_at": now, "document": text}
                    for event_id in received.ids
                }
            )
            found |= item.records
        action = self.env["ir.actions.actions"]._for_xml_id(
            "retail_connector_base.action_retail_settlement"
        )
        return {**action, "domain": [("id", "in", found.ids)]}
