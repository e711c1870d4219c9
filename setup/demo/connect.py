"""Run in `odoo shell`: connect the demo shop as people would on the screens.

Arguments: url (of this Odoo), platforms (what the fake platforms said when ready),
orders (that customers place once the shop is live, 12 unless given).

A manager connects and maps, an accountant approves, the stock room counts; then the
shop goes live, customers order, and goods come in. A shop that is connected already
stays as it is.
"""

import json
import os
import time
from functools import partial

import requests

from odoo.service.model import retrying

HISTORY = "2000-01-01"  # all of the demo shop's orders
SETTINGS = ("shop", "client_id", "client_secret", "webhook_secret")
POLICIES = {
    "platform": "shopify",
    "environment": "test",
    "unmatched_product": "create",
    "auto_approve_taxes": True,
    "pull_since": HISTORY,
}
ACCOUNTS = {  # what the accountant adds: code, name, type
    "clearing": ("101900", "Payment providers", "asset_current"),
    "gift_cards": ("215900", "Gift cards", "liability_current"),
    "channel_tax": ("251900", "Tax paid by the marketplace", "liability_current"),
}
STAGES = ("confirm", "invoice", "correct", "pay")  # an order goes through by itself
PATIENCE = 240  # seconds for what the jobs in the server bring
NEW_ORDERS = 12  # when nobody says how many
DELIVERED = 25  # units of one product that a supplier brings


class DemoShop:
    """The shop's side: what its customers and staff do."""

    def __init__(self, facts):
        self.url, self.domain = facts["control"], facts["shop"]

    def __call__(self, verb, **values):
        answer = requests.post(
            f"{self.url}/{verb}", json={"shop": self.domain, **values}, timeout=60
        )
        answer.raise_for_status()
        return answer.json()


def done(action):
    """Do something as a person in a browser does: again when a job was quicker.

    It is committed then, and what comes next sees what the jobs did meanwhile.
    """
    result = retrying(action, env)
    env.invalidate_all()
    return result


def wait_for(condition, what):
    """Wait for what the jobs in the server bring."""
    deadline = time.monotonic() + PATIENCE
    while True:
        if done(condition):
            return
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited {PATIENCE} s in vain for {what}")
        time.sleep(1)


def connect(backend, facts):
    """Make the connection unless it is made, test it, map its places."""
    backend = backend or env["retail.backend"].create({"name": "Demo Shop", **POLICIES})
    backend.base_url = facts["base_url"]
    for credential in backend.credential_ids:
        if credential.name in SETTINGS and facts.get(credential.name):
            credential.new_value = facts[credential.name]
    env.cr.commit()  # tokens are stored by a transaction of their own
    backend.action_test()
    if backend.state != "connected":
        raise RuntimeError(f"the test failed: {backend.problems}")
    warehouse = backend.sale_warehouse_id
    for number, place in enumerate(backend.location_ids.sorted("id")):
        if place.record_id:
            continue  # mapped before something stopped us
        if number:
            warehouse = env["stock.warehouse"].create(
                {"name": place.external_name, "code": f"DEMO{number}"}
            )
        place.write(
            {"record_id": warehouse.lot_stock_id.id, "warehouse_id": warehouse.id}
        )
    return backend


def add_accounts(backend):
    """Add the accounts that a web shop needs; return them by purpose."""
    known = env["account.account"].search(
        [("code", "in", [code for code, _name, _kind in ACCOUNTS.values()])]
    )
    codes = {account.code: account for account in known}
    accounts = {
        purpose: codes.get(code)
        or env["account.account"].create(
            {
                "code": code,
                "name": name,
                "account_type": kind,
                "reconcile": True,
                "company_ids": [backend.company_id.id],
            }
        )
        for purpose, (code, name, kind) in ACCOUNTS.items()
    }
    backend._ensure_service_products()
    backend.channel_tax_account_id = accounts["channel_tax"]
    backend.gift_card_product_id.property_account_income_id = accounts["gift_cards"]
    return accounts


def count_stock(backend, shop):
    """Read the catalogue and put on the shelves what the shop says is there."""
    flow = backend.flow_ids.filtered(lambda flow: flow.code == "product_in")
    done(flow.action_run)
    domain = [("backend_id", "=", backend.id), ("record_id", "!=", False)]
    bindings, wanted = env["retail.binding.variant"], len(shop("catalog"))
    wait_for(lambda: bindings.search_count(domain) >= wanted, "the catalogue")
    done(partial(put_on_shelves, backend, bindings.search(domain), shop("levels")))


