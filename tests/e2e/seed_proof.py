"""Counted days, certificates and seals, for looking at their screens.

Runs inside ``odoo shell`` on a database with a month of work: ``add_proof(env)``.
"""

from datetime import timedelta

from odoo import fields

DAYS = 6


def add_proof(env):
    """Add counted days, the last of which differ, with certificates and a seal."""
    backend = env["retail.backend"].search([("state", "=", "live")], limit=1)
    today = env["retail.tally"]._today(backend)
    for ago in range(DAYS, -1, -1):
        _count(env, backend, today - timedelta(days=ago), ago)
        if ago:
            day = today - timedelta(days=ago)
            env["retail.certificate"]._issue(backend.company_id, backend, day)
    env["retail.seal"]._seal(backend.company_id)
    env.cr.commit()


def _count(env, backend, day, ago):
    """Write the rows of a day as a count would."""
    currency = backend.company_id.currency_id
    for kind, count, amount in (
        ("order", 41 + ago, 4312.5),
        ("refund", 3, 180.25),
        ("payment", 44 + ago, 4132.25),
        ("settlement", 1, 3998.1),
        ("stock", 120, 2310),
    ):
        lost = 2 if kind == "order" and ago in (0, 3) else 0
        tally = env["retail.tally"].create(
            {
                "backend_id": backend.id,
                "kind": kind,
                "day": day,
                "state": ("repairing" if ago else "open") if lost else "equal",
                "counted_at": fields.Datetime.now(),
                "rounds": 2,
                "final": bool(ago),
                "there_count": count,
                "here_count": count - lost,
                "currency_id": kind != "stock" and currency.id,
                "there_amount": amount,
                "here_amount": amount - 61.5 * lost,
                "there_ends": "#1001 - #1041",
                "here_ends": "#1001 - #1041",
                "open_count": lost,
                "open_amount": 61.5 * lost,
                "healed_count": 1 if ago == 2 and kind == "order" else 0,
                "line_ids": [
                    fields.Command.create(
                        {
                            "by": "all",
                            "currency_id": kind != "stock" and currency.id,
                            "there_count": count,
                            "here_count": count - lost,
                            "there_amount": amount,
                            "here_amount": amount - 61.5 * lost,
                        }
                    )
                ],
            }
        )
        env["retail.discrepancy"].create(
            [
                {
                    "backend_id": backend.id,
                    "tally_id": tally.id,
                    "day": day,
                    "type": "missing_in_odoo",
                    "kind": kind,
                    "entity": f"{day}/{number}",
                    "reference": f"#104{number}",
                    "currency_id": currency.id,
                    "expected": 61.5,
                    "found": 0.0,
                    "user_id": backend.user_id.id,
                }
                for number in range(lost)
            ]
        )
