"""The control verbs about prices, markets, catalogues and companies."""

from . import companies, markets
from .stock_actions import variant_of


class PriceVerbs:
    """What a person in the shop does with prices."""

    def add_catalog(
        self, shop, title, currency, kind="MARKET", contexts=None, percent=0
    ):
        """Create a catalogue with a price list; return their ids."""
        found = self._world.shop(shop)
        with found.lock:
            if contexts is None and kind == "MARKET":
                contexts = [markets.add_market(found, title)["id"]]
            record = markets.add_catalog(
                found, title, currency, kind, contexts or (), percent
            )
            return {"id": record["id"], "price_list": record["priceList"]}

    def prices(self, shop, price_list=None):
        """Return variant id -> [price, compare-at], of the shop or of a list."""
        found = self._world.shop(shop)
        with found.lock:
            if price_list:
                return {
                    variant: [
                        entry["price"]["amount"],
                        entry["compareAtPrice"] and entry["compareAtPrice"]["amount"],
                    ]
                    for variant, entry in found.get(price_list)["_fixed"].items()
                }
            return {
                variant["id"]: [variant["price"], variant["compareAtPrice"]]
                for variant in found.table("ProductVariant").values()
            }

    def change_price(self, shop, sku, price):
        """Change the price of a variant, as a person in the shop would."""
        found = self._world.shop(shop)
        with found.lock:
            variant = variant_of(found, sku)
            variant["price"] = price
            found.touch(variant)
            product = found.get(variant["product"])
            found.touch(product)
            found.emit("products/update", product)
            return {"id": variant["id"]}

    def add_company(self, shop, name, customer=None, days=None, place=None, **values):
        """Create a company with one place, a contact and payment terms of some days.

        :param place: address of the place
        """
        found = self._world.shop(shop)
        with found.lock:
            company = companies.add_company(found, name, values.pop("externalId", None))
            template = next(
                (t["id"] for t in companies.templates(found) if t["dueInDays"] == days),
                None,
            )
            location = companies.add_location(
                found, company, f"{name} HQ", template=days and template, **values
            )
            if place:
                for kind in ("shippingAddress", "billingAddress"):
                    location[kind] = companies.company_address(found, company, place)
            if customer:
                companies.add_contact(found, company, found.get(customer))
            found.emit("companies/create", company)
            return {"id": company["id"], "location": location["id"]}

    def join_company(self, shop, company, customer):
        """Make a customer a contact of a company, without a role yet."""
        found = self._world.shop(shop)
        with found.lock:
            firm = found.get(company)
            contact = companies.add_contact(found, firm, found.get(customer))
            found.touch(firm)
            found.emit("companies/update", firm)
            return {"id": contact["id"]}

    def buy_as_company(self, shop, order, company):
        """Let an order be one of a company, through its first place."""
        found = self._world.shop(shop)
        with found.lock:
            record, firm = found.get(order), found.get(company)
            record["_company"] = {
                "company": firm["id"],
                "location": firm["_locations"][0],
                "contact": (firm["_contacts"] or [None])[0],
            }
            found.touch(record)
            return {"id": order}
