"""Processes that work for the ledgers and are killed (-9) while they do."""

import multiprocessing
import os
import random
import signal
import time

from .fakes import PLENTY

FORK = multiprocessing.get_context("fork")  # a killed worker is replaced at once
LIVES = (0.2, 3.0)  # seconds a worker lives while there are kills to come
PATIENCE = 1800  # seconds until everything has to be through


def oversee(pipe, config_file, database):
    """Start and kill workers as asked: (platform -> id, company, kills); see run.py.

    It is a process of its own that holds no connection when it forks: a worker must not
    share one.
    """
    from odoo import sql_db
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", config_file, "-d", database, "--log-level=critical"])
    from odoo.addons.retail_connector_finance.platforms.xero import client

    # As its fake: at a request a second, most entries would meet a fault at each try.
    client.A_MINUTE = PLENTY
    registry, draw = Registry(database), random.Random(11)
    while (asked := pipe.recv()) != "stop":
        sql_db.close_all()
        pipe.send(_deliver(registry, draw, *asked))


def _deliver(registry, draw, ids, company_id, kills):
    """Let a worker run for each ledger until nothing waits; return (kills, left)."""
    until, done, workers = time.monotonic() + PATIENCE, 0, {}
    left = set(ids)
    while left and time.monotonic() < until:
        for code in left - set(workers):
            workers[code] = FORK.Process(
                target=_work, args=(registry, ids[code], company_id)
            )
            workers[code].start()
        time.sleep(draw.uniform(*LIVES) / len(left))
        for code, worker in list(workers.items()):
            if worker.exitcode is not None:
                worker.join()
                del workers[code]
                if worker.exitcode == 0:
                    left.discard(code)
        if done < kills and workers:
            worker = workers.pop(draw.choice(sorted(workers)))
            os.kill(worker.pid, signal.SIGKILL)
            worker.join()
            done += 1
    return done, sorted(left)


def _work(registry, backend_id, company_id):
    """Work for one ledger, a transaction a job, until nothing is left."""
    from psycopg2.errors import SerializationFailure

    from tests.benchmarks.contender import environment

    from .books import STEPS

    quiet = 0
    while quiet < 2:
        for step in STEPS:
            try:
                with registry.cursor() as cr:
                    backend = environment(cr)["retail.backend"].browse(backend_id)
                    waiting = step(
                        backend.with_context(allowed_company_ids=[company_id])
                    )
            except SerializationFailure:
                waiting = 1  # as a job that is tried again
        quiet = 0 if waiting else quiet + 1
