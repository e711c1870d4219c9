"""What is governed: changes that wait for a second person, drift, retention.

Runs inside ``odoo shell`` on a database with a month of work: ``add_governance(env)``.
"""

from odoo import fields

GROUP = "retail_connector_base.group_manager"


def add_governance(env):
    """Add proposals of a colleague, unknown fields, and rules of retention."""
    backend = env["retail.backend"].search([("state", "=", "live")], limit=1)
    company = backend.company_id
    company.retail_change_approval = True
    colleague = env["res.users"].create(
        {
            "name": "Mara Lind",
            "login": "mara",
            "group_ids": [fields.Command.link(env.ref(GROUP).id)],
            "company_id": company.id,
            "company_ids": [fields.Command.set(company.ids)],
        }
    )
    backend.live_since = backend.live_since or fields.Datetime.now()
    proposed = backend.with_user(colleague)
    proposed.write({"risk_hold": "never", "price_drop_percent": 80})
    secret = backend.credential_ids.filtered("secret")[:1]
    if secret:
        secret.with_user(colleague).new_value = "a new secret of the shop"
    example = env["retail.event"].search([("backend_id", "=", backend.id)], limit=1)
    env["retail.drift"]._count(
        [
            {
                "backend": backend.id,
                "company": company.id,
                "platform": backend.platform or "shop",
                "kind": "order",
                "type": kind,
                "path": path,
                "value": value,
                "version": "2026-04",
                "samples": samples,
                "event": example.id,
            }
            for kind, path, value, samples in (
                ("field", "lineItems[].giftWrap", None, 41),
                ("value", "displayFulfillmentStatus", "IN_TRANSIT", 3),
                ("refused", "transactions[].kind", "REVERSAL", 1),
                ("header", "deprecation /orders", "Ends on 2027-01-01", 12),
            )
        ]
    )
    env["retail.retention"].create(
        [
            {"backend_id": backend.id, "kind": kind, "minimise_days": minimise}
            for kind, minimise in (("order", 60), ("party", 30), ("refund", 60))
        ]
    )
    env.cr.commit()
