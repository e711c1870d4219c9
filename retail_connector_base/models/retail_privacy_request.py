"""What customers and platforms ask about personal data, and the proof of the answer."""

from datetime import timedelta

from odoo import api, fields, models

DUE_DAYS = 30  # within which a request has to be answered
CHUNK = 200  # orders and customers a job
KINDS = [
    ("access", "Wants to know"),
    ("erase", "Wants to be erased"),
    ("erase_shop", "Shop left: erase all customers"),
]
STATES = [
    ("received", "Received"),
    ("partly", "Partly Erased"),
    ("ready", "Ready to Answer"),
    ("done", "Done"),
]


class RetailPrivacyRequest(models.Model):
    """Hold one request, what was found, erased and kept, and who answered it.

    A repeat of a request works on the same record: what is gone already is not found
    again, what came since is.
    """

    _name = "retail.privacy.request"
    _inherit = ["mail.thread", "mail.activity.mixin", "retail.operated"]
    _description = "Privacy Request"
    _check_company_auto = True
    _order = "requested_at desc, id desc"

    backend_id = fields.Many2one(
        "retail.backend", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    external_id = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    state = fields.Selection(
        STATES, required=True, default="received", readonly=True, tracking=True
    )
    customer_id = fields.Char(
        "Customer Id", readonly=True, help="The platform's id of the customer."
    )
    email = fields.Char(
        "Answer to", readonly=True, help="Forgotten when the customer is erased."
    )
    order_ids = fields.Json("Orders Named", readonly=True)
    partner_ids = fields.Many2many(
        "res.partner",
        string="Contacts",
        readonly=True,
        context={"active_test": False},
        help="The contacts the request is about that are still there.",
    )
    requested_at = fields.Datetime("Received", required=True, readonly=True)
    due_date = fields.Date("Due", readonly=True)
    run_at = fields.Datetime("Last Run", readonly=True)
    runs = fields.Integer(readonly=True, aggregator=None)
    cursor = fields.Json(readonly=True, help="How far a run over a whole shop got.")
    anyway = fields.Boolean(
        "Erase in any case",
        readonly=True,
        tracking=True,
        help="Also contacts that were in Odoo before the connection or are used beside "
        "it. Posted documents and open orders stay all the same.",
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True)
    done_at = fields.Datetime(readonly=True)
    content = fields.Json(
        readonly=True,
        groups="retail_connector_base.group_operator",
        help="What is stored of the customer, to be handed to him.",
    )
    line_ids = fields.One2many("retail.privacy.line", "request_id", readonly=True)

    _backend_external = models.UniqueIndex("(backend_id, external_id)")

    @api.depends("kind", "customer_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            whom = request.customer_id or request.backend_id.name
            request.display_name = f"{labels.get(request.kind)}: {whom}"

    # --- run ---

    def _start(self):
        """Have a job work on the requests, from the beginning."""
        for request in self:
            request.write({"cursor": False, "state": "received"})
            request.line_ids.write({"found": 0, "kept": 0, "records": False})
            request._continue()

    def _continue(self):
        self.ensure_one()
        self.backend_id._enqueue(
            "_job_privacy", self.id, identity=f"privacy:{self.id}", priority=20
        )

    def _run(self):
        """Answer or erase; return whether there is more to do."""
        self.ensure_one()
        if self.kind == "access":
            self._answer()
            return False
        subject = self.env["retail.privacy.subject"]._find(self)
        results = self.env["retail.privacy.eraser"]._erase(self, subject)
        self.line_ids._add(self, results)
        self._forget_answers(subject)
        if subject.more:
            self.cursor = subject.more
            return True
        self._finish()
        return False

    def _answer(self):
        """Put together what is stored of the customer."""
        subject = self.env["retail.privacy.subject"]._find(self)
        content, results = self.env["retail.privacy.answer"]._answer(self, subject)
        self.line_ids._add(self, results)
        self.write(
            {
                "content": content,
                "partner_ids": subject.partners.ids,
                "state": "ready",
                "run_at": fields.Datetime.now(),
                "runs": self.runs + 1,
            }
        )
        self._trace("disclosed")
        self._remind(self.env._("Hand the customer his data"))

    def _finish(self):
        """Close a run: done, or what was kept waits for its reason to end."""
        waits = self.line_ids.filtered(lambda line: line.kept and line.waits)
        now = fields.Datetime.now()
        self.write(
            {
                "state": "partly" if waits else "done",
                "cursor": False,
                "run_at": now,
                "runs": self.runs + 1,
                "done_at": False if waits else now,
            }
        )
        self._trace("erased")
        if any(line.waits == "decide" for line in waits):
            self._remind(self.env._("Decide what to erase"))
        elif not waits:
            self.activity_unlink(["mail.mail_activity_data_todo"])

    def _forget_answers(self, subject):
        """Drop what earlier requests of the erased customers had collected."""
        asked = self.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("customer_id", "in", subject.customers),
            ]
        )
        asked.sudo().write({"content": False, "email": False})
        asked.filtered(lambda r: r.state == "ready").write(
            {"state": "done", "done_at": fields.Datetime.now()}
        )

    def _trace(self, step):
        """Note the numbers of a run; no personal data."""
        numbers = ", ".join(
            f"{line.code} {line.erased}/{line.kept}" for line in self.line_ids
        )
        self.env["retail.trace"].sudo()._note(
            [
                {
                    "backend_id": self.backend_id.id,
                    "kind": "privacy",
                    "entity_id": self.external_id,
                    "res_model": self._name,
                    "res_id": self.id,
                    "step": step,
                    "code": self.kind,
                    "note": numbers or None,
                }
            ]
        )

    def _remind(self, summary):
        if not self.activity_ids:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.due_date,
                summary=summary,
                user_id=self.backend_id.user_id.id,
            )

    @api.model
    def _care(self):
        """Go on with what was kept for a while, and with what was forgotten."""
        hour = fields.Datetime.now() - timedelta(hours=1)
        self.search(
            [
                "|",
                ("state", "=", "partly"),
                "&",
                ("state", "=", "received"),
                ("write_date", "<", hour),
            ]
        )._start()

    # --- by a person ---

    def action_run(self):
        """Look again for what can be told or erased."""
        self._check_operator()
        self.sudo()._start()
        return True

    def action_erase_anyway(self):
        """Erase contacts too that are used beside the shop."""
        self.check_access("write")
        self.sudo().write({"anyway": True, "decided_by_id": self.env.uid})
        self.sudo()._start()
        return True

    def action_keep(self):
        """Close the request: what was kept stays, by decision of a manager."""
        self.check_access("write")
        now = fields.Datetime.now()
        partly = self.sudo().filtered(lambda request: request.state == "partly")
        partly.write({"state": "done", "done_at": now, "decided_by_id": self.env.uid})
        partly.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_answered(self):
        """Note that the customer got his data."""
        self._check_operator()
        ready = self.sudo().filtered(lambda request: request.state == "ready")
        ready.write(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "answered_by_id": self.env.uid,
            }
        )
        ready.activity_unlink(["mail.mail_activity_data_todo"])
        return True
