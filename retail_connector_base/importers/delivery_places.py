"""Which warehouse ships for a platform's location, and the other way round."""


class DeliveryPlaces:
    """The locations of one connection and what they are in Odoo, read once.

    A place that is not mapped, or that a fulfilment service keeps, ships goods that
    Odoo does not have. Only where no location at all is mapped the order's own
    warehouse ships everything: such a shop has one place and nobody said which.
    """

    def __init__(self, env, backend):
        found = env["retail.binding.location"].search(
            [("backend_id", "=", backend.id), ("active", "in", (True, False))]
        )
        self.env = env
        self.by_id = {binding.external_id: binding for binding in found}
        self.mapped = found.filtered(lambda b: b.record_id and b.warehouse_id)

    def warehouse(self, location_id, order):
        """Return the warehouse that ships there for an order; None: somebody else."""
        binding = self.by_id.get(location_id)
        if binding and binding in self.mapped:
            return binding.warehouse_id
        return None if self.mapped else order.warehouse_id

    def shelf(self, location_id):
        """Return the stock location that is mapped, or an empty one."""
        binding = self.by_id.get(location_id)
        return binding.record_id if binding else self.env["stock.location"]

    def of_transfer(self, picking):
        """Return the locations a transfer may have left from, the likeliest first.

        That is whose shelf its goods came from, then the other places of its warehouse.
        """
        shelves = picking.move_line_ids.location_id | picking.location_id
        mine = self.mapped.filtered(
            lambda b: b.warehouse_id == picking.picking_type_id.warehouse_id
        )
        exact = mine.filtered(
            lambda b: any(shelf._child_of(b.record_id) for shelf in shelves)
        )
        return [binding.external_id for binding in (*exact, *(mine - exact))]
