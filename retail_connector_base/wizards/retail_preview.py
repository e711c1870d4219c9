"""What the previews of what would be sent have in common."""

from odoo import api, fields, models


class RetailPreview(models.AbstractModel):
    """Compute at once, without writing to anything but itself, what would be sent.

    A preview has ``line_ids`` with an ``action`` each and, per action that it counts,
    a field ``<action>_count``.
    """

    _name = "retail.preview"
    _description = "Preview of What Would Be Sent"

    backend_id = fields.Many2one(
        "retail.backend",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Compute the previews at once, for who may see the connection."""
        previews = super().create(vals_list)
        for preview in previews:
            preview.backend_id.check_access("read")
            preview._fill()
        return previews

    def _fill(self):
        """Write what would be sent to the preview."""
        raise NotImplementedError

    def _show(self, rows, actions, shown):
        """Keep the first lines, in the order of the actions.

        :param rows: list of dicts: values of a line, with its ``action``
        :param actions: selection of all actions, what matters most first
        :param shown: how many lines are kept; the counts are of all of them
        """
        order = [action for action, _label in actions]
        rows = sorted(rows, key=lambda row: order.index(row["action"]))
        self.line_ids = [(0, 0, row) for row in rows[:shown]]

    def _count(self, actions, rows):
        """Count the rows of these actions."""
        for action in actions:
            self[f"{action}_count"] = sum(row["action"] == action for row in rows)
