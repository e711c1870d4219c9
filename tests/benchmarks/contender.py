"""One of the processes that confirm orders of the same products at the same time."""

import time

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

CONTENDED_BATCH = 10  # orders a transaction: small, so that processes take turns
PATIENCE = 200  # looks without any work before a process gives up
PAUSE = 0.05  # seconds between looks


def environment(cr):
    """Return an environment without Odoo's job for the tests' sake."""
    return api.Environment(
        cr, SUPERUSER_ID, {"lang": "en_US", "queue_job__no_delay": False}
    )


def work(config_file, database, queue):
    """Confirm batches until none is left; report (orders, serialization failures)."""
    config.parse_config(["-c", config_file, "-d", database, "--log-level=error"])
    done = retries = idle = 0
    registry = Registry(database)
    while idle < PATIENCE:
        with registry.cursor() as cr:
            env = environment(cr)
            backend = env["retail.backend"].search([("name", "=", "Benchmark")])
            before = waiting(env, backend)
            if not before:
                break
            warehouse = backend.sale_warehouse_id
            try:
                worked = backend._confirm_in(warehouse, CONTENDED_BATCH)
            except SerializationFailure:
                retries += 1
                continue
        done += worked
        idle = 0 if worked else idle + 1
        if not worked:
            time.sleep(PAUSE)
    queue.put((done, retries))


def waiting(env, backend):
    """Return how many orders are still to be confirmed."""
    return env["retail.binding.order"].search_count(
        [("backend_id", "=", backend.id), ("stage", "=", "confirm")]
    )
