"""Tell shops what left, from where and how it is tracked: each shipment once."""

import uuid
from dataclasses import dataclass, field

from odoo import api, models

PLAN_LIMIT = 500  # transfers a job plans; bounds its memory and its transaction
NAMESPACE = uuid.UUID("3f7a5e0a-8a8c-5b5e-9d0e-6a1d7f2c9b44")
KIND = "fulfilment"


def row_key(*parts):
    """Return the key of one change: the same change, the same key."""
    return str(uuid.uuid5(NAMESPACE, "|".join(map(str, parts))))


@dataclass
class Share:
    """What of a transfer leaves one location of the shop."""

    location_id: str  # empty: wherever the shop wants it shipped from
    units: dict = field(default_factory=dict)  # external line -> units


def split_by_place(units, works, candidates):
    """Return the Shares of a transfer, in a stable order.

    :param units: external line -> units that left
    :param works: [(location, {external line: units left to ship there})], as the shop
        has them; the first ones are used up first
    :param candidates: locations the transfer may have left from, likeliest first;
        none: it leaves wherever the shop asked
    """
    shares = {}
    missing = dict(units)
    for location, left in works:
        if candidates and location not in candidates:
            continue
        for line, units_left in left.items():
            part = min(missing.get(line, 0.0), units_left)
            if part > 0:
                share = shares.setdefault(location, Share(location))
                share.units[line] = share.units.get(line, 0.0) + part
                missing[line] -= part
    rest = {line: count for line, count in missing.items() if count > 0}
    if rest:  # it has to move there first
        home = candidates[0] if candidates else next(iter(shares), "")
        share = shares.setdefault(home, Share(home))
        for line, count in rest.items():
            share.units[line] = share.units.get(line, 0.0) + count
    return list(shares.values())


