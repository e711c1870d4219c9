"""Read and write many stock levels with few statements."""

from collections import defaultdict
from datetime import UTC, datetime

from psycopg2.extras import execute_values

from odoo import api, models

from .decision import Known
from .observation import ASKED, DOUBT, READ, SENT, TOLD, Observation
from .stock_line import DEAD, PARKED, STALE, UNDER_WAY, Flight, Line

OBSERVED = (ASKED, DOUBT, READ, SENT, TOLD)
UNSETTLED = (*UNDER_WAY, PARKED, DEAD, STALE)
TO_FLUSH = {
    "retail.binding.variant": None,
    "retail.binding.location": None,
    "retail.stock.level": None,
    "product.product": ["active", "product_tmpl_id"],
    "product.template": ["is_storable"],
}


def moment():
    """Return now, to the microsecond: what happened first must be seen to be first."""
    return datetime.now(UTC).replace(tzinfo=None)


class RetailExporterStock(models.AbstractModel):
    """Know the tables behind levels, so that planning need not."""

    _name = "retail.exporter.stock"
    _description = "Stock exporter"

    @api.model
    def _take(self, backend, limit):
        """Remove the oldest marks and return product id -> observations.

        An observation is (location binding id or None, Observation). A mark that
        only says that Odoo's stock changed has none.
        """
        self.env.cr.execute(
            """
            DELETE FROM retail_stock_dirty
             WHERE id IN (SELECT id FROM retail_stock_dirty
                           WHERE backend_id = %s ORDER BY id LIMIT %s)
            RETURNING product_id, location_id, kind, quantity, at, answered_at
            """,
            [backend.id, limit],
        )
        marks = defaultdict(list)
        for product_id, place_id, kind, units, at, answered in self.env.cr.fetchall():
            seen = marks[product_id]
            if kind in OBSERVED:
                observation = Observation(kind, at, units, answered_at=answered)
                seen.append((place_id, observation))
        return marks

    @api.model
    def _due(self, backend, settled, limit):
        """Return ids of products whose levels waited and need not any longer."""
        self.env["retail.stock.level"].flush_model()
        self.env.cr.execute(
            """
            SELECT v.record_id
              FROM retail_stock_level l
              JOIN retail_binding_variant v ON v.id = l.variant_binding_id
              LEFT JOIN retail_outbox o
                ON o.backend_id = l.backend_id AND o.key = l.outbox_key
             WHERE l.backend_id = %(backend)s AND v.record_id IS NOT NULL
               AND (l.state = 'wait' AND l.moved_at <= %(settled)s
                 OR l.state = 'pending' AND (o.id IS NULL OR o.state IN
                    ('stale', 'parked', 'dead', 'superseded')))
             ORDER BY l.id LIMIT %(limit)s
            """,
            {"backend": backend.id, "settled": settled, "limit": limit},
        )
        return {row[0] for row in self.env.cr.fetchall()}

    @api.model
    def _lines(self, backend, product_ids):
        """Return a Line per level of these products that exists or is wanted."""
        for model, names in TO_FLUSH.items():
            self.env[model].flush_model(names)
        kits = list(self.env["retail.stock.supply"]._kits(backend.company_id))
        self.env.cr.execute(
            """
            SELECT v.id AS variant_id, b.id AS place_id, v.record_id AS product_id,
                   v.stock_external_id AS stock_id, b.external_id AS place,
                   CASE WHEN NOT place.open THEN 'place_off'
                        WHEN v.state <> 'matched' OR NOT COALESCE(v.stock_push, FALSE)
                             THEN 'switched_off'
                        WHEN NOT p.active THEN 'product_inactive'
                        WHEN NOT COALESCE(t.is_storable, FALSE)
                             AND NOT v.record_id = ANY(%s) THEN 'not_storable'
                        WHEN NOT COALESCE(v.tracked, TRUE) THEN 'untracked'
                        ELSE '' END AS off,
                   v.buffer, v.stock_cap, v.computed_buffer, b.sales_late,
                   l.id AS level_id, l.state, l.cause, l.remote_qty, l.remote_absent,
                   l.remote_seen_at, l.moved_at, l.base_qty, l.revision, l.outbox_key,
                   l.sent_qty, l.sent_at, l.zero_confirmed, l.withheld_qty,
                   l.answered_at, l.taken_back
              FROM retail_binding_variant v
              JOIN retail_binding_location b ON b.backend_id = v.backend_id
              LEFT JOIN stock_location s ON s.id = b.record_id
             CROSS JOIN LATERAL (
                   SELECT b.active AND b.push_stock AND COALESCE(s.active, FALSE)
                          AND NOT COALESCE(b.managed_elsewhere, FALSE)
                ) AS place(open)
              JOIN product_product p ON p.id = v.record_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              LEFT JOIN retail_stock_level l
                ON l.variant_binding_id = v.id AND l.location_binding_id = b.id
             WHERE v.backend_id = %s AND v.record_id = ANY(%s)
               AND v.stock_external_id IS NOT NULL
               AND (place.open OR l.id IS NOT NULL)
             ORDER BY v.id, b.id
            """,
            [kits, backend.id, list(product_ids)],
        )
        rows = self.env.cr.dictfetchall()
        rule = backend._stock_rules()  # may query
        return [self._line(row, rule) for row in rows]

    def _line(self, row, rule):
        """Return the Line of a row of the query above."""
        seen_at = row["remote_seen_at"]
        return Line(
            variant_id=row["variant_id"],
            place_id=row["place_id"],
            product_id=row["product_id"],
            stock_id=row["stock_id"],
            place=row["place"],
            off=row["off"],
            rule=rule(row),
            known=Known(
                None if row["remote_absent"] or not seen_at else row["remote_qty"],
                seen_at,
                row["moved_at"],
                row["base_qty"],
                row["answered_at"],
            ),
            level_id=row["level_id"],
            state=row["state"] or "read",
            cause=row["cause"] or "",
            revision=row["revision"] or 0,
            outbox_key=row["outbox_key"] or "",
            withheld=row["withheld_qty"] or 0,
            sent=row["sent_qty"],
            sent_at=row["sent_at"],
            confirmed=bool(row["zero_confirmed"]),
            taken_back=bool(row["taken_back"]),
        )

    @api.model
    def _attach_flights(self, backend, lines):
        """Give each line the change that was planned for it and is not settled."""
        keys = [line.outbox_key for line in lines if line.outbox_key]
        if not keys:
            return
        self.env["retail.outbox"].flush_model()
        self.env.cr.execute(
            """
            SELECT key, state, tries, sent_at, payload, cause FROM retail_outbox
             WHERE backend_id = %s AND key = ANY(%s) AND state = ANY(%s)
            """,
            [backend.id, keys, list(UNSETTLED)],
        )
        flights = {}
        for key, state, tries, sent_at, payload, cause in self.env.cr.fetchall():
            compare = payload.get("compare")
            flights[key] = Flight(
                key=key,
                state=state,
                untouched=state in ("pending", "preview") and not tries and not sent_at,
                quantity=int(payload["quantity"]),
                compare=None if compare is None else int(compare),
                cause=cause or "",
            )
        for line in lines:
            line.flight = flights.get(line.outbox_key)

    @api.model
    def _save(self, backend, lines):
        """Insert or update the levels of ``lines``; set their ``level_id``."""
        if not lines:
            return
        rows = execute_values(
            self.env.cr._obj,
            """
            INSERT INTO retail_stock_level AS l (
                backend_id, company_id, variant_binding_id, location_binding_id,
                product_id, state, cause, remote_qty, remote_absent, remote_seen_at,
                moved_at, base_qty, target_qty, sent_qty, sent_at, revision, outbox_key,
                zero_confirmed, withheld_qty, answered_at, create_date, write_date)
            VALUES %s
            ON CONFLICT (variant_binding_id, location_binding_id) DO UPDATE SET
                product_id = EXCLUDED.product_id,
                state = EXCLUDED.state, cause = EXCLUDED.cause,
                remote_qty = EXCLUDED.remote_qty,
                remote_absent = EXCLUDED.remote_absent,
                remote_seen_at = EXCLUDED.remote_seen_at,
                moved_at = EXCLUDED.moved_at, base_qty = EXCLUDED.base_qty,
                target_qty = EXCLUDED.target_qty, sent_qty = EXCLUDED.sent_qty,
                sent_at = EXCLUDED.sent_at, revision = EXCLUDED.revision,
                outbox_key = EXCLUDED.outbox_key,
                zero_confirmed = EXCLUDED.zero_confirmed,
                withheld_qty = EXCLUDED.withheld_qty,
                answered_at = EXCLUDED.answered_at,
                write_date = EXCLUDED.write_date
            RETURNING id, variant_binding_id, location_binding_id
            """,
            [self._values(backend, line) for line in lines],
            page_size=len(lines),
            fetch=True,
        )
        ids = {(variant, place): level for level, variant, place in rows}
        for line in lines:
            line.level_id = ids[line.variant_id, line.place_id]
        self.env["retail.stock.level"].invalidate_model()

    def _values(self, backend, line):
        known = line.known
        now = self.env.cr.now()
        return (
            backend.id,
            backend.company_id.id,
            line.variant_id,
            line.place_id,
            line.product_id,
            line.state,
            line.cause or None,
            known.remote,
            known.seen_at is not None and known.remote is None,
            known.seen_at,
            known.moved_at,
            known.base,
            line.target,
            line.sent,
            line.sent_at,
            line.revision,
            line.outbox_key or None,
            line.confirmed,
            line.withheld,
            known.answered_at,
            now,
            now,
        )
