"""A short transaction beside the running one."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, modules


@contextmanager
def own_transaction(env, read_committed=False):
    """Yield an environment whose writes are committed whatever becomes of ours.

    For facts about the outside world, which a rollback does not undo: a token that
    was handed out, points that were spent. A test has one transaction only.

    :param read_committed: see what others commit meanwhile instead of failing
    """
    if modules.module.current_test:
        yield env(user=SUPERUSER_ID, su=True)
        return
    with env.registry.cursor() as cr:
        if read_committed:
            cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        job = env.context.get("job_uuid")  # so that the trace names it
        yield api.Environment(cr, SUPERUSER_ID, {"job_uuid": job} if job else {})
