"""What the administrator guide says, done once for real.

Backup and restore after a loss, a copy in quarantine, two nodes on one database with
one job runner at a time, rotation of the encryption key, and an upgrade from an older
state of this repository with its data.

Beside the suite, for it takes some minutes; by name:

    ./setup/test e2e tests/e2e/admin_guide.py
    RETAIL_UPGRADE_FROM=<commit> ./setup/test e2e tests/e2e/admin_guide.py -k upgrade
"""

import configparser
import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg2
import pytest
from cryptography.fernet import Fernet

from .server import (
    ROOT,
    OdooServer,
    _admin_connection,
    _command,
    _filestore,
    clone_database,
    drop_database,
    run_in_shell,
    setting,
    wait_until,
)
from .traffic import CHANNELS, ConnectedShop

ADDONS = (
    "retail_connector_base",
    "retail_connector_finance",
    "retail_connector_pos",
    "retail_connector_shopify",
)
FROM = os.environ.get("RETAIL_UPGRADE_FROM") or "f1674bf"
KEY = "RETAIL_CONNECTOR_KEY"
ORDERS = "SELECT count(*) FROM retail_binding_order"
TWICE = """SELECT count(*) FROM (SELECT client_order_ref FROM sale_order
            WHERE retail_backend_id IS NOT NULL AND state <> 'cancel'
            GROUP BY 1 HAVING count(*) > 1) AS twice"""


@pytest.fixture
def shop():
    """Give a shop with its first orders in Odoo."""
    with ConnectedShop() as connected:
        connected.settle()
        connected.stock_up(500)
        trade(connected, 10, seed=1)
        yield connected


def trade(shop, count, seed):
    """Let customers order; wait until all of it is in Odoo."""
    shop.place(count, seed)
    shop.poll()
    shop.settle()


def run(*command, **options):
    """Run a program to its end."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=900, check=False, **options
    )
    assert not done.returncode, f"{command}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def restore(dump, files, db):
    """Make a database of a dump and a copy of the filestore."""
    drop_database(db)
    run("createdb", "-T", "template0", db)
    run("pg_restore", "--no-owner", "-d", db, str(dump))
    if files.is_dir():
        shutil.copytree(files, _filestore(db))


def test_a_backup_is_restored_and_what_came_since_is_read_again(shop, tmp_path):
    dump, files = tmp_path / "dump", tmp_path / "filestore"
    run("pg_dump", "-Fc", "-f", str(dump), shop.db)
    shutil.copytree(_filestore(shop.db), files)
    trade(shop, 8, seed=2)
    before, [(count,)] = shop.state(), shop.odoo.query(ORDERS)
    assert count >= 18
    # The loss, and the restore under the same identity
    shop.odoo.stop()
    restore(dump, files, shop.db)
    shop.odoo.start()
    [(restored,)] = shop.odoo.query(ORDERS)
    assert restored == count - 8, "the backup is older"
    flows = shop.call(
        "retail.flow",
        "search",
        [("direction", "=", "in"), ("paused", "=", False)],
    )
    shop.call("retail.flow", "action_run", flows)
    wait_until(
        lambda: shop.odoo.query(ORDERS)[0][0] == count, 120, "the orders come again"
    )
    shop.settle()
    after = shop.state()
    for part in ("orders", "ledger", "shop levels", "shop orders"):
        assert after[part] == before[part], part
    assert shop.odoo.query(TWICE) == [(0,)]
    # A copy beside it: neutralized, it speaks to nobody
    copy = f"{shop.db}_copy"
    try:
        restore(dump, files, copy)
        run(*_command("neutralize"), "-d", copy)
        shop.control("stats", reset=True)
        shop.odoo.stop()
        with OdooServer(copy, workers=2, channels=CHANNELS) as odoo:
            assert odoo.query("SELECT DISTINCT state FROM retail_backend") == [
                ("quarantined",)
            ]
            ids = odoo.call("retail.flow", "search", [])
            with contextlib.suppress(Exception):  # refused is as good as done
                odoo.call("retail.flow", "action_run", ids)
            shop.place(2, 3)
            assert odoo.query(ORDERS) == [(restored,)]
        assert not shop.control("stats")["calls"]
    finally:
        drop_database(copy)


def test_two_nodes_share_a_database_and_one_runs_the_jobs(shop):
    with OdooServer(shop.db, workers=2, channels=CHANNELS) as other:
        first = shop.odoo
        nodes = {first: leads(first), other: leads(other)}
        assert list(nodes.values()).count(True) == 1, nodes
        trade(shop, 6, seed=4)
        [leader] = [node for node, led in nodes.items() if led]
        [waiting] = [node for node in nodes if node is not leader]
        assert not leads(waiting)
        leader.kill()
        shop.odoo = waiting  # the load balancer sends people and platforms there
        wait_until(lambda: leads(waiting), 90, "the other node takes over")
        trade(shop, 6, seed=5)
        assert shop.odoo.query(TWICE) == [(0,)]
        [(done,)] = shop.odoo.query(ORDERS)
        assert done >= 22
        shop.odoo = first


def leads(node):
    """Return whether a node's job runner was elected, as it logs."""
    return f"queue job runner ready for db {node.db}" in node.log.read_text()


