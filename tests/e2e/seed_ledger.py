"""Books that are kept elsewhere: batches in every state, mappings, a proof."""

from datetime import timedelta

from odoo import Command, fields

LEDGER = "Books of the accountant"
DAYS = 6
APPROVED_FROM = 2500.0


def add_ledger(env):
    """Connect a ledger that takes files and let some days of sales leave."""
    today = fields.Date.today()
    journal = env["account.journal"].create(
        {"name": "Shop sales by day", "code": "SHD", "type": "general"}
    )
    accounts = env["account.account"].create(
        [
            {"code": code, "name": name, "account_type": kind}
            for code, name, kind in (
                ("105100", "Card clearing", "asset_current"),
                ("401100", "Web sales", "income"),
                ("253100", "Sales tax owed", "liability_current"),
            )
        ]
    )
    backend = env["retail.backend"].create(
        {"name": LEDGER, "platform": "journal_file", "sequence": 9}
    )
    backend.state = "live"
    backend.action_read_ledger()
    env["retail.journal.policy"].create(
        {
            "name": "Daily sales",
            "backend_id": backend.id,
            "journal_ids": [Command.set(journal.ids)],
            "start_date": today - timedelta(days=DAYS),
            "approval": "above",
            "approval_amount": APPROVED_FROM,
        }
    )
    moves = _sell(env, journal, accounts, today)
    backend._job_plan_journal()
    mappings = env["retail.mapping.account"].search([("backend_id", "=", backend.id)])
    mappings.filtered(lambda row: row.account_id != accounts[2]).action_approve()
    mappings.action_approve()
    backend._job_plan_journal()
    env.cr.commit()  # what is sent is read in a transaction of its own
    backend._job_push("journal")
    # One entry was changed after it had left, one account is new.
    moves[0].button_draft()
    moves[0].button_cancel()
    new = env["account.account"].create(
        {"code": "401900", "name": "Gift wrapping", "account_type": "income"}
    )
    line = moves[-1].line_ids.filtered(lambda item: item.account_id == accounts[1])
    line.account_id = new
    backend._job_plan_journal()
    env["retail.journal.proof"]._prove(backend)


def _sell(env, journal, accounts, today):
    """Post entries of some days; one day is above the limit that needs approval."""
    values = []
    for day in range(DAYS):
        for number in range(3):
            net = 120.0 + 37.5 * day + 11.25 * number
            net = net * 12 if day == DAYS - 2 else net
            tax = round(net * 0.15, 2)
            amounts = (round(net + tax, 2), -net, -tax)
            values.append(
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "date": today - timedelta(days=DAYS - day),
                    "retail_channel": "web",
                    "line_ids": [
                        Command.create({"account_id": account.id, "balance": amount})
                        for account, amount in zip(accounts, amounts, strict=True)
                    ],
                }
            )
    moves = env["account.move"].create(values)
    moves.action_post()
    return moves
