"""Read what changed, page by page, as notices.

Every list is paged by the retailer's one version counter: whatever changes, however
late a till uploads it, gets a higher one. A reading goes on where the last one ended,
a few versions before: what was being written then may have come in behind.
"""

from datetime import UTC, datetime

from odoo.addons.retail_connector_base.platforms import Notice, Page

from .mapper_store import closure_id
from .price_books import BASE
from .shapes import moment, version_text
from .shop import Shop

OVERLAP = 100  # versions that are read again
FIRST = "first|"  # cursor of the first reading, which leaves out what is too old
SIZES = {"receipt": 100}  # rows a page
SIZE = 200
PATHS = {
    "receipt": "/sales",
    "party": "/customers",
    "price_list": "/price_books",
    "product": "/products",
    "session": "/registers",
    "register": "/registers",
}
DELETED = ("party", "product", "register")  # lists that tell tombstones when asked


class Reads(Shop):
    """Turn lists into notices with complete payloads."""

    # --- what changed ---

    def changes(self, kind, since, cursor):
        """Return one page of what is newer than the cursor's version."""
        if kind == "store":
            return Page(tuple(self._store_notice(row) for row in self.stores()))
        first = cursor is None or cursor.startswith(FIRST)
        after = int((cursor or "").removeprefix(FIRST) or 0)
        options = {"deleted": "true"} if kind in DELETED else {}
        size = SIZES.get(kind, SIZE)
        rows, last = self.client.page(PATHS[kind], after, size, **options)
        if not rows or last <= after:
            return Page((), resume=str(max(after - OVERLAP, 0)))
        if first:  # what did not change since we went live is history
            rows = [row for row in rows if not _is_older(row, since)]
        # A version counts for every object: without rows of ours it still moves on.
        return Page(
            tuple(self.notices(kind, rows)), cursor=f"{FIRST if first else ''}{last}"
        )

    def notices(self, kind, rows):
        """Yield the notices of a page's rows, with their payloads."""
        if kind == "receipt":
            yield from self._closures(rows)
            for row in rows:
                yield from self._sale_notices(row)
        elif kind == "product":
            yield from self._product_notices(rows)
        else:
            make = getattr(self, f"_{kind}_notice")
            for row in rows:
                if found := make(row):
                    yield found

    def _notice(self, kind, entity_id, row, payload, lane="", key=""):
        return Notice(
            key=f"{key or kind}/{entity_id}/{row['version']}",
            topic=f"poll/{kind}",
            kind=kind,
            entity_id=entity_id,
            version=version_text(row["version"]),
            occurred_at=moment(row.get("updated_at")),
            payload=payload,
            lane=lane,
        )

    # --- sales ---

    def _sale_notices(self, sale):
        for entity_id, payload in self.sale_payloads(sale).items():
            outlet = payload["outlet"]
            yield self._notice(
                "receipt", entity_id, sale, payload, lane=f"store:{outlet}"
            )

    # --- registers and closures ---

    def _closures(self, sales):
        """Yield the current (or last) closures of the registers of some sales.

        A sale does not tell its closure; the register's day has to be known before
        what was sold in it is booked.
        """
        for register_id in sorted({sale["register_id"] for sale in sales}):
            row = self.registers.get(register_id) or {}
            notice = self._session_notice(row) if row.get("outlet_id") else None
            if notice is not None:
                yield notice

    def _session_notice(self, row):
        payload = self.session_payload(row)
        if payload is None:
            return None
        # Said once that it is open; that a closed one differs, every time.
        known = {"version": "open"} if row.get("is_open") else row
        entity_id = f"{row['id']}/{closure_id(row, payload['summary'])}"
        return Notice(
            key=f"closure/{entity_id}/{known['version']}",
            topic="poll/session",
            kind="session",
            entity_id=entity_id,
            version=version_text(row["version"]) if not row.get("is_open") else "",
            payload=payload,
            lane=f"store:{row['outlet_id']}",
        )

    def _register_notice(self, row):
        if row.get("deleted_at"):
            return None
        now = datetime.fromtimestamp(self.clock(), UTC).isoformat()
        payload = {"register": row, "read_at": now}
        lane = f"store:{row['outlet_id']}"
        return self._notice("register", row["id"], row, payload, lane)

    # --- the rest ---

    def _store_notice(self, payload):
        outlet, registers = payload["outlet"], payload["registers"]
        version = max(row["version"] for row in (outlet, *registers))
        row = {"version": version}
        return self._notice("store", outlet["id"], row, payload)

    def _price_list_notice(self, row):
        if row.get("type") == BASE:
            return None  # the retailer's own prices are no list
        payload = self.price_list_payload(row)
        return self._notice("price_list", row["id"], row, payload)

    def _party_notice(self, row):
        if not row.get("deleted_at"):
            return self._notice("party", row["id"], row, {"customer": row})
        return Notice(
            key=f"party/{row['id']}/{row['version']}",
            topic="poll/party",
            kind="party",
            entity_id=row["id"],
            deleted=True,
        )

    def _product_notices(self, rows):
        """Yield products; one of a family is read with all its variants."""
        heads = {}
        for row in rows:
            head = row.get("variant_parent_id") or row["id"]
            if row["version"] > heads.get(head, {"version": -1})["version"]:
                heads[head] = row
        for head, row in heads.items():
            payload = self.product_payload(head)
            if payload is not None:
                yield self._notice("product", head, row, payload)


def _is_older(row, since):
    updated = moment(row.get("updated_at"))
    return bool(since and updated and updated < since)
