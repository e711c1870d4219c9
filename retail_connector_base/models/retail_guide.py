"""The guided start of a connection: which steps there are and how far each one is."""

from datetime import timedelta
from typing import NamedTuple

from odoo import fields, models
from odoo.tools.misc import format_datetime

FIRST_HOUR = timedelta(hours=1)
ORDER_KINDS = frozenset({"order", "receipt"})  # carry taxes and payments
NEEDED = frozenset({"connect", "flows", "accounting", "chart", "policies"})
LAST = frozenset({"live", "watch"})
STOCKED = frozenset({"stock", "fulfilment"})  # pushes that need places


class Step(NamedTuple):
    """One step as a person sees it.

    ``state`` is done, todo (can be done now), blocked (another one comes first) or
    optional. ``facts`` are (label, value); ``actions`` (label, method, main one).
    """

    code: str
    title: str
    state: str
    message: str
    facts: tuple = ()
    actions: tuple = ()

    def _wait(self, message):
        """Return the step as one that cannot be done before another."""
        return self._replace(state="blocked", message=message, facts=(), actions=())


class RetailBackend(models.Model):
    """Tell from the records how far a connection is on its way to be live.

    Nothing about the guide is stored: whoever opens it sees what is so, and what was
    done elsewhere is done here too. Which steps there are follows from what the
    platform's adapter declares; an addon that needs another step extends
    ``_guide_codes`` and adds a ``_guide_<code>``.
    """

    _inherit = "retail.backend"

    guide = fields.Json(compute="_compute_guide", help="The steps of the guided start.")

    def _compute_guide(self):
        for backend in self:
            backend.guide = [
                {
                    **step._asdict(),
                    "facts": [list(fact) for fact in step.facts],
                    "actions": [
                        {"label": label, "method": method, "main": main}
                        for label, method, main in step.actions
                    ],
                }
                for step in backend._guide_steps()
            ]

    def action_open_guide(self):
        """Open the guided start."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "retail_connector_base.action_retail_guide"
        )
        views = [view for view in action["views"] if view[1] == "form"]
        return {**action, "res_id": self.id, "views": views}

    def action_open_form(self):
        """Open the connection's own form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # --- which steps ---

    def _guide_codes(self):
        """Return the codes of the steps, in order."""
        self.ensure_one()
        adapter = self._adapter_class()
        if adapter is None:
            return ["connect"]
        kinds, pushes = adapter.kinds, adapter.pushes
        codes = ["connect", "flows"]
        if pushes & STOCKED or "location" in kinds:
            codes.append("locations")
        if kinds & ORDER_KINDS:
            codes += ["taxes", "tenders"]
        if "order" in kinds:
            codes.append("accounting")
        if "product" in kinds:
            codes.append("catalogue")
        if pushes:
            codes.append("preview")
        return [*codes, "live", "watch"]

    def _guide_steps(self):
        """Return the Steps, each judged by the records; later ones wait for earlier."""
        self.ensure_one()
        steps = [getattr(self, f"_guide_{code}")() for code in self._guide_codes()]
        if steps[0].state != "done":  # nothing of the platform is known
            first = self.env._("First: %s.", steps[0].title)
            return [steps[0], *(step._wait(first) for step in steps[1:])]
        left = [step for step in steps if step.state in ("todo", "blocked")]
        before = [step for step in left if step.code not in LAST]
        needed = [step for step in before if step.code in NEEDED]
        for index, step in enumerate(steps):
            if step.code != "live" or step.state != "todo" or not before:
                continue
            if needed:
                steps[index] = step._wait(self.env._("First: %s.", needed[0].title))
            else:
                open_ones = ", ".join(one.title for one in before)
                message = self.env._("Still open: %s.", open_ones)
                steps[index] = step._replace(message=f"{message} {step.message}")
        return steps

    # --- the steps ---

    def _guide_connect(self):
        missing = self.sudo().credential_ids.filtered(
            lambda c: c.required and not c.is_set
        )
        state, message, actions = "todo", "", []
        if self.platform == "none":
            message = self.env._("Choose the platform.")
        elif self.state == "quarantined":
            message = self.state_reason or self.env._("It is in quarantine.")
        elif missing:
            message = self.env._(
                "Not filled in: %s.", ", ".join(missing.mapped("label"))
            )
        elif not self.last_check_at or self.state == "draft":
            message = self.env._("Test the connection.")
            actions.append((self.env._("Test connection"), "action_test", True))
        elif self.missing_scopes:
            message = self.env._(
                "Permissions are missing at the platform: %s",
                self.missing_scopes.replace("\n", ", "),
            )
            actions.append((self.env._("Test again"), "action_test", True))
        else:
            state = "done"
            message = self.problems or self.env._("Connected.")
            actions.append((self.env._("Test again"), "action_test", False))
        actions.append((self.env._("Settings"), "action_open_form", not actions))
        facts = [
            (self.env._("Name there"), self.shop_name),
            (self.env._("Currency"), self.currency_id.name),
            (
                self.env._("Tested"),
                self.last_check_at and format_datetime(self.env, self.last_check_at),
            ),
        ]
        known = tuple((label, value) for label, value in facts if value)
        title = self.env._("Connect")
        return Step("connect", title, state, message, known, tuple(actions))

    def _guide_flows(self):
        """What is synchronized, and who owns it: a choice, so it is never missing."""
        flows = self.flow_ids
        running = flows.filtered(lambda flow: not flow.paused)
        lacking = flows.filtered("pause_reason")
        message = self.env._(
            "Look through what is read and sent, who owns it and what people release."
        )
        if lacking:
            message = self.env._("Paused by itself: %s.", lacking[0].pause_reason)
        owners = running.filtered(lambda flow: flow.owner == "odoo")
        return Step(
            "flows",
            self.env._("Choose what is synchronized"),
            "done" if running else "todo",
            message if running else self.env._("Every flow is paused."),
            (
                (self.env._("Running"), len(running)),
                (self.env._("Paused"), len(flows - running)),
                (self.env._("Odoo owns"), len(owners)),
                (
                    self.env._("Released by a person"),
                    len(running.filtered("preview_required")),
                ),
            ),
            ((self.env._("Flows"), "action_open_flows", True),),
        )

    def _guide_live(self):
        if self.state == "live":
            message = (
                self.env._("Live in shadow mode: nothing is written at the platform.")
                if self.shadow
                else self.env._("Live.")
            )
            since = self.live_since and format_datetime(self.env, self.live_since)
            leave = (self.env._("Leave shadow mode"), "action_leave_shadow", True)
            return Step(
                "live",
                self.env._("Go live"),
                "done",
                message,
                ((self.env._("Since"), since or "-"),),
                (leave,) if self.shadow else (),
            )
        message = self.state_reason or self.env._(
            "From then on changes are read and sent by themselves. In shadow mode "
            "everything is computed and nothing is sent, beside another connector."
        )
        actions = (
            (self.env._("Go live"), "action_go_live", True),
            (self.env._("Start in shadow mode"), "action_start_shadow", False),
        )
        if self.state == "paused":
            actions = ((self.env._("Resume"), "action_resume", True),)
        return Step("live", self.env._("Go live"), "todo", message, (), actions)

    def _guide_watch(self):
        """The first hour: everything that was received is done, nothing is late."""
        facts = (
            (self.env._("To resolve"), self.exception_count),
            (self.env._("Inbox waiting"), self.waiting_count),
            (self.env._("Outbox waiting"), self.outgoing_count),
            (self.env._("Orders"), self.order_count),
        )
        late = self.flow_ids.filtered(lambda flow: flow.light in ("red", "amber"))
        since = self.live_since
        young = since and fields.Datetime.now() - since < FIRST_HOUR
        if self.state != "live":
            state, message = "blocked", self.env._("Begins when it is live.")
        elif late or self.exception_count:
            state = "todo"
            message = (
                self.env._("%(flow)s: %(reason)s", flow=late[0].label,
                           reason=late[0].light_reason)
                if late
                else self.env._("%s wait for a person.", self.exception_count)
            )  # fmt: skip
        elif young:
            state, message = "todo", self.env._("So far nothing waits for a person.")
        else:
            state, message = "done", self.env._("Nothing waits for a person.")
        actions = (
            (self.env._("To resolve"), "action_open_exceptions",
             bool(self.exception_count)),
            (self.env._("Inbox"), "action_open_waiting", False),
        )  # fmt: skip
        title = self.env._("Watch the first hour")
        return Step("watch", title, state, message, facts, actions)
