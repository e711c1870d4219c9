"""Work through orders of a stage: a batch at once, a bad one stands alone."""

import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError

from .importer import DOCUMENT_ERRORS, IMPORT_CONTEXT
from .item import Parked

_logger = logging.getLogger(__name__)


class PartlyFailed(Exception):
    """Some orders of a batch cannot go on; the others can, without them.

    :param problems: list of (order binding, cause, message)
    """

    def __init__(self, problems):
        super().__init__(f"{len(problems)} orders parked")
        self.problems = problems


class RetailStage(models.AbstractModel):
    """Take a batch of order bindings one stage further, or bisect it."""

    _name = "retail.stage"
    _description = "Retail Order Stage"

    @api.model
    def _run_or_bisect(self, bindings):
        """Work on ``bindings`` (of one backend); park those that cannot go on."""
        if not bindings:
            return
        backend = bindings.backend_id
        context = {**IMPORT_CONTEXT, "lang": self.env.user.lang}
        stage = self.sudo().with_company(backend.company_id).with_context(**context)
        stage._prepare(bindings.with_env(stage.env))
        stage._run_part(bindings.with_env(stage.env))

    @api.model
    def _prepare(self, bindings):
        """Make what shall stay even when the batch is rolled back: suggestions."""

    def _run_part(self, bindings):
        try:
            with self.env.cr.savepoint():
                self._run(bindings)
        except PartlyFailed as error:
            failed = bindings.browse()
            for binding, cause, message in error.problems:
                self._park(binding, cause, message)
                failed |= binding
            if bindings - failed:
                self._run_part(bindings - failed)
        except DOCUMENT_ERRORS as error:
            if len(bindings) == 1:
                self._park(bindings, *self._explain(error))
                return
            middle = len(bindings) // 2
            self._run_part(bindings[:middle])
            self._run_part(bindings[middle:])

    @api.model
    def _park(self, binding, cause, message):
        """Park one order with its reason."""
        binding._set_stage("parked", cause, message)
        binding._trace("parked", cause, message)

    @api.model
    def _explain(self, error):
        """Return (cause, sentence) of an error for an operator."""
        if isinstance(error, Parked):
            return error.cause, error.message
        if isinstance(error, UserError):
            return "refused_by_odoo", str(error.args[0])
        if isinstance(error, psycopg2.Error):
            return "database", error.diag.constraint_name or type(error).__name__
        _logger.error("%s failed: %s", self._name, type(error).__name__)
        return "unexpected", f"{type(error).__name__}: {error}"

    @api.model
    def _run(self, bindings):
        """Work on a batch. Raise to have it bisected."""
        raise NotImplementedError

    @api.model
    def _done(self, bindings, stage):
        """Write the next stage of a batch in one statement."""
        if bindings:
            bindings.write({"stage": stage, "stage_cause": False, "stage_error": False})
