"""Give work to the job queue: the one place that enqueues."""

from odoo import SUPERUSER_ID, api, fields, models, modules
from odoo.tools import SQL

# queue -> (job method, priority); a smaller number goes first
QUEUES = {
    "in": ("_job_drain_in", 10),
    "confirm": ("_job_confirm", 12),
    "account": ("_job_account", 15),
    "settle": ("_job_settle", 16),
    "deliver": ("_job_deliver", 13),
    "plan": ("_job_plan_{kind}", 11),
    "out": ("_job_push", 10),
}
DRAIN_RETRIES = 6  # of one job, before what it stumbles on is set aside


class RetailBackend(models.Model):
    """Enqueue jobs and wake queues.

    A queue is woken after the commit of what is to be seen by its job. Before it,
    the check "is a job waiting?" could find one that starts, and takes its snapshot,
    before our commit: nobody would look again. After it, any job found waiting
    starts later than our commit, so it sees our rows. What is lost when the process
    dies between commit and wake-up, the scheduler finds within a minute.
    """

    _inherit = "retail.backend"

    def _enqueue(self, method, *args, identity=None, queue=None, **options):
        """Enqueue a job of this connection, as its user, in its company.

        :param identity: text; a second job with the same one is not queued while the
            first still waits. A courtesy only: what makes effects happen once is in
            the rows.
        :param queue: (queue, index) the job works on, for its failure handler
        :param options: ``channel``, ``priority``, ``eta``, ``max_retries``,
            ``description`` of queue_job
        """
        self.ensure_one()
        user = self.sudo().user_id
        runner = self.with_user(user).with_context(
            # Nothing of whoever happens to enqueue may travel with the job.
            allowed_company_ids=self.sudo().company_id.ids,
            lang=user.lang,
            tz=user.tz,
            active_test=True,
            retail_queue=queue,
        )
        options.setdefault("max_retries", DRAIN_RETRIES)
        if identity:
            options["identity_key"] = f"retail:{self.id}:{identity}"
        return getattr(runner.with_delay(**options), method)(*args)

    @api.model
    def _job_prepare_context_before_enqueue_keys(self):
        """Keep which queue a job works on."""
        keys = super()._job_prepare_context_before_enqueue_keys()
        return (*keys, "retail_queue")

    # --- waking ---

    def _wake(self, queue, index=0, delay=0):
        """Have a queue worked on, once this transaction is committed.

        :param queue: ``in``, ``confirm``, ``account``, ``settle``, ``plan:<kind>``,
            ``out:<kind>``
        :param index: which lane of the queue
        :param delay: seconds to collect more before starting
        """
        wakes = {(backend.id, queue, index): delay for backend in self}
        self._after_commit("wakes", wakes, "_wake_now")

    def _wake_rest(self, queue, index=0):
        """Have a queue worked on again if something is left once this is committed."""
        rest = {(backend.id, queue, index): 0 for backend in self}
        self._after_commit("rest", rest, "_wake_waiting")

    def _after_commit(self, name, entries, method):
        """Collect ``entries`` and hand them to ``method`` after the commit."""
        if modules.module.current_test:  # a test never commits
            getattr(self.env["retail.backend"].sudo(), method)(entries)
            return
        hooks = self.env.cr.postcommit
        known = hooks.data.setdefault(f"retail.{name}", {})
        if not known:
            cr, registry = self.env.cr, self.env.registry
            hooks.add(lambda: _run_after_commit(cr, registry, method, known))
        for entry, delay in entries.items():
            known[entry] = min(delay, known.get(entry, delay))

    @api.model
    def _wake_now(self, wakes):
        """Enqueue a job for each (backend id, queue, index) that has none waiting."""
        self.env["queue.job"].flush_model()
        for entry, delay in _without_job(self.env.cr, wakes).items():
            self._enqueue_queue(*entry, delay)

    def _enqueue_queue(self, backend_id, queue, index, delay):
        """Enqueue the job that works on a queue."""
        backend = self.browse(backend_id)
        name, _sep, kind = queue.partition(":")
        method, priority = QUEUES[name]
        args = {"in": (index,), "out": (kind,)}.get(name, ())
        identity = _identity(backend_id, queue, index, delay)
        backend._enqueue(
            method.format(kind=kind),
            *args,
            identity=identity.split(":", 2)[2],
            queue=f"{queue}|{index}",
            priority=priority,
            eta=delay or None,
            description=backend._job_title(name, kind, index),
        )

    def _job_title(self, name, kind="", index=0):
        """Return what the job queue's list calls a job."""
        titles = {
            "in": self.env._("%(backend)s: import lane %(index)s"),
            "confirm": self.env._("%(backend)s: confirm orders"),
            "account": self.env._("%(backend)s: account orders"),
            "settle": self.env._("%(backend)s: book settlements"),
            "plan": self.env._("%(backend)s: plan %(kind)s"),
            "out": self.env._("%(backend)s: send %(kind)s"),
            "pull": self.env._("%(backend)s: read changes of %(kind)s"),
            "backfill": self.env._("%(backend)s: read history of %(kind)s"),
        }
        return titles[name] % {
            "backend": self.sudo().name,
            "kind": kind,
            "index": index,
        }

    # --- failure ---

    def _on_job_failed(self, exc_name, exc_message, exc_info):
        """Set aside what a job stumbled on, and tell a person."""
        queue, _sep, index = (self.env.context.get("retail_queue") or "").partition("|")
        for backend in self.sudo():
            backend._strike(queue, int(index or 0), exc_name)
            backend._alert(
                self.env._("A job failed"),
                self.env._(
                    "A job of this connection was given up (%s). "
                    "See the failed jobs of the job queue.",
                    exc_name,
                ),
            )

    def _strike(self, queue, index, exc_name):
        """Count a failure against the item at the head of a queue."""
        if queue == "in":
            self.env["retail.event"]._strike_first(self, index, exc_name)
        elif queue.startswith("out:"):
            self.env["retail.outbox"]._strike_first(self, queue[4:], exc_name)

    def _alert(self, summary, note):
        """Schedule one activity for whoever looks after the connection."""
        for backend in self.sudo():
            same = backend.activity_ids.filtered(lambda a: a.summary == summary)
            if not same:
                backend.activity_schedule(
                    "mail.mail_activity_data_warning",
                    date_deadline=fields.Date.context_today(self),
                    summary=summary,
                    note=note,
                    user_id=backend.user_id.id,
                )

    def _calm(self, summary):
        """Drop the activity of an alert whose reason is gone."""
        for backend in self.sudo():
            backend.activity_ids.filtered(lambda a: a.summary == summary).unlink()

    def _job_tries(self):
        """Return how often the running job has been tried before."""
        uuid = self.env.context.get("job_uuid")
        if not uuid:
            return 0
        rows = self.env.execute_query(
            SQL("SELECT retry FROM queue_job WHERE uuid = %s", uuid)
        )
        return rows[0][0] or 0 if rows else 0


def _identity(backend_id, queue, index, delay):
    """Return the identity key of a queue's job; one that starts later has its own."""
    return f"retail:{backend_id}:{queue}|{index}" + (f"+{delay}" if delay else "")


def _without_job(cr, wakes):
    """Return those of the wakes that no waiting job answers yet."""
    keys = {_identity(*entry, delay): entry for entry, delay in wakes.items()}
    cr.execute(
        "SELECT identity_key FROM queue_job WHERE identity_key = ANY(%s) "
        "AND state IN ('pending', 'enqueued')",
        [list(keys)],
    )
    for (key,) in cr.fetchall():
        keys.pop(key, None)
    return {entry: wakes[entry] for entry in keys.values()}


def _run_after_commit(cr, registry, method, entries):
    """Call ``method`` of the connections with ``entries`` in a new transaction.

    Mostly a job is waiting already. That is found out with the cursor at hand, which
    has just committed: a webhook must not pay for another connection.
    """
    entries = dict(entries)
    if method == "_wake_now":
        entries = _without_job(cr, entries)
    if not entries:
        return
    with registry.cursor() as own:
        env = api.Environment(own, SUPERUSER_ID, {})
        getattr(env["retail.backend"], method)(entries)
