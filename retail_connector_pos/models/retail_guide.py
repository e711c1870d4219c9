"""The guided start of an estate of tills: its stores and registers."""

from odoo import models

from odoo.addons.retail_connector_base.models.retail_guide import Step


class RetailBackend(models.Model):
    """Add the step that sets up stores, where receipts come in."""

    _inherit = "retail.backend"

    def _guide_codes(self):
        codes = super()._guide_codes()
        adapter = self._adapter_class()
        if adapter is not None and "receipt" in adapter.kinds:
            codes.insert(codes.index("flows") + 1, "stores")
        return codes

    def _guide_stores(self):
        """A register's receipts are booked once it has its point of sale."""
        stores = self.store_ids
        without = stores.filtered(lambda store: not store.warehouse_id)
        registers = stores.register_ids
        unready = registers.filtered(lambda register: not register.config_id)
        if not registers:
            state, message = (
                "todo",
                self.env._(
                    "No register is known. They come with the first reading, or are "
                    "named in the wizard."
                ),
            )
            if "order" in self._adapter_class().kinds and self.store_sales == "order":
                state = "optional"  # a shop whose store sales are orders
        elif without:
            state = "todo"
            message = self.env._(
                "Choose the warehouse of: %s.", ", ".join(without.mapped("name"))
            )
        elif unready:
            state = "todo"
            message = self.env._(
                "Without a point of sale: %s.", ", ".join(unready.mapped("name"))
            )
        else:
            state, message = "done", self.env._("Every register is set up.")
        return Step(
            "stores",
            self.env._("Set up stores and registers"),
            state,
            message,
            (
                (self.env._("Stores"), len(stores)),
                (self.env._("Registers"), len(registers)),
                (self.env._("Set up"), len(registers - unready)),
            ),
            (
                (self.env._("Set up stores"), "action_set_up_stores", state == "todo"),
                (self.env._("Registers"), "action_open_stores", False),
            ),
        )
