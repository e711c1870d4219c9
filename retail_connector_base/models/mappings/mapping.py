"""What a platform calls something, and what it is in Odoo: never guessed, approved."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

APPROVERS = (
    "retail_connector_base.group_accountant",
    "retail_connector_base.group_manager",
)


class RetailMapping(models.AbstractModel):
    """Map a word of a platform to a record; only approved rows are used.

    An unknown word makes a suggested row, and what needs it waits. Approving the row
    lets everything that waits for it go on.
    """

    _name = "retail.mapping"
    _description = "Retail Mapping"
    _check_company_auto = True
    _order = "state desc, id desc"
    _waiting_cause = ""  # cause of the events that wait for a row
    _target_field = ""  # what has to be filled in before a row can be approved

    backend_id = fields.Many2one(
        "retail.backend", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True
    )
    state = fields.Selection(
        [("suggested", "To Approve"), ("approved", "Approved")],
        required=True,
        default="suggested",
        index=True,
        copy=False,
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    count_waiting = fields.Integer(
        string="Waiting",
        compute="_compute_count_waiting",
        help="Items of this backend that wait for a mapping of this kind.",
    )

    @api.depends("state")
    def _compute_count_waiting(self):
        waiting = self._waiting_per_backend(self.backend_id)
        for mapping in self:
            mapping.count_waiting = (
                waiting.get(mapping.backend_id.id, 0)
                if mapping.state == "suggested"
                else 0
            )

    def _waiting_per_backend(self, backends):
        """Return backend id -> number of items that wait for this kind."""
        groups = self.env["retail.event"]._read_group(
            [
                ("backend_id", "in", backends.ids),
                ("state", "=", "parked"),
                ("cause", "=", self._waiting_cause),
            ],
            ["backend_id"],
            ["__count"],
        )
        return {backend.id: count for backend, count in groups}

    def _check_approver(self):
        """Raise unless the user may decide about money."""
        if self.env.su or any(self.env.user.has_group(group) for group in APPROVERS):
            return
        raise AccessError(self.env._("Only accountants and managers approve mappings."))

    def _missing(self):
        """Return why the row cannot be approved, or an empty text."""
        self.ensure_one()
        if not self[self._target_field]:
            return self.env._(
                "Choose the %(field)s first.",
                field=self._fields[self._target_field]._description_string(self.env),
            )
        return ""

    def action_approve(self):
        """Approve; what waited for these rows tries again."""
        self._check_approver()
        for mapping in self:
            if problem := mapping._missing():
                raise UserError(
                    self.env._(
                        "%(mapping)s: %(problem)s",
                        mapping=mapping.display_name,
                        problem=problem,
                    )
                )
        self.write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
            }
        )
        for backend in self.backend_id:
            self._wake_waiting(backend)
        return True

    def action_suggest_again(self):
        """Withdraw the approval; nothing already imported changes."""
        self._check_approver()
        self.write(
            {"state": "suggested", "approved_by_id": False, "approved_at": False}
        )
        return True

    def _wake_waiting(self, backend):
        """Let what was parked for this kind of mapping try again."""
        backend._retry_parked(self._waiting_cause)

    @api.model
    def _resume_forgotten(self, backends):
        """Wake what waits although nothing is left to approve.

        Who parks and who approves at the same moment do not see each other.
        """
        for mappings in self._kinds_by_cause().values():
            waiting = mappings[0]._waiting_per_backend(backends)
            undecided = [
                ("backend_id", "in", list(waiting)),
                ("state", "=", "suggested"),
            ]
            still = backends.browse().union(
                *(mapping.search(undecided).backend_id for mapping in mappings)
            )
            for backend in backends.browse(waiting) - still:
                mappings[0]._wake_waiting(backend)

    @api.model
    def _kinds_by_cause(self):
        """Return cause -> the kinds of mapping, of any addon, that lift it."""
        kinds = {}
        for name in sorted(self.pool.descendants(["retail.mapping"], "_inherit")):
            if cause := self.env[name]._waiting_cause:
                kinds.setdefault(cause, []).append(self.env[name].sudo())
        return kinds

    @api.model
    def _key_values(self, key):
        """Return the field values of a row for ``key`` (a named tuple)."""
        return key._asdict()

    def _key(self):
        """Return the key of this row, comparable with the keys of documents."""
        raise NotImplementedError

    @api.model
    def _resolve(self, backend, keys):
        """Return key -> row for all ``keys``; unknown ones become suggestions."""
        keys = set(keys)
        if not keys:
            return {}
        known = {row._key(): row for row in self._known(backend, keys)}
        missing = sorted(keys - set(known))
        if missing:
            suggested = self._suggest_many(backend, missing)
            rows = self.create(
                [
                    {
                        "backend_id": backend.id,
                        **self._key_values(key),
                        **suggested[key],
                    }
                    for key in missing
                ]
            )
            known.update(zip(missing, rows, strict=True))
        return {key: known[key] for key in keys}

    @api.model
    def _known(self, backend, keys):
        """Return the rows of a backend; there are few, so all of them."""
        return self.search([("backend_id", "=", backend.id)])

    @api.model
    def _suggest_many(self, backend, keys):
        """Return key -> values that suggest a target, for all ``keys`` at once."""
        return {key: self._suggest(backend, key) for key in keys}

    @api.model
    def _suggest(self, backend, key):
        """Return values that suggest a target for ``key``."""
        return {}
