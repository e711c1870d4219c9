"""What tills sell: catalogue, prices, taxes and stock, as versioned changes."""

import hashlib
import json

from odoo import api, fields, models
from odoo.tools import SQL

KINDS = [
    ("catalog", "Catalogue"),
    ("prices", "Prices"),
    ("taxes", "Taxes"),
    ("stock", "Stock"),
]
PAGE = 2000  # entries of one answer


class RetailPosOffer(models.Model):
    """Hold what a store's tills were told of each thing, and since which version.

    A refresh compares what is with what was told and gives the changes the next
    version; a till asks for all since the version it has. So nothing depends on
    clocks, and a till that was off for a month asks the same question.
    """

    _name = "retail.pos.offer"
    _description = "Retail Store Offer"
    _log_access = False
    _order = "store_id, kind, version, id"
    _rec_name = "key"

    store_id = fields.Many2one(
        "retail.pos.store", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    version = fields.Integer(required=True, readonly=True, aggregator=None)
    digest = fields.Char(required=True, readonly=True)
    content = fields.Json(readonly=True)
    gone = fields.Boolean(readonly=True)

    _unique = models.UniqueIndex("(store_id, kind, key)")
    _version_idx = models.Index("(store_id, kind, version)")

    @api.model
    def _refresh(self, store):
        """Bring what the tills of a store are told up to date."""
        for kind, current in store._offers().items():
            self._refresh_kind(store, kind, current)

    @api.model
    def _refresh_kind(self, store, kind, current):
        """Give changed entries the next version; ``current``: key -> content."""
        self.flush_model()
        told = dict(
            self.env.execute_query(
                SQL(
                    """SELECT key, CASE WHEN gone THEN '' ELSE digest END
                         FROM retail_pos_offer WHERE store_id = %s AND kind = %s""",
                    store.id,
                    kind,
                )
            )
        )
        changed = []
        for key, content in current.items():
            text = json.dumps(content, sort_keys=True)
            digest = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
            if told.get(key) != digest:
                changed.append((key, digest, text, False))
        gone = [key for key, digest in told.items() if digest and key not in current]
        changed += [(key, "", "null", True) for key in gone]
        if not changed:
            return
        version = self._version(store, kind) + 1
        for start in range(0, len(changed), 500):
            rows = [
                SQL(
                    "(%s, %s, %s, %s, %s, %s, %s::jsonb, %s)",
                    store.id,
                    store.company_id.id,
                    kind,
                    key,
                    version,
                    digest,
                    text,
                    is_gone,
                )
                for key, digest, text, is_gone in changed[start : start + 500]
            ]
            self.env.cr.execute(
                SQL(
                    """INSERT INTO retail_pos_offer (store_id, company_id, kind, key,
                           version, digest, content, gone) VALUES %s
                       ON CONFLICT (store_id, kind, key) DO UPDATE
                          SET version = EXCLUDED.version, digest = EXCLUDED.digest,
                              content = EXCLUDED.content, gone = EXCLUDED.gone""",
                    SQL(", ").join(rows),
                )
            )
        self.invalidate_model()

    @api.model
    def _version(self, store, kind):
        rows = self.env.execute_query(
            SQL(
                "SELECT max(version) FROM retail_pos_offer "
                "WHERE store_id = %s AND kind = %s",
                store.id,
                kind,
            )
        )
        return rows[0][0] or 0

    @api.model
    def _tells_picture(self, store, sha1):
        """Return whether a picture is in the store's catalogue now."""
        rows = self.env.execute_query(
            SQL(
                """SELECT 1 FROM retail_pos_offer
                    WHERE store_id = %s AND kind = 'catalog' AND NOT gone
                      AND content @> %s::jsonb LIMIT 1""",
                store.id,
                json.dumps({"pictures": [{"sha1": sha1}]}),
            )
        )
        return bool(rows)

    @api.model
    def _delta(self, store, kind, since):
        """Return what changed after a version, whole versions at a time.

        ``more``: ask again with the version given.
        """
        found = self.search(
            [
                ("store_id", "=", store.id),
                ("kind", "=", kind),
                ("version", ">", since),
            ],
            order="version, id",
            limit=PAGE + 1,
        )
        version, more = self._version(store, kind), False
        if len(found) > PAGE:
            last = found[PAGE].version
            page = found.filtered(lambda offer: offer.version < last)
            if page:  # a version is never torn; one that is larger goes as a whole
                found, version, more = page, page[-1].version, True
            else:
                found = self.search(
                    [
                        ("store_id", "=", store.id),
                        ("kind", "=", kind),
                        ("version", "=", last),
                    ]
                )
                more, version = version > last, last
        return {
            "kind": kind,
            "version": version,
            "full": not since,
            "changed": {offer.key: offer.content for offer in found if not offer.gone},
            "gone": [offer.key for offer in found if offer.gone and since],
            "more": more,
        }

    @api.model
    def _cron_refresh(self):
        """Refresh the stores whose tills ask, one store a job."""
        stores = self.env["retail.pos.store"].search(
            [("backend_id.state", "=", "live")]
        )
        for store in stores:
            adapter = store.backend_id._adapter_class()
            if getattr(adapter, "tills_fetch", False):
                store.backend_id._enqueue(
                    "_job_refresh_offers",
                    store.id,
                    identity=f"offers|{store.id}",
                    priority=20,
                    description=self.env._("Refresh what %s sells", store.name),
                )


class RetailBackend(models.Model):
    """Refresh what the tills of a connection's stores sell."""

    _inherit = "retail.backend"

    def _job_refresh_offers(self, store_id):
        """Refresh one store's offers."""
        self.ensure_one()
        store = self.env["retail.pos.store"].sudo().browse(store_id).exists()
        if store and self._is_working():
            offers = self.env["retail.pos.offer"].sudo()
            offers.with_company(store.company_id)._refresh(
                store.with_company(store.company_id)
            )