def put_on_shelves(backend, bindings, levels):
    """Count in Odoo what the shop says is there."""
    variants = {b.stock_external_id: b.record_id for b in bindings}
    places = {p.external_id: p.record_id for p in backend.location_ids}
    quants = env["stock.quant"].with_context(inventory_mode=True)
    if quants.search_count([("product_id", "in", [p.id for p in variants.values()])]):
        return  # counted before something stopped us
    quants.create(
        [
            {
                "product_id": variants[level["item"]].id,
                "location_id": places[level["location"]].id,
                # What is promised to open orders is still on the shelf
                "inventory_quantity": level["available"] + level["committed"],
            }
            for level in levels
            if variants[level["item"]].is_storable
            and level["available"] + level["committed"] > 0
        ]
    ).action_apply_inventory()


def approve(backend, accounts):
    """Approve taxes and payments that became known; return whether there were any."""
    new = [("backend_id", "=", backend.id), ("state", "=", "suggested")]
    taxes = env["retail.mapping.tax"].search(new)
    taxes.action_create_tax()
    taxes.action_approve()
    tenders = env["retail.mapping.tender"].search(new)
    for tender in tenders:
        purpose = "gift_cards" if tender.is_gift_card else "clearing"
        tender.account_id = accounts[purpose]
    tenders.action_approve()
    return bool(taxes or tenders)


def is_quiet(backend, accounts):
    """Return whether everything that came is done or waits for a real decision."""
    mine = [("backend_id", "=", backend.id)]
    return not (
        approve(backend, accounts)
        or env["retail.event"].search_count(
            [*mine, ("state", "in", ("received", "failed"))]
        )
        or env["retail.binding.order"].search_count(
            [
                *mine,
                "|",
                ("stage", "in", STAGES),
                ("stage_cause", "=", "tender_unmapped"),
            ]
        )
    )


def trade(backend, shop, accounts, orders):
    """Let customers order and goods come in, now that the shop is live."""
    mine = [("backend_id", "=", backend.id)]
    imported = env["retail.binding.order"]
    history = len(shop("orders"))
    wait_for(
        lambda: is_quiet(backend, accounts) and imported.search_count(mine) >= history,
        "the order history",
    )
    if not orders:
        return
    shop("place_orders", count=orders, seed=7)
    done(partial(receive, backend))
    wait_for(
        lambda: (
            is_quiet(backend, accounts)
            and imported.search_count(mine) >= history + orders
        ),
        "the new orders",
    )


def receive(backend):
    """Let a supplier bring some units of a product."""
    storable = [
        ("backend_id", "=", backend.id),
        ("record_id.is_storable", "=", True),
    ]
    product = env["retail.binding.variant"].search(storable, limit=1).record_id
    shelf = backend.sale_warehouse_id.lot_stock_id
    quant = (
        env["stock.quant"]._gather(product, shelf)[:1].with_context(inventory_mode=True)
    )
    quant.inventory_quantity = quant.quantity + DELIVERED
    quant.action_apply_inventory()


def main(arguments):
    """Connect unless it is connected; return what is told."""
    parameters = env["ir.config_parameter"].sudo()
    parameters.set_param("web.base.url", arguments["url"])
    parameters.set_param("web.base.url.freeze", "True")
    facts = arguments["platforms"]["shopify"]
    backend = env["retail.backend"].search([("platform", "=", "shopify")], limit=1)
    if backend.state not in ("live", "paused"):
        shop = DemoShop(facts)
        backend = connect(backend, facts)
        env.cr.commit()
        accounts = done(partial(add_accounts, backend))
        count_stock(backend, shop)
        done(backend.action_go_live)
        trade(backend, shop, accounts, arguments.get("orders", NEW_ORDERS))
    elif backend.base_url != facts["base_url"]:
        # The fake platforms were started on another port
        backend.base_url = facts["base_url"]
        backend.action_subscribe()
    env.cr.commit()
    return {"told": f"{backend.shop_name or backend.name}, {backend.state}"}


print("RESULT " + json.dumps(main(json.loads(os.environ["RETAIL_ARGUMENTS"]))))