class RetailExporterFulfilment(models.AbstractModel):
    """Turn shipped transfers into outbox rows."""

    _name = "retail.exporter.fulfilment"
    _description = "Retail Fulfilment Exporter"

    @api.model
    def _plan(self, backend, limit=PLAN_LIMIT):
        """Publish what left and is not told yet; return how many transfers."""
        pickings = self.env["stock.picking"].search(
            self._waiting_domain(backend), order="date_done, id", limit=limit
        )
        places = self.env["retail.order.delivery"]._places(backend)
        bindings = self.env["retail.binding.order"]._find_records(
            backend, pickings.sale_id
        )
        carriers = self._carriers(backend, pickings)
        rows = []
        for picking in pickings:
            binding = bindings.get(picking.sale_id.id)
            units = self._untold(binding, picking) if binding else {}
            if not units:
                picking.retail_goods_state = False  # nothing of it is the shop's
                continue
            picking.write(
                {"retail_goods_state": "sending", "retail_goods_error": False}
            )
            works = [
                (work.location_external_id, work._left()) for work in binding.work_ids
            ]
            for share in split_by_place(units, works, places.of_transfer(picking)):
                rows.append(self._row(backend, binding, picking, share, carriers))
        self.env["retail.outbox"]._publish(backend, KIND, rows)
        return len(pickings)

    def _untold(self, binding, picking):
        """Return external line -> units that left and are no shipment there yet."""
        units = picking._retail_units()
        for parcel in binding.parcel_ids:
            known = parcel.status == "success" and parcel.state == "applied"
            if known and parcel.record_id == picking:
                for line, told in parcel._units().items():
                    units[line] = units.get(line, 0.0) - told
        return {line: count for line, count in units.items() if count > 0}

    @api.model
    def _waiting_domain(self, backend):
        """Return the transfers the shop has not been told of."""
        return [
            ("retail_goods_state", "=", "waiting"),
            ("sale_id.retail_backend_id", "=", backend.id),
        ]

    def _carriers(self, backend, pickings):
        """Return carrier name -> mapping for what tracks these transfers."""
        mappings = self.env["retail.mapping.carrier"]
        keys = {picking._retail_carrier_name() for picking in pickings} - {""}
        found = mappings._resolve(
            backend, {mappings._key_of(name) for name in sorted(keys)}
        )
        return {key.name: mapping for key, mapping in found.items()}

    def _row(self, backend, binding, picking, share, carriers):
        """Return the outbox row of one share of a transfer."""
        tries = self._count(picking, "ship")
        return {
            "key": row_key(backend.id, "ship", picking.id, share.location_id, tries),
            "res_model": "stock.picking",
            "res_id": picking.id,
            "entity_id": binding.external_id,
            "payload": {
                "action": "ship",
                "order_id": binding.external_id,
                "location_id": share.location_id,
                "name": picking.name,
                "lines": [
                    {"line_id": line, "quantity": whole(units)}
                    for line, units in sorted(share.units.items())
                ],
                "notify": backend.notify_shipment in ("shipment", "tracking"),
                **self._tracking(picking, carriers),
            },
        }

    def _tracking(self, picking, carriers):
        """Return carrier, numbers and links as the shop is to show them."""
        name = picking._retail_carrier_name()
        mapping = carriers.get(name)
        numbers = picking._retail_numbers()
        links = mapping._links(numbers, picking._retail_link()) if mapping else []
        return {
            "carrier": (mapping and mapping.name_there) or name,
            "numbers": numbers,
            "urls": links,
        }

    def _count(self, record, action):
        """Return how many changes of a kind were published for a record."""
        rows = self.env["retail.outbox"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("kind", "=", KIND),
            ]
        )
        return sum(row.payload.get("action") == action for row in rows)

    # --- before and after sending ---

    @api.model
    def _context_of(self, rows):
        """Return row id -> what is known now: shipments that are something else."""
        orders = rows.env["retail.binding.order"].search(
            [("external_id", "in", rows.mapped("entity_id"))]
        )
        known = {}
        for row in rows:
            order = orders.filtered(
                lambda o, r=row: (
                    o.backend_id == r.backend_id and o.external_id == r.entity_id
                )
            )
            others = order.parcel_ids.filtered(
                lambda p, r=row: (
                    p.state == "aside" or (p.record_id and p.record_id.id != r.res_id)
                )
            )
            known[row.id] = {"known": others.mapped("external_id")}
        return known

    @api.model
    def _delivered(self, rows, results):
        """Bind what was shipped, and note on transfers what was refused."""
        answers = {result.key: result for result in results}
        for row in rows:
            result = answers.get(row.key)
            if result is not None:
                action = row.payload["action"]
                getattr(self, f"_after_{action}")(row, result)

    def _after_ship(self, row, result):
        picking = self.env["stock.picking"].browse(row.res_id).exists()
        if result.error is not None:
            if row.state == "parked" and picking:
                picking.write(
                    {
                        "retail_goods_state": "refused",
                        "retail_goods_error": result.error.message,
                    }
                )
            return
        order = self.env["retail.binding.order"]._find(row.backend_id, [row.entity_id])
        given = row.payload
        self.env["retail.binding.picking"]._bind(
            row.backend_id,
            [
                {
                    "external_id": result.external_id,
                    "external_name": (result.answer or {}).get("name") or picking.name,
                    "order_binding_id": order[row.entity_id].id,
                    "record_id": picking.id,
                    "location_external_id": given["location_id"],
                    "status": "success",
                    "origin": "odoo",
                    "state": "applied",
                    "shipped_at": picking.date_done,
                    "carrier": given["carrier"] or False,
                    "tracking": ", ".join(given["numbers"]) or False,
                    "lines": {x["line_id"]: x["quantity"] for x in given["lines"]},
                }
            ],
        )
        waiting = self.env["retail.outbox"].search_count(
            [
                ("res_model", "=", "stock.picking"),
                ("res_id", "=", picking.id),
                ("kind", "=", KIND),
                ("state", "not in", ("done", "superseded")),
            ],
            limit=1,
        )
        if not waiting:
            picking.write({"retail_goods_state": "sent", "retail_goods_error": False})

    def _after_track(self, row, result):
        if result.error is None:
            self._bound(row).write(
                {
                    "carrier": row.payload["carrier"] or False,
                    "tracking": ", ".join(row.payload["numbers"]) or False,
                }
            )

    def _after_cancel(self, row, result):
        if result.error is None:
            self._bound(row).write({"status": "cancelled", "state": "reversed"})

    def _after_hold(self, row, result):
        """A hold comes back with the order's goods; nothing is noted here."""

    _after_release = _after_hold

    def _after_ready(self, row, result):
        """Let a refused announcement be made again."""
        if result.error is not None and row.state == "parked":
            work = self.env["retail.binding.fulfilment.order"].browse(row.res_id)
            work.exists().ready_at = False

    def _bound(self, row):
        return self.env["retail.binding.picking"].browse(row.res_id).exists()


def whole(units):
    """Return units as text; a shop knows whole ones only, others it refuses."""
    return str(int(units)) if units == int(units) else str(units)
