"""Connections with ledgers: masters, periods, and the jobs that build and watch."""

import logging
from datetime import UTC, datetime, timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.retail_connector_base.platforms import (
    ADAPTERS,
    ConfigError,
    PlatformError,
    TransientError,
)

from ..platforms.ledger import LedgerAccount, LedgerAdapter, Period

_logger = logging.getLogger(__name__)

ADDON = __name__.rpartition(".models.")[0]
PLATFORMS = [cls for cls in ADAPTERS.values() if cls.__module__.startswith(f"{ADDON}.")]
WATCHED = ("exported", "verified", "voided")
CHANGES_KEPT = timedelta(days=25)  # ledgers remember changes for 30
OVERLAP = timedelta(minutes=10)
WATCH_CHUNK = 50  # entries a request when they are read back


class RetailBackend(models.Model):
    """Know whether a connection is a ledger, its masters and its open period."""

    _inherit = "retail.backend"

    platform = fields.Selection(
        selection_add=[(cls.code, cls.label) for cls in PLATFORMS],
        ondelete={cls.code: "set default" for cls in PLATFORMS},
    )
    is_ledger = fields.Boolean(compute="_compute_is_ledger")
    ledger_open_from = fields.Date(
        "Open from", readonly=True, copy=False, help="As the ledger said last."
    )
    ledger_open_to = fields.Date("Open to", readonly=True, copy=False)
    ledger_read_at = fields.Datetime("Chart read", readonly=True, copy=False)
    ledger_watch_days = fields.Integer(
        "Watch for (days)",
        default=120,
        help="Entries posted there within so many days are read back every night: what "
        "was edited, voided or moved there is reported.",
    )
    policy_ids = fields.One2many("retail.journal.policy", "backend_id")
    ledger_account_ids = fields.One2many("retail.ledger.account", "backend_id")

    def _compute_is_ledger(self):
        for backend in self:
            adapter = backend._adapter_class()
            backend.is_ledger = bool(adapter) and issubclass(adapter, LedgerAdapter)

    def _ledger_period(self):
        """Return the open period the ledger named last."""
        return Period(self.ledger_open_from or None, self.ledger_open_to or None)

    # --- masters ---

    def action_read_ledger(self):
        """Read the chart, tax codes, dimensions, contacts and open period."""
        for backend in self:
            try:
                backend._read_ledger()
            except PlatformError as error:
                raise UserError(error.message) from None
        return True

    def _read_ledger(self):
        """Take over the remote masters; what is gone there is archived."""
        self.ensure_one()
        adapter = self._adapter(testing=True)
        own = adapter.ledger.own_chart
        accounts = self._own_chart() if own else adapter.accounts()
        values, codes = adapter.dimensions(), adapter.taxes()
        self._read_period(adapter)
        self._keep_masters(
            "retail.ledger.account",
            {
                (account.external_id,): {
                    "code": account.code,
                    "name": account.name,
                    "kind": account.kind,
                    "postable": account.postable,
                    "contact": account.contact or False,
                    "active": account.active,
                }
                for account in accounts
            },
            ("external_id",),
        )
        self._keep_masters(
            "retail.ledger.value",
            {
                (value.dimension_id, value.external_id): {
                    "dimension": value.dimension,
                    "name": value.name,
                    "active": value.active,
                }
                for value in values
            },
            ("dimension_id", "external_id"),
        )
        self._keep_masters(
            "retail.ledger.tax",
            {
                (code.external_id,): {
                    "name": code.name,
                    "rate": code.rate,
                    "kind": code.kind,
                    "account": code.account,
                    "active": code.active,
                }
                for code in codes
            },
            ("external_id",),
        )
        if adapter.ledger.contacts:
            self._read_contacts(adapter)
        self.env["retail.mapping.dated"].sudo()._suggest_all_again(self)
        self.ledger_read_at = fields.Datetime.now()

    def _own_chart(self):
        """Return Odoo's accounts, for a ledger that goes by their codes."""
        accounts = self.env["account.account"].with_company(self.company_id)
        return [
            LedgerAccount(account.code, account.code, account.name)
            for account in accounts.search(
                [("company_ids", "in", self.company_id.ids), ("code", "!=", False)]
            )
        ]

    def _read_period(self, adapter):
        """Ask which dates are open."""
        period = adapter.period()
        self.write(
            {"ledger_open_from": period.open_from, "ledger_open_to": period.open_to}
        )

    def _keep_masters(self, model, wanted, keys):
        """Create, update and archive the rows of a master.

        :param wanted: key values (in the order of ``keys``) -> field values
        """
        records = (
            self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search([("backend_id", "=", self.id)])
        )
        known = {tuple(record[name] for name in keys): record for record in records}
        for key, values in wanted.items():
            record = known.get(key)
            changed = record and {
                name: value
                for name, value in values.items()
                if (record[name] or "") != (value or "")
            }
            if changed:
                record.write(changed)
        records.create(
            [
                {"backend_id": self.id, **dict(zip(keys, key, strict=True)), **values}
                for key, values in wanted.items()
                if key not in known
            ]
        )
        gone = [known[key].id for key in known.keys() - wanted.keys()]
        records.browse(gone).active = False

    # --- jobs ---

    def _job_plan_journal(self):
        """Put together what is pending, validate it, and send what needs nobody."""
        self.ensure_one()
        if not self._is_working() or not self.env["retail.lane"]._lock(
            self, "plan:journal"
        ):
            return "not working"
        try:
            self._read_period(self._adapter())
        except TransientError as error:
            # The period named last will do: the ledger refuses what it does not take.
            _logger.info("backend %s: the period was not read: %s", self.id, error.code)
        except ConfigError as error:
            self._pause(error.message)
            return error.code
        Batch = self.env["retail.journal.batch"].sudo()
        built = self.env["retail.journal.build"].sudo()._build(self)
        waiting = Batch.search(
            [("backend_id", "=", self.id), ("state", "in", ("draft", "validated"))]
        )
        waiting._validate()
        ready = waiting.filtered(
            lambda batch: batch.state == "validated" and not batch.needs_approval
        )
        ready._approve()
        return f"{len(built)} built, {len(ready)} sent"

    def _job_plan_journal_watch(self):
        """Read back what was posted there and report what is not as it was sent."""
        self.ensure_one()
        if not self._is_working() or not self.env["retail.lane"]._lock(
            self, "plan:journal_watch"
        ):
            return "not working"
        since = fields.Date.subtract(
            fields.Date.context_today(self), days=self.ledger_watch_days
        )
        batches = self.env["retail.journal.batch"].sudo().search(
            [
                ("backend_id", "=", self.id),
                ("state", "in", WATCHED),
                ("posting_date", ">=", since),
                ("external_id", "!=", False),
            ]
        )  # fmt: skip
        try:
            adapter = self._adapter()
            batches._acknowledge(adapter.acknowledgements())
            if adapter.ledger.reads_back:
                self._read_back(adapter, self._changed_there(adapter, batches))
                if batches:
                    batches._keep_copies(adapter.copies(batches.mapped("name")))
                self._compare_balances(adapter)
        except TransientError as error:
            raise RetryableJobError(error.code, seconds=error.retry_after) from error
        except ConfigError as error:
            self._pause(error.message)
            return error.code
        return f"{len(batches)} read back"

    def _changed_there(self, adapter, batches):
        """Return the batches to read back: where the ledger tells changes, only those.

        What differed the last time is read in any case, and everything when the last
        reading is too long ago for the ledger to remember.
        """
        verified = batches.filtered(lambda batch: batch.state == "verified")
        if not verified:
            return batches
        since = min(verified.mapped("verified_at")).replace(tzinfo=UTC)
        if datetime.now(UTC) - since > CHANGES_KEPT:
            return batches
        ids = adapter.changed_since(since - OVERLAP)
        if ids is None:
            return batches
        changed = verified.filtered(lambda batch: batch.external_id in set(ids))
        (verified - changed).verified_at = fields.Datetime.now()
        return (batches - verified) | changed

    def _read_back(self, adapter, batches):
        """Compare batches with what the ledger holds now, many a request."""
        for start in range(0, len(batches), WATCH_CHUNK):
            part = batches[start : start + WATCH_CHUNK]
            found = adapter.read_back(part.mapped("external_id"))
            for batch in part:
                batch._confirm(found.get(batch.external_id))
