"""Give a batch the ledger's words: accounts, dimensions, dates. Nothing is guessed."""

import json

from odoo import models

from .journal_tax import CONSUMED, CUT, UNFIT
from .retail_mapping_account import AccountKey
from .retail_mapping_dimension import DimensionKey

DIMENSIONS = (
    "channel",
    "source",
    "store",
    "category",
)  # of a line, besides the analytic ones


class RetailJournalBatch(models.Model):
    """Check that everything of a batch is mapped and that its period is open."""

    _inherit = "retail.journal.batch"

    def _validate(self):
        """Freeze the ledger's words on open batches and say what is missing."""
        for backend, batches in self.grouped("backend_id").items():
            open_ones = batches.filtered(lambda b: b.state in ("draft", "validated"))
            open_ones._name_lines(backend)
            for batch in open_ones:
                batch._judge(backend)
        return True

    def _name_lines(self, backend):
        """Write what accounts and dimensions of the lines are called there."""
        lines = self.line_ids
        accounts = self.env["retail.mapping.account"]._resolve_dated(
            backend,
            {
                AccountKey(line.account_id.id, line.batch_id.date)
                for line in lines._leaving()
            },
        )
        codes = self.env["retail.mapping.ledger.tax"]._resolve_dated(
            backend, lines._tax_keys()
        )
        wanted = {
            (key, line.batch_id.date)
            for line in lines
            for key in line._dimension_keys()
        }
        has_values = self.env["retail.ledger.value"].search_count(
            [("backend_id", "=", backend.id)], limit=1
        )
        values = {}
        if has_values and wanted:
            values = self.env["retail.mapping.dimension"]._resolve_dated(
                backend, wanted
            )
        contacts = self.env["retail.mapping.contact"]._resolve_dated(
            backend, lines._contact_keys(accounts)
        )
        for line in lines:
            words, (tax, wrong) = line._named(accounts, values), line._named_tax(codes)
            contact, unknown = line._named_contact(accounts, contacts)
            problems = filter(None, (words["problem"], wrong, unknown))
            problem = "; ".join(problems) or False
            line.write({**words, **tax, "remote_contact": contact, "problem": problem})

    def _judge(self, backend):
        """Decide whether the batch is complete."""
        self.ensure_one()
        ledger = backend._adapter_class().ledger
        self.posting_date, closed = self._choose_date(backend)
        words = self._period_words()
        if self.posting_date and self.posting_date != self.date:
            words["date"] = self.env._(
                "%(date)s (posted %(posted)s)",
                date=self.date,
                posted=self.posting_date,
            )
        self.narration = self.policy_id._describe(**words)
        problems = list(dict.fromkeys(filter(None, self.line_ids.mapped("problem"))))
        cause = "ledger_unmapped" if problems else False
        sent = self.line_ids._leaving()
        if UNFIT in sent.mapped("tax_as"):
            cause = "tax_inexact"
        if closed:
            cause, problems = "period_closed", [closed, *problems]
        if foreign := self._other_currency(backend):
            cause, problems = "ledger_currency", [foreign, *problems]
        count = len(sent) + len(sent.filtered(lambda line: line.tax_as == CUT))
        if ledger.max_lines and count > ledger.max_lines:
            cause = "too_many_lines"
            problems.append(
                self.env._(
                    "%(lines)s lines, the ledger takes %(most)s. Group by less.",
                    lines=count,
                    most=ledger.max_lines,
                )
            )
        self.write(
            {
                "state": "draft" if problems else "validated",
                "cause": cause,
                "problem": "\n".join(problems) or False,
            }
        )

    def _other_currency(self, backend):
        """Return why amounts of the company would mean something else there."""
        theirs = backend.currency_id  # what the test of the connection found
        if not theirs or theirs == self.currency_id:
            return ""
        return self.env._(
            "The ledger keeps its books in %(theirs)s, the company in %(ours)s.",
            theirs=theirs.name,
            ours=self.currency_id.name,
        )

    def _choose_date(self, backend):
        """Return (date of the entry there, why it cannot be dated or an empty text)."""
        period = backend._ledger_period()
        if period.takes(self.date):
            return self.date, ""
        first = period.open_from
        late_enough = first and self.date < first
        if self.policy_id.closed_period == "first_open" and late_enough:
            return first, ""
        return False, self.env._(
            "%(date)s is not in an open period of the ledger (%(start)s to %(end)s).",
            date=self.date,
            start=period.open_from or "…",
            end=period.open_to or "…",
        )


class RetailJournalBatchLine(models.Model):
    """Look up what one line is called at the ledger."""

    _inherit = "retail.journal.batch.line"

    def _dimension_keys(self):
        """Return the keys of the dimension mappings this line needs."""
        self.ensure_one()
        values = {
            "channel": self.channel or "",
            "source": str(self.source_id.id or ""),
            "store": str(self.store_id or ""),
            "category": str(self.category_id.id or ""),
        }
        keys = [DimensionKey(name, values[name]) for name in DIMENSIONS if values[name]]
        accounts, _split = self._analytic_accounts()
        return keys + [DimensionKey("analytic", account) for account in accounts]

    def _analytic_accounts(self):
        """Return (ids of the analytic accounts, whether the amount is shared out)."""
        distribution = json.loads(self.analytic) if self.analytic else {}
        if len(distribution) > 1 or any(v != 100 for v in distribution.values()):
            return [], True
        return [part for key in distribution for part in key.split(",")], False

    def _named(self, accounts, values):
        """Return the values that name this line at the ledger."""
        if self.origin_id:  # what is taken back goes where it was sent to
            origin = self.origin_id
            return {
                "remote_account": origin.remote_account,
                "remote_name": origin.remote_name,
                "remote_dimensions": origin.remote_dimensions,
                "description": self.env._("Taken back: %s", origin.description or ""),
                "problem": False,
            }
        if self.tax_as == CONSUMED:  # it does not leave as a line
            words = self.env._("Leaves as tax of the other lines")
            return {"description": words, "problem": False}
        problems = []
        mapping = accounts[AccountKey(self.account_id.id, self.batch_id.date)]
        remote = mapping.ledger_account_id
        if mapping.state != "approved":
            problems.append(
                self.env._("Account not mapped: %s", self.account_id.display_name)
            )
        elif not (remote.active and remote.postable):
            problems.append(
                self.env._("The ledger does not take entries on %s", remote.code)
            )
        dimensions = self._named_dimensions(values, problems)
        names = [self.account_id.name, self.channel or "", self.source_id.name or ""]
        return {
            "remote_account": remote.external_id or False,
            "remote_name": remote.display_name or False,
            "remote_dimensions": sorted(dimensions),
            "description": " · ".join(filter(None, names)),
            "problem": "; ".join(problems) or False,
        }

    def _named_dimensions(self, values, problems):
        """Return [dimension id, value id] pairs; add what is wrong to ``problems``."""
        if not values:
            return []
        if self._analytic_accounts()[1]:
            problems.append(
                self.env._("An amount shared out over analytic accounts has no one "
                           "dimension there: %s", self.account_id.display_name)
            )  # fmt: skip
        found = {}
        for key in self._dimension_keys():
            mapping = values[key, self.batch_id.date]
            value = mapping.ledger_value_id
            if mapping.state != "approved":
                problems.append(
                    self.env._("Dimension not mapped: %s", mapping.display_name)
                )
            elif value and found.setdefault(value.dimension_id, value) != value:
                problems.append(
                    self.env._("Two values of one dimension: %s", value.dimension)
                )
        return [[name, value.external_id] for name, value in found.items()]
