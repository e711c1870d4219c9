"""The measured runs of ``finance.py``."""

from collections import defaultdict

from odoo.fields import Command
from odoo.modules.registry import Registry

from .contender import environment
from .meter import measured, memory, peak_memory

LINES = 4  # items an entry
DAYS = 30
CHANGED = 200  # entries that are cancelled before a comparison
PAGE = 5000  # items the loop reads at a time


def run(args):
    """Measure each size; print a row each."""
    print(f"{'items':>9} {'what':<28} {'wall s':>8} {'CPU s':>8} {'SQL':>7} {'MiB':>6}")
    for number, size in enumerate(sorted(args.items)):
        with Registry(args.database).cursor() as cr:
            env = environment(cr)
            backend = _ledger(env, number)
            _fill(env, backend, size // LINES)
            ours = _build(env, backend, size)
            if size <= args.loop:
                loop = _loop(env, backend, size)
                print(f"{size:>9} loop / first build: {loop.cpu / ours.cpu:.1f} x CPU")


def _ledger(env, number):
    """Return a ledger with a journal and a policy of its own."""
    backend = env["retail.backend"].create(
        {"name": f"Benchmark books {number}", "state": "connected"}
    )
    journal = env["account.journal"].create(
        {"name": f"Benchmark {number}", "code": f"BM{number}", "type": "general"}
    )
    env["retail.journal.policy"].create(
        {
            "name": "Benchmark",
            "backend_id": backend.id,
            "journal_ids": [Command.set(journal.ids)],
            "start_date": "2026-01-01",
            "approval": "never",
        }
    )
    return backend


def _fill(env, backend, count):
    """Post ``count`` entries: one by Odoo, the others copied from it in SQL."""
    journal = backend.policy_ids.journal_ids
    accounts = env["account.account"].search(
        [("account_type", "in", ("income", "asset_current", "liability_current"))],
        limit=LINES,
    )
    amounts = (119.0, -60.0, -40.0, -19.0)
    move = env["account.move"].create(
        {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": "2026-01-01",
            "line_ids": [
                Command.create({"account_id": account.id, "balance": amount})
                for account, amount in zip(accounts, amounts, strict=True)
            ],
        }
    )
    move.action_post()
    env.flush_all()
    columns = _columns(env, "account_move", {"id", "name", "sequence_number", "date"})
    env.cr.execute(
        f"""INSERT INTO account_move (name, sequence_number, date, {columns})
            SELECT 'BENCH{journal.id}/' || n, n, date '2026-01-01' + n %% %s, {columns}
              FROM account_move, generate_series(2, %s) n WHERE id = %s""",
        [DAYS, count, move.id],
    )
    columns = _columns(env, "account_move_line", {"id", "move_id", "date", "move_name"})
    env.cr.execute(
        f"""INSERT INTO account_move_line (move_id, date, move_name, {columns})
            SELECT m.id, m.date, m.name, {columns}
              FROM account_move m
              CROSS JOIN (SELECT {columns} FROM account_move_line
                           WHERE move_id = %s) l
             WHERE m.journal_id = %s AND m.id <> %s""".replace(
            f"m.name, {columns}",
            "m.name, " + ", ".join(f"l.{name}" for name in columns.split(", ")),
        ),
        [move.id, journal.id, move.id],
    )
    env.cr.commit()
    env.cr.execute("ANALYZE account_move, account_move_line")
    env.cr.commit()
    env.invalidate_all()


def _columns(env, table, without):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "ORDER BY ordinal_position",
        [table],
    )
    return ", ".join(
        f'"{name}"' for (name,) in env.cr.fetchall() if name not in without
    )


def _build(env, backend, size):
    """Measure building, comparing and proving; return the cost of the first build."""
    build = env["retail.journal.build"]
    with measured(env) as first:
        batches = build._build(backend)
    _row(size, f"first build, {len(batches)} batches", first)
    with measured(env) as cost:
        assert not build._build(backend)
    _row(size, "compare, nothing changed", cost)
    env.cr.execute(
        "UPDATE account_move_line SET parent_state = 'cancel' WHERE move_id IN "
        "(SELECT id FROM account_move WHERE journal_id = %s ORDER BY id LIMIT %s)",
        [backend.policy_ids.journal_ids.id, CHANGED],
    )
    env.invalidate_all()
    with measured(env) as cost:
        build._build(backend)
    _row(size, f"compare, {CHANGED} entries changed", cost)
    with measured(env) as cost:
        proof = env["retail.journal.proof"]._prove(backend)
    assert proof.state == "proven", proof.differences
    _row(size, "proof", cost)
    return first


def _loop(env, backend, size):
    """Measure what a loop over the items costs that writes the same rows."""
    with measured(env) as cost:
        _loop_once(env, backend)
    _row(size, "loop over the items", cost)
    return cost


def _loop_once(env, backend):
    domain = [
        ("journal_id", "in", backend.policy_ids.journal_ids.ids),
        ("parent_state", "=", "posted"),
        ("balance", "!=", 0),
    ]
    items = env["account.move.line"].search(domain)
    groups = defaultdict(list)
    for start in range(0, len(items), PAGE):
        for item in items[start : start + PAGE]:
            taxes = (item.tax_line_id.id, tuple(item.tax_ids.ids))
            key = (item.date, item.account_id.id, taxes, item.move_id.retail_channel)
            groups[key, item.balance > 0].append(item)
    policy = backend.policy_ids
    for number, ((date, account, *_rest), _side) in enumerate(list(groups)):
        rows = groups[(date, account, *_rest), _side]
        batch = env["retail.journal.batch"].create(
            {
                "name": f"LOOP{backend.id}-{number}",
                "backend_id": backend.id,
                "company_id": backend.company_id.id,
                "policy_id": policy.id,
                "kind": "export",
                "date": date,
            }
        )
        line = env["retail.journal.batch.line"].create(
            {
                "batch_id": batch.id,
                "company_id": batch.company_id.id,
                "account_id": account,
                "balance": sum(row.balance for row in rows),
            }
        )
        env["retail.journal.link"].create(
            [
                {
                    "backend_id": backend.id,
                    "company_id": batch.company_id.id,
                    "line_id": line.id,
                    "batch_id": batch.id,
                    "item_id": row.id,
                    "move_id": row.move_id.id,
                    "journal_id": row.journal_id.id,
                    "account_id": account,
                    "date": date,
                    "key": "loop",
                    "balance": row.balance,
                    "sign": 1,
                    "revision": -1,
                }
                for row in rows
            ]
        )


def _row(size, what, cost):
    print(
        f"{size:>9} {what:<28} {cost.wall:8.2f} {cost.cpu:8.2f} {cost.queries:7d} "
        f"{memory():6.0f} (peak {peak_memory():.0f})"
    )
