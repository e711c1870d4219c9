"""Stock between Odoo and fake shops, in tests."""

PAST = 120  # seconds; longer than word of an order may be under way


class StockFlow:
    """Mix into a ShopCase: what the jobs of stock do, and what a shop shows."""

    def read_catalogue(self, backend):
        """Bind the shop's articles, with what the shop calls their stock."""
        flow = backend.flow_ids.filtered(lambda flow: flow.code == "product_in")
        backend._job_pull(flow.id)
        for lane in self.env["retail.event"]._lanes_due(backend):
            backend._job_drain_in(lane)
        self.env.invalidate_all()

    def follow_stock(self, backends):
        """Plan, read and send until word of all orders is surely in."""
        for _round in range(3):
            for backend in backends:
                self.env.cr.flush()  # writes the marks, as a commit does
                backend._job_plan_stock()
                backend._job_plan_stock_read()
                backend._job_plan_stock()
                self.env.flush_all()
                backend._job_push("stock")
            self._let_time_pass(backends)
        self.env.invalidate_all()

    def _let_time_pass(self, backends):
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE retail_stock_level
                  SET remote_seen_at = remote_seen_at - %(past)s * interval '1 second',
                      answered_at = answered_at - %(past)s * interval '1 second',
                      moved_at = moved_at - %(past)s * interval '1 second'
                WHERE backend_id = ANY(%(ids)s)""",
            {"past": PAST, "ids": backends.ids},
        )
        self.env.invalidate_all()

    def map_place(self, backend, name, location):
        """Say which location of Odoo a place of the shop is; the others are none."""
        for place in backend.location_ids:
            place.record_id = location if place.external_name == name else False

    def put(self, product, location, units):
        """Have so many units on a shelf."""
        quants = self.env["stock.quant"]
        there = quants._get_available_quantity(product, location, allow_negative=True)
        quants._update_available_quantity(product, location, units - there)

    def shown(self, shop, sku, place):
        """Return how many units a shop offers of an article in a place."""
        [row] = [
            row
            for row in self.server.control.levels(shop=shop)
            if row["sku"] == sku and row["location_name"] == place
        ]
        return row["available"]
