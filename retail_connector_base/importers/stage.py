"""Work through orders of a stage: a batch at once, a bad one stands alone."""

from odoo import api, models

from .batch import PartlyFailed
from .importer import IMPORT_CONTEXT

__all__ = ["PartlyFailed", "RetailStage"]


class RetailStage(models.AbstractModel):
    """Take a batch of order bindings one stage further, or bisect it."""

    _name = "retail.stage"
    _inherit = ["retail.batch"]
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
        stage._write_or_bisect(
            list(bindings.with_env(stage.env)),
            lambda part: stage._run(part[0].union(*part)),
        )

    @api.model
    def _prepare(self, bindings):
        """Make what shall stay even when the batch is rolled back: suggestions."""

    def _refuse(self, member, cause, message):
        self._park(member, cause, message)

    @api.model
    def _park(self, binding, cause, message):
        """Park one order with its reason."""
        binding._set_stage("parked", cause, message)
        binding._trace("parked", cause, message)

    @api.model
    def _run(self, bindings):
        """Work on a batch. Raise to have it bisected."""
        raise NotImplementedError

    @api.model
    def _done(self, bindings, stage):
        """Write the next stage of a batch in one statement."""
        if bindings:
            bindings.write({"stage": stage, "stage_cause": False, "stage_error": False})
