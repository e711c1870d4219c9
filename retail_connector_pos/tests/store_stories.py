"""A till, and a person who knows nothing but the runbook."""

import json
from decimal import Decimal

from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson

from .feed_common import FeedCase
from .till import Till


class StoreStories(RunbookPerson, FeedCase):
    """What a till sends wrong, and what a person does then."""

    def walk(self, cause, steps):
        """Give each story a till of its own."""
        self.sim = Till("S1", "1", seed=7)
        super().walk(cause, steps)

    def register_of(self, till):
        """Return the register a till is, of stores that came later too."""
        return self.backend.store_ids.filtered(
            lambda store: store.external_id == till.store
        ).register_ids.filtered(lambda one: one.external_id == till.register)

    # --- the till ---

    def sale(self, sku="MUG", tender="cash", total="10.80", **values):
        """Ring up one of something for 10.00 and 8 % of tax."""
        net = Decimal(total) - Decimal("0.80")
        line = {
            "line": 1,
            "type": "item",
            "sku": sku,
            "quantity": "1",
            "unit_price": str(net),
            "net": str(net),
            "taxes": [{"code": "Sales tax", "rate": "8", "amount": "0.80"}],
        }
        return self.sim.record(
            "sale",
            lines=[line],
            tenders=[{"tender": 1, "type": tender, "amount": total}],
            total=total,
            tax_total="0.80",
            **values,
        )

    def deliver(self, *numbers):
        """Have the records of these numbers arrive, or all; work on them."""
        data = json.loads(self.sim.batch(500))
        data["transactions"] = [
            record
            for record in self.sim.sold
            if not numbers or record["sequence"] in numbers
        ]
        self.gate(self.sim, json.dumps(data).encode())
        self.work()
        self.close_all()

    def close_till(self, *numbers, **claims):
        """Close the day at the till and have it arrive; return the day."""
        self.sim.close()
        self.sim.sold[-1]["close"].update(claims)
        self.deliver(*numbers)
        return self.env["retail.pos.shift"].search([("register_id", "=", self.till.id)])

    # --- the person ---

    def events(self, cause):
        """Return the messages that wait for a cause."""
        return self.env["retail.event"].search([("cause", "=", cause)])

    def retry_cause(self, cause):
        """In To resolve, retry all of this cause."""
        waiting = self.env["retail.exception"].search([("cause", "=", cause)])
        waiting[:1].action_retry_cause()
        self.work()

    def create_product(self):
        """Follow the page of the product that is not matched."""
        self.env["retail.binding.variant"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "unmatched")]
        ).action_create_product()
        self.work()
