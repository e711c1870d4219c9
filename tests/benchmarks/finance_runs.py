"""The measured runs of ``finance.py``."""

import contextlib
import gc
from collections import defaultdict

from odoo.fields import Command
from odoo.modules.registry import Registry

from .contender import environment
from .meter import forget_peak, measured, memory, peak_memory

LINES = 4  # items an entry
DAYS = 30
CHANGED = 200  # entries that are cancelled before a comparison
PAGE = 5000  # items the loop reads at a time


def run(args):
    """Measure each size; print a row each."""
    print(f"{'items':>9} {'what':<34} {'wall s':>8} {'CPU s':>8} {'SQL':>8} {'MiB':>6}")
    for number, size in enumerate(sorted(args.items)):
        with Registry(args.database).cursor() as cr:
            env = environment(cr)
            backend = _ledger(env, number)
            _fill(env, backend, size // LINES)
            ours = _build(env, backend, size)
            for name, most, once in (
                ("loop, written in lists", args.loop, _loop_in_lists),
                ("loop, written one by one", args.single, _loop_one_by_one),
            ):
                _beside(env, backend, size, ours, name, most, once)


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
    with _measured(env) as first:
        batches = build._build(backend)
    _row(size, f"first build, {len(batches)} batches", first)
    with _measured(env) as cost:
        assert not build._build(backend)
    _row(size, "compare, nothing changed", cost)
    env.cr.execute(
        "UPDATE retail_journal_batch SET state = 'verified' WHERE backend_id = %s",
        [backend.id],
    )
    for full, skip in ((True, 0), (False, CHANGED)):
        env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'cancel', write_date = now() "
            "AT TIME ZONE 'UTC' WHERE move_id IN (SELECT id FROM account_move "
            "WHERE journal_id = %s ORDER BY id LIMIT %s OFFSET %s)",
            [backend.policy_ids.journal_ids.id, CHANGED, skip],
        )
        env.cr.commit()
        env.invalidate_all()
        with _measured(env) as cost:
            assert set(build._build(backend, full).mapped("kind")) == {"correction"}
        what = "compare all" if full else "look at what was written"
        _row(size, f"{what}, {CHANGED} changed", cost)
    with _measured(env) as cost:
        proof = env["retail.journal.proof"]._prove(backend)
    assert proof.state == "proven", proof.differences
    _row(size, "proof", cost)
    return first


@contextlib.contextmanager
def _measured(env):
    """Measure with a peak of memory of its own."""
    env.invalidate_all()
    gc.collect()
    forget_peak()
    with measured(env) as cost:
        yield cost


def _beside(env, backend, size, ours, name, most, once):
    """Measure a loop over at most ``most`` of the items and compare the cost of one."""
    items = env["account.move.line"].search(
        [
            ("journal_id", "in", backend.policy_ids.journal_ids.ids),
            ("parent_state", "=", "posted"),
            ("balance", "!=", 0),
        ],
        limit=most,
    )
    with _measured(env) as cost:
        once(env, backend, items)
    if sample := "" if len(items) > size // 2 else f", {len(items)} of them":
        name += sample
    _row(size, name, cost)
    for what in ("wall", "cpu"):
        ratio = getattr(cost, what) / len(items) / (getattr(ours, what) / size)
        print(f"{size:>9} {name} / first build, an item: {ratio:.1f} x {what}")


def _loop_in_lists(env, backend, items):
    """Read in pages, group in Python, create what belongs to a line in one list."""
    groups = defaultdict(list)
    for start in range(0, len(items), PAGE):
        for item in items[start : start + PAGE]:
            groups[_group(item)].append(item)
    for number, rows in enumerate(groups.values()):
        line = _line(env, backend, f"LIST{backend.id}-{number}", rows[0])
        line.balance = sum(row.balance for row in rows)
        env["retail.journal.link"].create([_link(line, row, -1) for row in rows])


def _loop_one_by_one(env, backend, items):
    """Add each item to its line as it comes."""
    lines = {}
    for item in items:
        line = lines.get(_group(item))
        if line is None:
            name = f"ITEM{backend.id}-{len(lines)}"
            line = lines[_group(item)] = _line(env, backend, name, item)
        line.balance += item.balance
        line.items += 1
        env["retail.journal.link"].create(_link(line, item, -2))


def _group(item):
    """Return what the items of a line have in common."""
    taxes = (item.tax_line_id.id, tuple(item.tax_ids.ids))
    channel = item.move_id.retail_channel
    return item.date, item.account_id.id, taxes, channel, item.balance > 0


def _line(env, backend, name, item):
    """Create a batch with the one line that an item needs."""
    batch = env["retail.journal.batch"].create(
        {
            "name": name,
            "backend_id": backend.id,
            "company_id": backend.company_id.id,
            "policy_id": backend.policy_ids.id,
            "kind": "export",
            "date": item.date,
        }
    )
    return env["retail.journal.batch.line"].create(
        {
            "batch_id": batch.id,
            "company_id": batch.company_id.id,
            "account_id": item.account_id.id,
        }
    )


def _link(line, item, revision):
    """Return the values of the link between an item and its line."""
    return {
        "backend_id": line.batch_id.backend_id.id,
        "company_id": line.company_id.id,
        "line_id": line.id,
        "batch_id": line.batch_id.id,
        "item_id": item.id,
        "move_id": item.move_id.id,
        "journal_id": item.journal_id.id,
        "account_id": item.account_id.id,
        "date": item.date,
        "key": "loop",
        "balance": item.balance,
        "sign": 1,
        "revision": revision,
    }


def _row(size, what, cost):
    print(
        f"{size:>9} {what:<34} {cost.wall:8.2f} {cost.cpu:8.2f} {cost.queries:8d} "
        f"{memory():6.0f} (peak {peak_memory():.0f})"
    )
