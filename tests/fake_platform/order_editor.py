"""A merchant who edits orders of the fake shop by the platform's own mutations."""

import requests

VERSION = "2026-10"
LINE = "calculatedLineItem { id quantity } userErrors { field message }"
BEGIN = """mutation Begin($id: ID!) { orderEditBegin(id: $id) {
    calculatedOrder { id lineItems(first: 100) { nodes { id sku quantity } } }
    userErrors { field message } } }"""
ADD = f"""mutation Add($id: ID!, $variant: ID!, $quantity: Int!) {{
    orderEditAddVariant(id: $id, variantId: $variant, quantity: $quantity)
    {{ {LINE} }} }}"""
CUSTOM = f"""mutation Custom($id: ID!, $title: String!, $price: MoneyInput!) {{
    orderEditAddCustomItem(id: $id, title: $title, price: $price, quantity: 1,
        taxable: true) {{ {LINE} }} }}"""
LEAVE = f"""mutation Leave($id: ID!, $line: ID!, $quantity: Int!) {{
    orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $quantity)
    {{ {LINE} }} }}"""
COMMIT = """mutation Commit($id: ID!) { orderEditCommit(id: $id) {
    order { id edited } successMessages userErrors { field message } } }"""


class OrderEditor:
    """One session; ``refused`` has what the last request was refused with.

    :param shop: the credentials of the fake shop
    :param order: the global id of the order
    """

    def __init__(self, shop, order):
        self.shop = shop
        self.refused = []
        begun = self._run(BEGIN, "orderEditBegin", id=order)["calculatedOrder"]
        self.id = begun and begun["id"]
        self.lines = begun["lineItems"]["nodes"] if begun else []

    def add(self, variant, quantity=1):
        """Add goods; return the new line."""
        return self._change(
            ADD, "orderEditAddVariant", variant=variant, quantity=quantity
        )

    def add_custom(self, title, amount, currency):
        """Add something that is no product; return the new line."""
        price = {"amount": amount, "currencyCode": currency}
        return self._change(CUSTOM, "orderEditAddCustomItem", title=title, price=price)

    def leave(self, line, quantity):
        """Leave so many units of a line; return it."""
        return self._change(LEAVE, "orderEditSetQuantity", line=line, quantity=quantity)

    def commit(self):
        """Make the changes; return the order."""
        return self._run(COMMIT, "orderEditCommit", id=self.id)["order"]

    def _change(self, text, root, **variables):
        return self._run(text, root, id=self.id, **variables)["calculatedLineItem"]

    def _run(self, text, root, **variables):
        answer = requests.post(
            f"{self.shop['base_url']}/admin/api/{VERSION}/graphql.json",
            json={"query": text, "variables": variables},
            headers={"X-Shopify-Access-Token": self.shop["access_token"]},
            timeout=30,
        ).json()
        if "errors" in answer:
            raise LookupError(answer["errors"][0]["message"])
        payload = answer["data"][root]
        self.refused = [error["message"] for error in payload["userErrors"]]
        return payload
