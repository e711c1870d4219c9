"""The history of a shop, read by a bulk operation through the whole server.

The platform prepares a file, Odoo reads it in parts; in the middle of the second part
the server with all its processes is killed. The reading goes on behind what it had,
and every order is there once, equal to the cent.
"""

from .server import wait_until
from .traffic import ConnectedShop

ORDERS = 550  # the reading stores 500 a transaction
PATIENCE = 240  # seconds
SLOWLY = """
    CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_sleep(0.01);
        RETURN NEW;
    END $$;
    CREATE TRIGGER slowly BEFORE INSERT ON retail_event FOR EACH ROW
        WHEN (NEW.origin = 'export') EXECUTE FUNCTION slowly();
"""  # a disk that takes its time: a kill hits the middle


def trade_unheard(shop):
    """Let customers order while no message and no reading tells Odoo of it."""
    flows = shop.call("retail.flow", "search", [("code", "=", "order_in")])
    shop.call("retail.flow", "write", flows, {"timing": "manual"})
    shop.fake.control.pause_webhooks()
    names = shop.place(ORDERS, seed=31)
    shop.control("clear_webhooks")
    shop.fake.control.pause_webhooks(paused=False)
    return names


def seen(shop, backfill):
    """Return what a person sees of the reading."""
    [row] = shop.call(
        "retail.backfill", "read", [backfill], ["state", "done", "count", "progress"]
    )
    return row


def orders(shop):
    """Return name -> (how many there are, total, tax) of all orders in Odoo."""
    rows = shop.odoo.query(
        "SELECT b.external_name, count(*), min(o.amount_total), min(o.amount_tax) "
        "FROM retail_binding_order b JOIN sale_order o ON o.id = b.record_id GROUP BY 1"
    )
    return {name: (count, total, tax) for name, count, total, tax in rows}


def imported_or_waiting(shop):
    """Approve what becomes known; return whether no message waits any more."""
    shop.approve()
    return not shop.unsettled().keys() & {"messages", "approved"}


def test_history_is_read_by_bulk_operation_through_a_kill():
    with ConnectedShop() as shop:
        shop.settle()
        # This is about reading; what follows has tests of its own
        policy = {"accounting_policy": "none", "confirm_policy": "manual"}
        shop.call("retail.backend", "write", [shop.backend], policy)
        names = trade_unheard(shop)
        assert not set(names) & set(orders(shop))
        with shop.odoo.cursor() as cursor:
            cursor.execute(SLOWLY)
        backfill = shop.call(
            "retail.backfill", "create", {"backend_id": shop.backend, "kind": "order"}
        )
        shop.call("retail.backfill", "action_start", [backfill])
        reading = "SELECT done, count, export_ref FROM retail_backfill WHERE id = %s"
        [(done, count, export)] = wait_until(
            lambda: [r for r in shop.odoo.query(reading, backfill) if r[0]],
            PATIENCE,
            "the first part",
        )
        shop.odoo.kill()
        assert 0 < done < count, "killed in the middle"
        assert count >= ORDERS
        assert shop.odoo.query(reading, backfill) == [(done, count, export)]
        with shop.odoo.cursor() as cursor:
            cursor.execute("DROP FUNCTION slowly CASCADE")
        shop.odoo.start()
        halfway = seen(shop, backfill)
        assert halfway["state"] == "reading"
        assert 0 < halfway["progress"] < 100
        wait_until(
            lambda: seen(shop, backfill)["state"] == "done", PATIENCE, "the reading"
        )
        after = seen(shop, backfill)
        assert (after["done"], after["progress"]) == (count, 100)
        assert shop.odoo.query(reading, backfill) == [(count, count, export)]
        wait_until(lambda: imported_or_waiting(shop), PATIENCE, "the import")
        assert not shop.odoo.query(
            "SELECT entity_id, state, cause, error FROM retail_event "
            "WHERE origin = 'export' AND state NOT IN ('done', 'ignored')"
        )
        found, expected = orders(shop), shop.control("digest")["orders"]
        for name in names:
            total, tax = float(expected[name]["total"]), float(expected[name]["tax"])
            assert tuple(map(float, found[name])) == (1, total, tax), name
        [(stored,)] = shop.odoo.query(
            "SELECT count(*) FROM retail_event WHERE origin = 'export'"
        )
        assert stored == count
