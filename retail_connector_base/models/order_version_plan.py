"""What an edit changes and what a decision would do, shown before it is done."""

from collections import defaultdict
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..importers.order_merge import line_changes

TABLE = Markup(
    '<table class="table table-sm o_main_table"><thead><tr>{head}</tr></thead>'
    "<tbody>{body}</tbody></table>"
)
ROW = Markup("<tr>{cells}</tr>")
HEAD = Markup("<th>{text}</th>")
CELL = Markup("<td>{text}</td>")
ITEM = Markup("<li>{text}</li>")
LIST = Markup("<ul>{items}</ul>")


class RetailOrderVersion(models.Model):
    """Preview edits and decisions."""

    _inherit = "retail.order.version"

    lines_html = fields.Html("Lines", compute="_compute_lines_html", sanitize=False)
    plan_html = fields.Html(
        "What will be done", compute="_compute_plan_html", sanitize=False
    )

    def _before(self):
        """Return the version this one is compared with, or None."""
        self.ensure_one()
        if self.state == "waiting":
            return self.binding_id._document()
        older = self.search(
            [
                ("binding_id", "=", self.binding_id.id),
                ("id", "<", self.id),
                ("state", "=", "applied"),
            ],
            limit=1,
        )
        return older._document() if older else None

    @api.depends("document", "state")
    def _compute_lines_html(self):
        edit = self.env["retail.importer.order.edit"]
        _ = self.env._
        head = (
            _("Line"),
            _("Before"),
            _("At the shop now"),
            _("In Odoo now"),
            _("Delivered"),
            _("Invoiced"),
        )
        for version in self:
            before, after = version._before(), version._document()
            lines = edit._by_key(version.order_id)
            rows = []
            for change in line_changes(before, after) if before else []:
                line = lines.get(change.key)
                rows.append(
                    (
                        (change.after or change.before).title,
                        version._shown(change.before, after.prices_include_tax),
                        version._shown(change.after, after.prices_include_tax),
                        version._units(line.product_uom_qty, line.price_total)
                        if line
                        else "",
                        f"{line.qty_delivered:g}" if line else "",
                        f"{line.qty_invoiced:g}" if line else "",
                    )
                )
            version.lines_html = _table(head, rows) if rows else False

    @api.depends("document", "state", "resolution")
    def _compute_plan_html(self):
        for version in self:
            steps = []
            if version.state == "waiting":
                name = f"_plan_{version.resolution or 'apply'}"
                steps = getattr(version, name)()
            version.plan_html = (
                LIST.format(items=Markup().join(ITEM.format(text=s) for s in steps))
                if steps
                else False
            )

    def _plan_apply(self):
        """Return what taking over the shop's lines would do."""
        _ = self.env._
        binding = self.binding_id
        edit = self.env["retail.importer.order.edit"]
        steps = [_("The lines of the order become the shop's.")]
        if not edit._is_booked(binding):
            return steps
        before, after = binding._document(), self._document()
        for move_type, total in self._documents_of(before, after).items():
            text = (
                _("A credit note of %s is posted.")
                if move_type == "out_refund"
                else _("An invoice of %s is posted.")
            )
            steps.append(text % self._money(total))
        return steps

    def _plan_keep(self):
        """Return what keeping Odoo's lines would do."""
        _ = self.env._
        difference = self.order_id.amount_total - self.total
        return [
            _("The order stays as it is."),
            _(
                "The difference of %s to the shop is kept as a discrepancy.",
                self._money(difference),
            ),
        ]

    def _plan_again(self):
        """Return what importing anew would do."""
        _ = self.env._
        order = self.order_id
        posted = order.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        steps = [_("%s is cancelled, its deliveries too.", order.name)]
        steps += [
            _(
                "Invoice %(name)s of %(total)s is credited.",
                name=move.name,
                total=self._money(move.amount_total),
            )
            for move in posted
        ]
        return [
            *steps,
            _("A new order of %s is made of the shop's.", self._money(self.total)),
        ]

    def _documents_of(self, before, after):
        """Return move type -> total of the correction."""
        batch = self.env["retail.importer.order"]._batch_of(
            self.backend_id, [before, after]
        )
        if batch.problem(after):
            return {}
        totals = defaultdict(Decimal)
        stage = self.env["retail.stage.correct"]
        for part in stage._parts(batch, before, after):
            totals[stage._side(part)] += abs(part.gross)
        return totals

    def _shown(self, line, included):
        """Return a line of the shop: units and what they cost with tax."""
        if line is None:
            return ""
        return self._units(float(line.quantity), line.gross(included).amount)

    def _units(self, quantity, amount):
        return f"{quantity:g} / {self._money(amount)}"

    def _money(self, amount):
        return formatLang(self.env, float(amount), currency_obj=self.currency_id)


def _table(head, rows):
    return TABLE.format(
        head=Markup().join(HEAD.format(text=text) for text in head),
        body=Markup().join(
            ROW.format(cells=Markup().join(CELL.format(text=cell) for cell in row))
            for row in rows
        ),
    )