def test_the_key_is_rotated_without_losing_a_credential(shop):
    old, new = os.environ[KEY], Fernet.generate_key().decode()
    test = (
        "b = env['retail.backend'].search([], limit=1)\n"
        "b.action_test()\n"
        "print('STATE', b.state)"
    )
    with key(f"{new},{old}"):
        shop.odoo.environ = {KEY: f"{new},{old}"}
        shop.odoo.restart()
        told = shop.call("retail.credential", "action_rotate_key")
        assert "message" in str(told)
    with key(new):
        shop.odoo.environ = {KEY: new}
        shop.odoo.restart()
        assert "STATE live" in run_in_shell(shop.db, test)
        trade(shop, 3, seed=6)
    secret = (
        "c = env['retail.credential'].search([('ciphertext', '!=', False)], limit=1)\n"
        "print('READ', bool(c._get()))"
    )
    with key(new):
        assert "READ True" in run_in_shell(shop.db, secret)
    with key(old), pytest.raises(AssertionError, match="key"):
        run_in_shell(shop.db, secret)


@contextlib.contextmanager
def key(text):
    """Have the encryption key in the environment of what is started."""
    before = os.environ[KEY]
    os.environ[KEY] = text
    try:
        yield
    finally:
        os.environ[KEY] = before


def test_an_upgrade_keeps_the_data_of_an_older_state():
    db = f"retail_upgrade_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder) / "old"
        run("git", "-C", str(ROOT), "worktree", "add", "--detach", str(old), FROM)
        try:
            upgrade(db, old)
        finally:
            drop_database(db)
            run("git", "-C", str(ROOT), "worktree", "remove", "--force", str(old))


def upgrade(db, old):
    """Fill a database with the old code, update it with ours, use it."""
    clone_database(db, base_template())
    conf = old.parent / "old.conf"
    config = configparser.ConfigParser(interpolation=None)
    config.read(setting("RETAIL_ODOO_CONF"))
    path = config["options"]["addons_path"].split(",")
    config["options"]["addons_path"] = ",".join([*path[:-1], str(old)])
    with conf.open("w") as stream:
        config.write(stream)
    flags = ("-d", db, "--stop-after-init", "--no-http", "--workers=0")
    environ = os.environ | {"ODOO_QUEUE_JOB_CHANNELS": "root:0"}
    with_old = [conf if part == setting("RETAIL_ODOO_CONF") else part
                for part in _command("server")]  # fmt: skip
    run(*map(str, with_old), *flags, "-i", ",".join(ADDONS), env=environ)
    fill = (
        "from tests.e2e.seed_screens import fill\n"
        "from tests.e2e.seed_ledger import add_ledger\n"
        "fill(env)\nadd_ledger(env)\nenv.cr.commit()\n"
    )
    in_shell = [conf if part == setting("RETAIL_ODOO_CONF") else part
                for part in _command("shell")]  # fmt: skip
    told = run(
        *map(str, in_shell), "-d", db, "--no-http", "--log-level=warn",
        input=fill, env=environ | {"PYTHONPATH": str(old)}, cwd=old,
    )  # fmt: skip
    assert "Traceback" not in told, told[-4000:]
    before = counts(db)
    told = run(*_command("server"), *flags, "-u", "retail_connector_base", env=environ)
    assert " ERROR " not in told, told[-4000:]
    assert counts(db) == before
    with OdooServer(db) as odoo:
        for model in ("retail.backend", "retail.event", "retail.outbox", "sale.order"):
            found = odoo.call(model, "search", [], limit=5)
            assert odoo.call(model, "read", found) if found else True
        assert odoo.call("retail.overview", "get_overview") is not None
        assert not odoo.errors()


def base_template():
    """Return the template with Odoo's modules only."""
    with contextlib.closing(_admin_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'retail\\_base\\_%'"
        )
        [(name,)] = cursor.fetchall()
        return name


def counts(db):
    """Return table -> rows of the connector's and the books' tables."""
    with contextlib.closing(psycopg2.connect(dbname=db)) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_type = "
            "'BASE TABLE' AND (table_name LIKE 'retail%' OR table_name IN "
            "('sale_order', 'account_move', 'account_move_line', 'stock_move', "
            "'pos_order', 'res_partner', 'product_product'))"
        )
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table}")
            [(found[table],)] = cursor.fetchall()
        return {table: count for table, count in found.items() if count}
