"""What became of the prices that were sent, and what the shop holds now."""

from datetime import UTC
from decimal import Decimal

from psycopg2.extras import execute_values

from odoo import api, models

from ..platforms import TransientError
from .price_rule import Price, fingerprint
from .stock_store import moment


class RetailExporterPrice(models.AbstractModel):
    """Remember the last value the shop confirmed; refused ones fall back to it."""

    _inherit = "retail.exporter.price"

    @api.model
    def _delivered(self, rows, results):
        """Take in the answers to one request.

        A refused price changes nothing of what is known of the shop: the level is
        listed as refused, and the next change is measured against what the shop has.

        :param rows: ``retail.outbox`` records
        :param results: PushResult per row; those without one are not settled yet
        """
        answers = {result.key: result for result in results}
        known, refused = [], []
        rows = rows.filtered(lambda row: row.res_model == "retail.price.level")
        for row in rows:
            result = answers.get(row.key)
            if result is None or isinstance(result.error, TransientError):
                continue
            if result.error is None:
                # as of the request: what a person changes after it is newer
                at = row.sent_at or moment()
                known.append((row.res_id, *held(row.payload), at))
            else:
                refused.append((row.res_id, row.key, result.error.code))
        self._confirm(known)
        self._refuse(refused)
        for backend, part in rows.grouped("backend_id").items():
            self._look_again(backend, part)

    def _confirm(self, known):
        """Write what the shop holds since these moments."""
        if not known:
            return
        self.env["retail.price.level"].flush_model()
        execute_values(
            self.env.cr._obj,
            """
            UPDATE retail_price_level AS l
               SET shop_price = v.price::numeric, shop_compare = v.compare::numeric,
                   content_hash = v.hash, shop_at = v.at,
                   state = CASE WHEN COALESCE(l.sent_hash, v.hash) = v.hash
                                 AND l.state = 'pending'
                                THEN 'same' ELSE l.state END,
                   write_date = now() AT TIME ZONE 'UTC'
              FROM (VALUES %s) AS v(id, price, compare, hash, at)
             WHERE l.id = v.id
            """,
            known,
            template="(%s, %s, %s, %s, %s::timestamp)",
            page_size=len(known),
        )
        self.env["retail.price.level"].invalidate_model()

    def _refuse(self, refused):
        """List the levels whose change the shop refused."""
        if not refused:
            return
        self.env["retail.price.level"].flush_model()
        execute_values(
            self.env.cr._obj,
            """
            UPDATE retail_price_level AS l
               SET state = 'parked', cause = v.cause,
                   write_date = now() AT TIME ZONE 'UTC'
              FROM (VALUES %s) AS v(id, key, cause)
             WHERE l.id = v.id AND l.outbox_key = v.key
            """,
            refused,
            page_size=len(refused),
        )
        self.env["retail.price.level"].invalidate_model()

    def _look_again(self, backend, rows):
        """Plan those anew that changed while their price was under way."""
        self.env.cr.execute(
            """
            SELECT DISTINCT product_id FROM retail_price_level
             WHERE id = ANY(%s) AND state IN ('pending', 'same')
               AND (target_price IS DISTINCT FROM shop_price
                 OR target_compare IS DISTINCT FROM shop_compare)
            """,
            [[row.res_id for row in rows if row.state == "done"]],
        )
        products = [row[0] for row in self.env.cr.fetchall()]
        self.env["retail.price.dirty"]._mark(backend, products, soon=True)

    @api.model
    def _seen(self, backend, seen):
        """Take in what the shop says its own prices are.

        Odoo owns prices: a price that differs is known from now on, and the planning
        puts it right. What was read before our last change says nothing. Platforms
        tell whole seconds: a change in the very second of ours is news, and at worst
        ours is sent once more.

        :param seen: (variant binding, price or None, compare-at or None, aware moment)
        """
        if not seen or not backend._sends_prices():
            return
        levels = {
            level.variant_binding_id.id: level
            for level in self.env["retail.price.level"].search(
                [
                    ("variant_binding_id", "in", [row[0].id for row in seen]),
                    ("list_binding_id", "=", False),
                ]
            )
        }
        fresh, known, products = [], [], []
        currency = backend.currency_id or backend.company_id.currency_id
        for variant, price, compare, at in seen:
            if price is None or not variant.record_id:
                continue
            value = Price(price.amount, compare and compare.amount, price.currency)
            when = at.astimezone(UTC).replace(tzinfo=None) if at else moment()
            level = levels.get(variant.id)
            if level is None:
                fresh.append((variant, value, when))
            elif level.content_hash != fingerprint(value) and not (
                level.shop_at and when < level.shop_at.replace(microsecond=0)
            ):
                known.append((level.id, *_columns(value), when))
                products.append(variant.record_id.id)
        self._confirm(known)
        self.env["retail.price.level"].create(
            [
                {
                    "backend_id": backend.id,
                    "company_id": backend.company_id.id,
                    "variant_binding_id": variant.id,
                    "product_id": variant.record_id.id,
                    "currency_id": currency.id,
                    "state": "same",
                    "shop_price": float(value.amount),
                    "shop_compare": float(value.compare_at or 0) or False,
                    "content_hash": fingerprint(value),
                    "shop_at": when,
                }
                for variant, value, when in fresh
            ]
        )
        products += [variant.record_id.id for variant, _value, _when in fresh]
        self.env["retail.price.dirty"]._mark(backend, products)


def held(payload):
    """Return (price, compare-at, content hash) the shop holds after a payload."""
    if payload["price"] is None:
        return None, None, fingerprint(None)
    compare = payload["compare_at"]
    return _columns(
        Price(
            Decimal(payload["price"]),
            None if compare is None else Decimal(compare),
            payload["currency"],
        )
    )


def _columns(value):
    return value.amount, value.compare_at, fingerprint(value)
