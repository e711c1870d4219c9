"""A lock that is taken before a transaction begins and outlasts it."""

from contextlib import contextmanager

from odoo import modules


@contextmanager
def exclusive(env, name, number):
    """Yield whether nobody else holds the lock ``name``/``number``; never wait.

    It lives in a transaction of its own. Work that starts in a new transaction inside
    sees all that the holder before committed, and the next holder sees all of ours.
    A row lock in the working transaction itself cannot promise that: its snapshot is
    older than the lock.
    """
    if modules.module.current_test:
        yield True  # a test has one transaction only
        return
    with env.registry.cursor() as cr:
        cr.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", (name, number or 0)
        )
        yield cr.fetchone()[0]
