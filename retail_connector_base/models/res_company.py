"""What a company decides about its connections as a whole, with who changed it."""

from odoo import fields, models


class ResCompany(models.Model):
    """Say who decides with whom, and how long evidence is kept; note each change."""

    _inherit = "res.company"

    retail_change_approval = fields.Boolean(
        "Second person for connector settings",
        help="Credentials, mappings, booking policies, guards and going live of retail "
        "connections wait until somebody else approves.",
    )
    retail_trace_years = fields.Integer(
        "Years to keep the trace",
        help="Steps of orders, receipts and journals that are older are deleted at "
        "night, whole seals at a time. 0: never.",
    )

    _retail_trace_years_positive = models.Constraint(
        "CHECK (retail_trace_years >= 0)", "Years cannot be negative."
    )

    def write(self, vals):
        names = [name for name in vals if name.startswith("retail_")]
        before = {
            (company.id, name): company[name] for company in self for name in names
        }
        result = super().write(vals)
        self.env["retail.audit"].sudo()._note(
            [
                {
                    "company_id": company.id,
                    "model": self._name,
                    "res_id": company.id,
                    "record": company.name,
                    "operation": "write",
                    "field": name,
                    "label": self._fields[name].string,
                    "before": str(before[company.id, name]),
                    "after": str(company[name]),
                }
                for company in self
                for name in names
                if before[company.id, name] != company[name]
            ]
        )
        return result


class ResConfigSettings(models.TransientModel):
    """Offer the choices among the settings."""

    _inherit = "res.config.settings"

    retail_change_approval = fields.Boolean(
        related="company_id.retail_change_approval", readonly=False
    )
    retail_trace_years = fields.Integer(
        related="company_id.retail_trace_years", readonly=False
    )
