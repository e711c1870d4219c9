"""Show payloads without persons to those who need not know them."""

import json

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..platforms.personal import mask, mask_text

OPERATOR = "retail_connector_base.group_operator"


class RetailMasked(models.AbstractModel):
    """Mask what is about persons in stored payloads, by role.

    Operators repair payloads, so they see them whole; everybody else sees amounts,
    goods, ids and dates. What the connector itself reads is not touched.
    """

    _name = "retail.masked"
    _description = "Masked by Role"
    _masked = ()  # names of the fields that hold payloads

    def _sees_persons(self):
        return self.env.su or self.env.user.has_group(OPERATOR)

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if self._sees_persons():
            return rows
        for row in rows:
            kind = self.browse(row["id"])["kind"] or ""
            for name in self._masked:
                if row.get(name):
                    row[name] = _masked(row[name], kind)
        return rows

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Refuse to look into payloads to those who see them masked."""
        if not self._sees_persons():
            for condition in Domain(domain).iter_conditions():
                self._check_not_masked(condition.field_expr)
        return super()._search(domain, *args, **kwargs)

    def _order_field_to_sql(self, alias, field_name, *args, **kwargs):
        if not self._sees_persons():
            self._check_not_masked(field_name)
        return super()._order_field_to_sql(alias, field_name, *args, **kwargs)

    def _check_not_masked(self, expression):
        if expression.partition(".")[0] in self._masked:
            raise AccessError(
                self.env._("Only operators search what is said in payloads.")
            )

    def export_data(self, fields_to_export):
        """Refuse to export payloads to those who see them masked."""
        asked = {name.split("/")[0] for name in fields_to_export}
        if asked & set(self._masked) and not self._sees_persons():
            raise AccessError(self.env._("Payloads are exported by operators only."))
        return super().export_data(fields_to_export)


def _masked(value, kind):
    if isinstance(value, str):
        return mask_text(value, kind)
    return json.loads(json.dumps(mask(value, kind), default=str))


class RetailEvent(models.Model):
    """Mask what was received, read and understood."""

    _name = "retail.event"
    _inherit = ["retail.masked", "retail.event"]
    _masked = ("payload", "fetched", "document")


class RetailOutbox(models.Model):
    """Mask what was sent and answered."""

    _name = "retail.outbox"
    _inherit = ["retail.masked", "retail.outbox"]
    _masked = ("payload", "answer")
