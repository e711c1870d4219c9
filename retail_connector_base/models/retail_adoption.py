"""Take over the products of a shop that was there before."""

from collections import Counter
from types import SimpleNamespace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..canonical import InvariantError
from ..importers.product_match import ProductIndex
from ..platforms import Notice, RejectedDocument

PAGE_FETCH = 50  # products a request, unless the platform says otherwise
PAGES_A_JOB = 4


class RetailAdoption(models.Model):
    """Read a shop's products, report what does not match, adopt what is decided.

    Reading writes nothing but this report: neither a product nor a binding is made
    before a person applies it.
    """

    _name = "retail.adoption"
    _description = "Adoption of a Shop's Products"
    _check_company_auto = True
    _order = "id desc"
    _rec_name = "backend_id"

    backend_id = fields.Many2one(
        "retail.backend",
        "Shop",
        required=True,
        ondelete="cascade",
        domain="[('platform', '!=', 'none')]",
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(
        [
            ("draft", "Not read"),
            ("reading", "Being read"),
            ("report", "To decide"),
            ("done", "Applied"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    cursor = fields.Char(readonly=True, copy=False)
    create_missing = fields.Boolean(
        "Create what Odoo lacks",
        help="Propose to create the products whose SKU and barcode Odoo does not know.",
    )
    line_ids = fields.One2many("retail.adoption.line", "adoption_id", readonly=True)
    product_count = fields.Integer("Products", readonly=True, copy=False)
    variant_count = fields.Integer("Variants", compute="_compute_counts")
    matched_count = fields.Integer("Matched", compute="_compute_counts")
    missing_count = fields.Integer("Not in Odoo", compute="_compute_counts")
    duplicate_count = fields.Integer("Duplicate", compute="_compute_counts")
    blank_count = fields.Integer("Without SKU", compute="_compute_counts")
    open_count = fields.Integer("To decide", compute="_compute_counts")
    unread_count = fields.Integer("Not understood", readonly=True, copy=False)

    @api.depends("line_ids.mismatch", "line_ids.decision")
    def _compute_counts(self):
        groups = self.env["retail.adoption.line"]._read_group(
            [("adoption_id", "in", self.ids)],
            ["adoption_id", "mismatch", "decision"],
            ["__count"],
        )
        found = Counter()
        for adoption, mismatch, decision, count in groups:
            found[adoption.id, "all"] += count
            found[adoption.id, mismatch] += count
            found[adoption.id, f"decision_{decision}"] += count
        for adoption in self:
            key = adoption._origin.id or adoption.id
            adoption.variant_count = found[key, "all"]
            adoption.matched_count = found[key, "matched"] + found[key, "bound"]
            adoption.missing_count = found[key, "missing"]
            adoption.duplicate_count = found[key, "duplicate"] + found[key, "taken"]
            adoption.blank_count = found[key, "blank"]
            adoption.open_count = found[key, "decision_later"]

    # --- reading ---

    def action_read(self):
        """Read the products of the shop, a few pages a job."""
        self.ensure_one()
        self.line_ids.unlink()
        self.write(
            {"state": "reading", "cursor": False, "product_count": 0, "unread_count": 0}
        )
        self._enqueue_next()
        return True

    def _enqueue_next(self):
        self.backend_id._enqueue(
            "_job_adopt",
            self.id,
            identity=f"adopt|{self.id}|{self.cursor or ''}",
            priority=20,
            description=self.env._("%s: read products", self.backend_id.name),
        )

    def _read(self, adapter):
        """Read the next pages; return whether that were all."""
        for _page in range(PAGES_A_JOB):
            page = adapter.changes("product", None, self.cursor or None)
            self._read_products(adapter, [notice.entity_id for notice in page.notices])
            self.cursor = page.cursor
            if not page.cursor:
                self._match()
                self.state = "report"
                return True
        return False

    def _read_products(self, adapter, ids):
        size = adapter.max_fetch.get("product", PAGE_FETCH)
        rows, unread = [], 0
        for start in range(0, len(ids), size):
            found = adapter.fetch_many("product", ids[start : start + size])
            for payload in filter(None, found.values()):
                try:
                    rows += self._rows(adapter.parse("product", payload))
                except (InvariantError, RejectedDocument):
                    unread += 1
        self.env["retail.adoption.line"].create(rows)
        self.product_count += len(ids)
        self.unread_count += unread

    def _rows(self, document):
        return [
            {
                "adoption_id": self.id,
                "external_product_id": document.external_id,
                "external_id": variant.external_id,
                "product_title": document.title,
                "title": variant.title,
                "sku": variant.sku,
                "barcode": variant.barcode,
            }
            for variant in document.variants
        ]

    def _match(self):
        """Say of each variant which product it is, or why it is none."""
        lines = self.line_ids
        bound = self.env["retail.binding.variant"]._find(
            self.backend_id, lines.mapped("external_id")
        )
        open_lines = lines.filtered(
            lambda line: (
                not (line.external_id in bound and bound[line.external_id].record_id)
            )
        )
        variants = {
            line.id: SimpleNamespace(
                external_id=line.external_id,
                sku=line.sku or "",
                barcode=line.barcode or "",
            )
            for line in open_lines
        }
        index = ProductIndex(self.env, self.backend_id, list(variants.values()))
        for line in lines - open_lines:
            product = bound[line.external_id].record_id
            line.write({"mismatch": "bound", "product_id": product.id})
        for line in open_lines:
            match = index.match(variants[line.id])
            create = match.mismatch == "missing" and self.create_missing
            line.write(
                {
                    "mismatch": match.mismatch or "matched",
                    "product_id": match.product.id,
                    "candidate_ids": [(6, 0, match.candidates.ids)],
                    "decision": "match"
                    if match.product
                    else ("create" if create else "later"),
                }
            )

    # --- applying ---

    def action_apply(self):
        """Bind what is matched, create or ignore the rest as decided."""
        self.ensure_one()
        if self.state != "report":
            raise UserError(self.env._("Read the products first."))
        lines = self.line_ids.filtered(
            lambda line: line.mismatch != "bound" and line.decision != "later"
        )
        self._check_decisions(lines)
        self.env["retail.binding.variant"].sudo()._bind(
            self.backend_id, [line._binding_row() for line in lines]
        )
        self.env["retail.event"].sudo()._receive(
            self.backend_id,
            [
                Notice(
                    key=f"adoption:{self.id}:{product}",
                    topic="adoption",
                    kind="product",
                    entity_id=product,
                )
                for product in sorted(set(lines.mapped("external_product_id")))
            ],
            "adoption",
        )
        self.state = "done"
        return True

    def _check_decisions(self, lines):
        """Refuse decisions that contradict each other."""
        chosen = lines.filtered(lambda line: line.decision == "match")
        without = chosen.filtered(lambda line: not line.product_id)
        if without:
            raise UserError(
                self.env._("Choose the product of %s.", without[0].display_name)
            )
        counts = Counter(line.product_id.id for line in chosen)
        twice = [product for product, count in counts.items() if count > 1]
        if twice:
            product = self.env["product.product"].browse(twice[0])
            raise UserError(
                self.env._("Two variants are matched with %s.", product.display_name)
            )

    def action_open_lines(self):
        """Open the report."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Products of %s", self.backend_id.name),
            "res_model": "retail.adoption.line",
            "views": [(False, "list")],
            "domain": [("adoption_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }
