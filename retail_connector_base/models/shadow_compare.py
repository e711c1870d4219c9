"""Compare what shadow mode kept back with what the platform shows."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models

from ..platforms import RejectedDocument

COMPARED = 5000  # withheld rows a kind; more than that differing is one trouble
FETCH = 50  # entities a request, unless the platform says otherwise


class Wanted(NamedTuple):
    """What Odoo would have made the platform show; ``value`` is plain text."""

    value: str
    name: str
    res_model: str
    res_id: int
    planned_at: object


class RetailShadowCompare(models.AbstractModel):
    """Read back what was never written.

    Stock and prices are compared as Odoo wants them now, not as they were planned
    then. Who sends another kind of fact adds ``_wanted_<kind>`` and ``_shown_<kind>``.
    """

    _name = "retail.shadow.compare"
    _description = "Shadow Mode Comparison"

    @api.model
    def _compare(self, backend, adapter):
        """Compare every kind that was withheld; return how many differ."""
        Outbox = self.env["retail.outbox"]
        domain = [
            ("backend_id", "=", backend.id),
            ("state", "in", ("withheld", "preview")),
        ]
        kinds = [kind for (kind,) in Outbox._read_group(domain, ["kind"], [])]
        different = 0
        for kind in kinds:
            rows = Outbox.search([*domain, ("kind", "=", kind)], limit=COMPARED)
            read = getattr(self, f"_wanted_{kind}", self._wanted_other)
            wanted = read(rows)
            shown = {}
            show = getattr(self, f"_shown_{kind}", None)
            if show is not None and wanted:
                shown = show(backend, adapter, list(wanted))
            different += self._keep(backend, kind, wanted, shown)
        return different

    def _keep(self, backend, kind, wanted, shown):
        """Write the comparison of a kind; return how many differ.

        :param wanted: entity -> Wanted
        :param shown: entity -> text the platform shows, None when it shows nothing;
            an entity that is missing cannot be compared
        """
        Line = self.env["retail.shadow.line"]
        known = Line.search(
            [("backend_id", "=", backend.id), ("kind", "=", kind)]
        ).grouped("entity_id")
        now, fresh, different = fields.Datetime.now(), [], 0
        for entity, fact in wanted.items():
            line = known.pop(entity, Line)
            state = _state(fact, entity, shown)
            different += state == "different"
            values = {
                "name": fact.name,
                "res_model": fact.res_model,
                "res_id": fact.res_id,
                "wanted": fact.value,
                "shown": shown.get(entity),
                "state": state,
                "planned_at": fact.planned_at,
                "checked_at": now,
                "different_since": False,
            }
            if state == "different":
                values["different_since"] = line.different_since or now
                values["last_different_at"] = now
            if line:
                line.write(values)
            else:
                ids = {"backend_id": backend.id, "kind": kind, "entity_id": entity}
                fresh.append({**ids, **values})
        Line.create(fresh)
        # Nothing is withheld of them any more: Odoo wants what the platform has.
        Line.union(*known.values()).write({"state": "same", "checked_at": now})
        return different

    # --- kinds ---

    def _wanted_other(self, rows):
        """Return facts that can be listed but not compared."""
        return {
            row.key: Wanted("", row.entity_id, row.res_model, row.res_id, _at(row))
            for row in rows
        }

    def _wanted_stock(self, rows):
        levels = self.env["retail.stock.level"].browse(rows.mapped("res_id")).exists()
        names = {level.id: level for level in levels}
        return {
            row.entity_id: Wanted(
                str(names[row.res_id].target_qty),
                names[row.res_id].display_name,
                row.res_model,
                row.res_id,
                _at(row),
            )
            for row in rows
            if row.res_id in names
        }

    def _shown_stock(self, backend, adapter, entities):
        shown = dict.fromkeys(entities)
        for payload in self._fetch(adapter, "stock", entities):
            level = adapter.parse("stock", payload)
            key = f"{level.stock_id}|{level.location_id}"
            shown[key] = str(int(level.available))
        return shown

    def _wanted_price(self, rows):
        """Return base prices; those of lists are listed without a comparison."""
        levels = self.env["retail.price.level"].browse(rows.mapped("res_id")).exists()
        known = {level.id: level for level in levels}
        wanted = {}
        for row in rows.filtered(lambda row: row.res_id in known):
            level = known[row.res_id]
            price = row.payload.get("price")
            key = f"{row.payload['product_id']}|{row.payload['variant_id']}"
            if level.list_binding_id:
                key += f"|{level.list_binding_id.external_id}"
            wanted[key] = Wanted(
                _amount(price),
                level.display_name,
                row.res_model,
                row.res_id,
                _at(row),
            )
        return wanted

    def _shown_price(self, backend, adapter, entities):
        if "product" not in adapter.kinds:
            return {}
        base = [entity for entity in entities if entity.count("|") == 1]
        products = sorted({entity.partition("|")[0] for entity in base})
        shown = dict.fromkeys(base)
        for payload in self._fetch(adapter, "product", products):
            product = adapter.parse("product", payload)
            for variant in product.variants:
                key = f"{product.external_id}|{variant.external_id}"
                if variant.price is not None:
                    shown[key] = _amount(variant.price.amount)
        return shown

    def _wanted_fulfilment(self, rows):
        """Return the units of each order line that left."""
        units, first = defaultdict(Decimal), {}
        for row in rows.filtered(lambda r: r.payload.get("action") == "ship"):
            for line in row.payload["lines"]:
                key = f"{row.entity_id}|{line['line_id']}"
                units[key] += Decimal(line["quantity"])
                first.setdefault(key, row)
        return {
            key: Wanted(
                _amount(count),
                first[key].payload.get("name") or first[key].entity_id,
                first[key].res_model,
                first[key].res_id,
                _at(first[key]),
            )
            for key, count in units.items()
        }

    def _shown_fulfilment(self, backend, adapter, entities):
        orders = sorted({entity.rpartition("|")[0] for entity in entities})
        shown = dict.fromkeys(entities)
        units = defaultdict(Decimal)
        for payload in self._fetch(adapter, "fulfilment", orders):
            state = adapter.parse("fulfilment", payload)
            for parcel in state.parcels:
                if parcel.status not in ("success", "pending"):
                    continue
                for line in parcel.lines:
                    units[f"{state.external_id}|{line.order_line_id}"] += line.quantity
        shown.update({key: _amount(n) for key, n in units.items() if key in shown})
        return shown

    def _fetch(self, adapter, kind, ids):
        """Yield payloads, as many a request as the platform gives."""
        size = adapter.max_fetch.get(kind, FETCH)
        for start in range(0, len(ids), size):
            try:
                found = adapter.fetch_many(kind, ids[start : start + size])
            except RejectedDocument:
                continue  # said where it is imported
            yield from filter(None, found.values())


def _state(fact, entity, shown):
    """Return how a wish and what is there go together."""
    if entity not in shown:
        return "unknown"
    if shown[entity] is None:
        return "unseen"
    return "same" if shown[entity] == fact.value else "different"


def _at(row):
    return row.create_date


def _amount(value):
    """Return an amount as text, the same for the same amount."""
    if value is None:
        return ""
    number = Decimal(str(value)).normalize()
    return f"{number:f}"
