"""Everything that waits for a person, in one list."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .retail_cause import cause_label_sql

# source -> model, condition of waiting, needs a person, and SQL of each column
SOURCES = {
    "event": (
        "retail.event",
        "state IN ('parked', 'failed', 'dead')",
        "state <> 'failed'",
        {
            "label": "CONCAT_WS(' ', "
            "INITCAP(COALESCE(NULLIF(kind, ''), topic)), entity_id)",
            "cause": "cause",
            "message": "error",
            "since": "received_at",
            "tries": "tries",
            "state": "state",
        },
    ),
    "outbox": (
        "retail.outbox",
        "state IN ('parked', 'failed', 'dead', 'preview')",
        "state <> 'failed'",
        {
            "label": "CONCAT_WS(' ', INITCAP(kind), entity_id)",
            "cause": "CASE state WHEN 'preview' THEN 'preview' ELSE cause END",
            "message": "error",
            "since": "create_date",
            "tries": "tries",
            "state": "state",
        },
    ),
    "order": (
        "retail.binding.order",
        "stage IN ('parked', 'held')",
        "stage = 'parked'",
        {
            "label": "COALESCE(external_name, external_id)",
            "cause": "COALESCE(stage_cause, stage)",
            "message": "stage_error",
            "since": "COALESCE(placed_at, create_date)",
            "tries": "NULL::int",
            "state": "stage",
        },
    ),
    "variant": (
        "retail.binding.variant",
        "state = 'unmatched'",
        "TRUE",
        {
            "label": "COALESCE(title, external_name, external_id)",
            "cause": "'product_unmatched'",
            "message": "CONCAT_WS(' ', sku, mismatch)",
            "since": "create_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
    "tax": (
        "retail.mapping.tax",
        "state = 'suggested'",
        "TRUE",
        {
            "label": "title",
            "cause": "'tax_unmapped'",
            "message": "CONCAT_WS(' ', "
            "(rate * 100)::float8, '%%', country_code, region)",
            "since": "create_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
    "tender": (
        "retail.mapping.tender",
        "state = 'suggested'",
        "TRUE",
        {
            "label": "CONCAT_WS(' ', gateway, method)",
            "cause": "'tender_unmapped'",
            "message": "gateway",
            "since": "create_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
    "shipping": (
        "retail.mapping.shipping",
        "state = 'suggested'",
        "TRUE",
        {
            "label": "title",
            "cause": "'shipping_unmapped'",
            "message": "title",
            "since": "create_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
    "stock": (
        "retail.stock.level",
        "state IN ('hold', 'parked')",
        "TRUE",
        {
            "label": "(SELECT COALESCE(v.title, v.external_id) FROM "
            "retail_binding_variant v WHERE v.id = variant_binding_id)",
            "cause": "COALESCE(cause, state)",
            "message": "CONCAT(remote_qty, ' -> ', target_qty)",
            "since": "write_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
    "discrepancy": (
        "retail.discrepancy",
        "state = 'open'",
        "TRUE",
        {
            "label": "COALESCE(reference, entity)",
            "cause": "type",
            # What has no two sides says in words what it is.
            "message": "CASE WHEN note IS NOT NULL AND COALESCE(expected, 0) = "
            "COALESCE(found, 0) THEN note ELSE CONCAT(expected, ' / ', found) END",
            "since": "create_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
}
TYPES = {
    name: SQL(sql_type)
    for name, sql_type in {
        "label": "varchar",
        "cause": "varchar",
        "message": "varchar",
        "since": "timestamp",
        "tries": "int4",
        "state": "varchar",
    }.items()
}
RETRIES = ("action_retry", "action_resume")  # what a model calls it
RELEASED = ("held", "preview")  # states that only a person's release ends
WIDTH = 64  # ids of one source are this far apart, so that all sources have their own


class RetailException(models.Model):
    """Show what waits for a person: one row per parked item, whatever it is.

    Nothing is stored: the rows are those of the inbox, the outbox, the orders, the
    variants, the mappings and the discrepancies, so that resolving one is enough.
    """

    _name = "retail.exception"
    _description = "Exception to Resolve"
    _auto = False
    _order = "since, id"
    _rec_name = "label"

    source = fields.Selection(
        string="Kind",
        selection=[
            ("event", "Inbox"),
            ("outbox", "Outbox"),
            ("order", "Order"),
            ("variant", "Product"),
            ("stock", "Stock level"),
            ("tax", "Tax"),
            ("tender", "Payment"),
            ("shipping", "Shipping"),
            ("discrepancy", "Discrepancy"),
        ],
        readonly=True,
    )
    backend_id = fields.Many2one("retail.backend", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    res_model = fields.Char("Model", readonly=True)
    label = fields.Char("What", readonly=True)
    cause = fields.Char(readonly=True, help="Short code that groups what has one cause")
    cause_label = fields.Char("Why", readonly=True)
    message = fields.Char("Details", readonly=True)
    since = fields.Datetime("Waiting since", readonly=True)
    tries = fields.Integer(readonly=True, aggregator=None)
    state = fields.Char("Status", readonly=True)
    urgent = fields.Boolean(
        "Needs a person",
        readonly=True,
        help="Off: it will be tried again by itself",
    )

    @api.model
    def _sources(self):
        """Return what can wait; an addon adds its own at the end, and a ``source``."""
        return SOURCES

    @property
    def _table_query(self):
        """Return the union of all sources, in the columns of this model."""
        parts = []
        for number, (source, row) in enumerate(self._sources().items()):
            model, waiting, urgent, columns = row
            self.env[model].flush_model()
            parts.append(
                SQL(
                    """SELECT id * %(width)s + %(number)s AS id, id AS res_id,
                              %(source)s AS source, %(model)s AS res_model,
                              backend_id, company_id, %(columns)s,
                              (%(urgent)s) AS urgent
                         FROM %(table)s WHERE %(waiting)s""",
                    width=WIDTH,
                    number=number,
                    source=source,
                    model=model,
                    columns=SQL(", ").join(
                        SQL("(%s)::%s AS %s", SQL(code), TYPES[name], SQL(name))
                        for name, code in columns.items()
                    ),
                    urgent=SQL(urgent),
                    table=SQL.identifier(self.env[model]._table),
                    waiting=SQL(waiting),
                )
            )
        return SQL(
            "SELECT waiting.*, %s AS cause_label FROM (%s) AS waiting",
            cause_label_sql(self.env, SQL("waiting.cause")),
            SQL(" UNION ALL ").join(parts),
        )

    def _origin_records(self):
        """Return model name -> the records that wait."""
        found = {}
        for exception in self:
            found.setdefault(exception.res_model, []).append(exception.res_id)
        return {name: self.env[name].browse(ids) for name, ids in found.items()}

    def action_open(self):
        """Open what waits, where it can be resolved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_retry(self):
        """Try the selected ones again; what needs a decision first stays."""
        retried = 0
        trouble = self.filtered(lambda exception: exception.state not in RELEASED)
        for records in trouble._origin_records().values():
            for method in RETRIES:
                if hasattr(records, method):
                    getattr(records, method)()
                    retried += len(records)
                    break
        if not retried:
            raise UserError(
                self.env._(
                    "Nothing here can be tried again as it is. Open it and decide: "
                    "approve the mapping, match the product, settle the difference, "
                    "release what is held."
                )
            )
        return self._notify(self.env._("%s are tried again.", retried))

    def action_retry_cause(self):
        """Try all again that wait for the same cause as the selected ones."""
        causes = {(x.source, x.backend_id.id, x.cause) for x in self}
        same = self.browse()
        for source, backend, cause in causes:
            same |= self.search(
                [
                    ("source", "=", source),
                    ("backend_id", "=", backend),
                    ("cause", "=", cause),
                ]
            )
        return same.action_retry()

    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
