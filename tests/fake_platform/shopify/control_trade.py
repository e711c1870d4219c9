"""The control verbs about orders, the catalogue, stock and people."""

import random

from . import drafts, inventory, stock_actions
from .baskets import Baskets
from .customers import add_customer, store_customer
from .digest import level_rows, order_row
from .order_actions import ACTIONS
from .orders import by_reference, place
from .wishes import dress


class TradeVerbs:
    """What happens in a shop."""

    def place_orders(self, shop, count=1, seed=1, **wishes):
        """Place orders as customers do; see ``Baskets.draw`` for the wishes."""
        found = self._world.shop(shop)
        with found.lock:
            drawer = Baskets(found, f"{found.seed}:{seed}")
        placed = []
        for _number in range(count):
            with found.lock:
                basket = dress(drawer.draw(**wishes), wishes)
                placed.append(order_row(place(found, basket)))
        return placed

    def order_action(self, shop, order, action, **arguments):
        """Do pay, fulfil, cancel, refund, edit, update, assess, close or delete."""
        found = self._world.shop(shop)
        with found.lock:
            return order_row(
                ACTIONS[action](found, by_reference(found, order), **arguments)
            )

    def place_draft(self, shop, seed=1, **wishes):
        """Write a draft order; the wishes are those of an order."""
        found = self._world.shop(shop)
        with found.lock:
            drawer = Baskets(found, f"{found.seed}:{seed}")
            basket = dress(drawer.draw(**{"plain": True, **wishes}), wishes)
            return drafts.draft_row(drafts.draft(found, basket))

    def complete_draft(self, shop, draft, paid=True):
        """Make an order of a draft."""
        found = self._world.shop(shop)
        with found.lock:
            record = drafts.by_reference(found, draft)
            return order_row(drafts.complete(found, record, paid))

    def order(self, shop, order):
        """Return one order with its identifiers and totals."""
        found = self._world.shop(shop)
        with found.lock:
            return order_row(by_reference(found, order))

    def orders(self, shop):
        """Return all orders, oldest first."""
        found = self._world.shop(shop)
        with found.lock:
            return [order_row(order) for order in found.table("Order").values()]

    def catalog(self, shop):
        """Return all variants with SKU, barcode, price, cost and ids."""
        found = self._world.shop(shop)
        with found.lock:
            return stock_actions.catalog(found)

    def levels(self, shop):
        """Return all stock levels."""
        found = self._world.shop(shop)
        with found.lock:
            return level_rows(found)

    def change_stock(self, shop, sku, available=None, delta=None, location=None):
        """Set or change the available quantity, as a person in the shop would."""
        found = self._world.shop(shop)
        with found.lock:
            level = stock_actions.level(found, sku, location)
            if available is not None:
                inventory.set_available(found, level, available)
            if delta is not None:
                inventory.change(found, level, available=delta)
            return {"available": level["_quantities"]["available"]}

    def change_product(self, shop, sku, **values):
        """Change price, barcode, sku, title or status of a variant or its product."""
        found = self._world.shop(shop)
        with found.lock:
            return stock_actions.change_product(found, sku, values)

    def add_product(
        self, shop, title, sku, price="10.00", barcode=None, stock=None, **more
    ):
        """Create a product with one variant."""
        found = self._world.shop(shop)
        with found.lock:
            return stock_actions.add(found, title, sku, price, barcode, stock, **more)

    def translate_product(self, shop, product, locale, **texts):
        """Have the merchant translate texts; an empty one is taken away."""
        found = self._world.shop(shop)
        with found.lock:
            return stock_actions.translate(found, product, locale, texts)

    def translate_option(self, shop, product, locale, option, text, value=None):
        """Have the merchant translate an option or a value of it; empty: no more."""
        found = self._world.shop(shop)
        with found.lock:
            return stock_actions.translate_option(
                found, product, locale, option, value, text
            )

    def delete_product(self, shop, sku):
        """Delete the product of a variant."""
        found = self._world.shop(shop)
        with found.lock:
            return stock_actions.delete(found, sku)

    def customers(self, shop):
        """Return all customers."""
        found = self._world.shop(shop)
        with found.lock:
            return [
                {
                    "id": customer["id"],
                    "name": customer["displayName"],
                    "email": customer["email"],
                    "phone": customer["phone"],
                    "orders": len(customer["_orders"]),
                }
                for customer in found.table("Customer").values()
            ]

    def add_customer(self, shop, first=None, last=None, email=None, phone=None, seed=1):
        """Create a customer, a random one unless a name is given."""
        found = self._world.shop(shop)
        with found.lock:
            if first or last:
                record = store_customer(
                    found, first or "", last or "", email, phone=phone
                )
            else:
                number = len(found.table("Customer"))
                record = add_customer(found, random.Random(f"{seed}:{number}"), number)
            found.emit("customers/create", record)
            return {"id": record["id"], "email": record["email"]}

    def update_customer(self, shop, customer, **values):
        """Change fields of a customer (names as in GraphQL)."""
        found = self._world.shop(shop)
        with found.lock:
            record = found.want(customer, "Customer")
            if record is None:
                raise LookupError(f"no customer {customer!r}")
            record.update(values)
            record["displayName"] = (
                f"{record['firstName']} {record['lastName']}".strip()
            )
            found.touch(record)
            found.emit("customers/update", record)
            return {"id": record["id"]}
