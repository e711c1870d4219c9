"""Read and write many price levels with few statements."""

from decimal import Decimal

from psycopg2.extras import execute_values

from odoo import api, models

from .price_line import PriceLine

TO_FLUSH = {
    "retail.binding.price.list": None,
    "retail.binding.template": ["external_id"],
    "retail.binding.variant": None,
    "retail.outbox": ["state", "tries", "sent_at"],
    "retail.price.level": None,
    "product.product": ["active"],
}
AMOUNTS = ("shop_price", "shop_compare", "target_price", "target_compare")
COLUMNS = (
    "state",
    "cause",
    "target_price",
    "target_compare",
    "sent_hash",
    "revision",
    "outbox_key",
)


class RetailExporterPrice(models.AbstractModel):
    """Know the tables behind price levels, so that planning need not."""

    _name = "retail.exporter.price"
    _description = "Price exporter"

    @api.model
    def _take(self, backend, limit):
        """Remove the oldest marks and return the ids of their products."""
        self.env.cr.execute(
            """
            DELETE FROM retail_price_dirty
             WHERE id IN (SELECT id FROM retail_price_dirty
                           WHERE backend_id = %s ORDER BY id LIMIT %s)
            RETURNING product_id
            """,
            [backend.id, limit],
        )
        return sorted({row[0] for row in self.env.cr.fetchall()})

    @api.model
    def _lines(self, backend, product_ids):
        """Return a PriceLine per variant and list of these products."""
        for model, names in TO_FLUSH.items():
            self.env[model].flush_model(names)
        shop_currency = backend.currency_id or backend.company_id.currency_id
        self.env.cr.execute(
            """
            SELECT v.id AS variant_id, COALESCE(b.id, 0) AS list_id,
                   v.record_id AS product_id, v.external_id AS external_variant,
                   COALESCE(t.external_id, '') AS external_product,
                   COALESCE(b.external_id, '') AS external_list,
                   COALESCE(c.name, %(currency)s) AS currency,
                   COALESCE(c.id, %(currency_id)s) AS currency_id,
                   CASE WHEN v.state <> 'matched' THEN 'switched_off'
                        WHEN NOT COALESCE(v.price_push, TRUE) THEN 'switched_off'
                        WHEN NOT p.active THEN 'product_inactive'
                        WHEN b.id IS NOT NULL AND NOT (b.active AND b.price_push)
                             THEN 'list_off'
                        ELSE '' END AS off,
                   l.id AS level_id, l.state, l.cause, l.content_hash AS shop,
                   l.shop_price::text, l.shop_compare::text, l.shop_at, l.decision,
                   l.decided_hash, l.sent_hash, l.revision, l.outbox_key,
                   l.target_price::text, l.target_compare::text,
                   o.state AS flight,
                   COALESCE(o.tries, 0) = 0 AND o.sent_at IS NULL AS untouched
              FROM retail_binding_variant v
              JOIN product_product p ON p.id = v.record_id
              LEFT JOIN retail_binding_template t ON t.id = v.template_binding_id
             CROSS JOIN LATERAL (
                   SELECT NULL::int AS id, NULL::varchar AS external_id,
                          NULL::int AS currency_id, TRUE AS active,
                          TRUE AS price_push
                    UNION ALL
                   SELECT id, external_id, currency_id, active, price_push
                     FROM retail_binding_price_list
                    WHERE backend_id = v.backend_id AND record_id IS NOT NULL
                ) AS b
              LEFT JOIN res_currency c ON c.id = b.currency_id
              LEFT JOIN retail_price_level l ON l.variant_binding_id = v.id
               AND COALESCE(l.list_binding_id, 0) = COALESCE(b.id, 0)
              LEFT JOIN retail_outbox o
                ON o.backend_id = v.backend_id AND o.key = l.outbox_key
             WHERE v.backend_id = %(backend)s AND v.record_id = ANY(%(products)s)
             ORDER BY b.id NULLS FIRST, v.id
            """,
            {
                "backend": backend.id,
                "products": list(product_ids),
                "currency": shop_currency.name,
                "currency_id": shop_currency.id,
            },
        )
        return [self._line(row) for row in self.env.cr.dictfetchall()]

    def _line(self, row):
        """Return (PriceLine, what is stored of it) of a row of the query above."""
        for name in AMOUNTS:  # as text they are exact, as numbers they are floats
            row[name] = None if row[name] is None else Decimal(row[name])
        stored = tuple(row[name] for name in COLUMNS) if row["level_id"] else None
        del row["target_price"], row["target_compare"]
        empty = ("state", "cause", "shop", "decision", "decided_hash", "sent_hash")
        for name in (*empty, "outbox_key", "flight"):
            row[name] = row[name] or ""
        row["revision"] = row["revision"] or 0
        row["untouched"] = bool(row["untouched"])
        return PriceLine(**row), stored

    @api.model
    def _give_ids(self, lines):
        """Give the lines without a level the id it will have."""
        fresh = [line for line in lines if not line.level_id]
        if fresh:
            self.env.cr.execute(
                "SELECT nextval('retail_price_level_id_seq')"
                "  FROM generate_series(1, %s)",
                [len(fresh)],
            )
            for line, (level_id,) in zip(fresh, self.env.cr.fetchall(), strict=True):
                line.level_id = level_id

    @api.model
    def _save(self, backend, pairs):
        """Insert or update the levels that are not stored as they are now."""
        changed = [
            line
            for line, stored in pairs
            if stored is None or not _is_same(stored, _stored(line))
        ]
        if not changed:
            return
        now = self.env.cr.now()
        head = (backend.id, backend.company_id.id)
        execute_values(
            self.env.cr._obj,
            """
            INSERT INTO retail_price_level AS l (
                id, backend_id, company_id, variant_binding_id, list_binding_id,
                product_id, currency_id, state, cause, target_price, target_compare,
                sent_hash, revision, outbox_key, create_date, write_date)
            VALUES %s
            ON CONFLICT (id) DO UPDATE SET
                product_id = EXCLUDED.product_id,
                currency_id = EXCLUDED.currency_id,
                state = EXCLUDED.state, cause = EXCLUDED.cause,
                target_price = EXCLUDED.target_price,
                target_compare = EXCLUDED.target_compare,
                sent_hash = EXCLUDED.sent_hash, revision = EXCLUDED.revision,
                outbox_key = EXCLUDED.outbox_key, write_date = EXCLUDED.write_date
            """,
            [
                (
                    line.level_id,
                    *head,
                    line.variant_id,
                    line.list_id or None,
                    line.product_id,
                    line.currency_id,
                    *_stored(line),
                    now,
                    now,
                )
                for line in changed
            ],
            page_size=len(changed),
        )
        self.env["retail.price.level"].invalidate_model()


def _stored(line):
    """Return what is kept of a line, in the order of COLUMNS."""
    wanted = line.wanted
    return (
        line.state,
        line.cause or None,
        wanted.amount if wanted else None,
        wanted.compare_at if wanted else None,
        line.sent_hash or None,
        line.revision,
        line.outbox_key or None,
    )


def _is_same(stored, now):
    """Return whether two rows of COLUMNS are equal; no value is no value."""
    pairs = zip(stored, now, strict=True)
    return all((one or None) == (other or None) for one, other in pairs)
