"""The measured runs of ``stock.py``: noticing, planning, sending, comparing."""

import contextlib
import gc
import time
from collections import defaultdict

from odoo import sql_db
from odoo.modules.registry import Registry

from .contender import environment
from .meter import Cost, backend_cpu, memory, peak_memory
from .meter import measured as measured_alone
from .stock_shop import PLACE, CountingShop, setup

OLD = 3600  # seconds; what was read so long ago waits for no order


def run(args):
    """Measure each size and print ratios to sending level by level."""
    with Registry(args.database).cursor() as cr:
        env = environment(cr)
        backend = setup(env, max(args.levels))
        shop = CountingShop(args.latency)
        _connect(backend, shop)
        _agree(env, backend, shop)
        _notice(env, backend)
        _plan_all(env, backend)  # it was paused, so everything is looked at again
        single = _single(env, backend, shop, args.single)
        for count in args.levels:
            for round_ in range(args.rounds):
                _measure(env, backend, shop, count, round_, single)
        _compare(env, backend, shop)


@contextlib.contextmanager
def measured(env):
    """Yield a Cost that counts what is done on other connections of ours too."""
    pids = _connections(env)
    queries, postgres = sql_db.sql_counter, sum(map(backend_cpu, pids))
    with measured_alone(env) as cost:
        yield cost
    cost.queries = sql_db.sql_counter - queries - 1  # one is the meter's own
    pids = _connections(env)
    cost.postgres = sum(map(backend_cpu, pids)) - postgres


def _connections(env):
    env.cr.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    )
    return [row[0] for row in env.cr.fetchall()]


def _connect(backend, shop):
    """Have the connection speak to the stand-in."""
    model = type(backend)
    model._adapter = lambda self: shop
    model._adapter_class = lambda self: type(shop)


def _agree(env, backend, shop):
    """Bring all levels into agreement: shop and Odoo show the same."""
    env.cr.execute(
        """SELECT v.stock_external_id, SUM(q.quantity - q.reserved_quantity)
             FROM retail_binding_variant v
             JOIN stock_quant q ON q.product_id = v.record_id
             JOIN stock_location l ON l.id = q.location_id AND l.usage = 'internal'
            WHERE v.backend_id = %s GROUP BY 1""",
        [backend.id],
    )
    shop.levels = {f"{key}|{PLACE}": int(units) for key, units in env.cr.fetchall()}
    started = time.monotonic()
    env["retail.stock.dirty"]._mark_backend(backend)
    _plan_all(env, backend)
    env.cr.execute(
        "UPDATE retail_stock_level SET state = 'read' WHERE backend_id = %s",
        [backend.id],
    )
    while _reads_left(env, backend):
        env["retail.exporter.stock"]._read(backend, shop)
        _plan_all(env, backend)
    count = len(shop.levels)
    print(
        f"first agreement of {count} levels: {time.monotonic() - started:.1f} s,"
        f" {shop.reads_made} reads = {count / shop.reads_made:.0f} levels a call"
    )


def _reads_left(env, backend):
    env.cr.execute(
        "SELECT count(*) FROM retail_stock_level"
        " WHERE backend_id = %s AND state = 'read'",
        [backend.id],
    )
    return env.cr.fetchone()[0]


def _plan_all(env, backend):
    """Plan until no mark is left, a transaction each; return (cost, rows)."""
    cost, rows = Cost(), 0
    while True:
        env.invalidate_all()
        with measured(env) as part:
            plan = env["retail.exporter.stock"]._plan(backend)
        cost += part
        rows += len(plan.rows)
        env.cr.execute(
            "SELECT 1 FROM retail_stock_dirty WHERE backend_id = %s LIMIT 1",
            [backend.id],
        )
        if not env.cr.fetchone():
            return cost, rows


def _quants(env, backend, count):
    """Return quants of ``count`` products that the shop shows."""
    env.cr.execute(
        """SELECT q.id FROM stock_quant q
             JOIN retail_binding_variant v ON v.record_id = q.product_id
            WHERE v.backend_id = %s AND q.location_id = %s
            ORDER BY q.id LIMIT %s""",
        [backend.id, backend.location_ids.record_id.id, count],
    )
    return env["stock.quant"].browse(row[0] for row in env.cr.fetchall())


def _measure(env, backend, shop, count, round_, single):
    quants = _quants(env, backend, count)
    gc.collect()
    costs = defaultdict(Cost)
    before = memory()
    _take_units(env, backend, quants)
    costs["plan"], rows = _plan_all(env, backend)
    calls, pushed = shop.pushes_made, shop.pushed
    while True:
        env.invalidate_all()
        with measured(env) as cost:
            backend._job_push("stock")
        costs["push"] += cost
        env.cr.execute(
            "SELECT 1 FROM retail_outbox WHERE backend_id = %s"
            " AND state IN ('pending', 'sending', 'failed') LIMIT 1",
            [backend.id],
        )
        if not env.cr.fetchone():
            break
    costs["settle"], _rows = _plan_all(env, backend)
    calls, pushed = shop.pushes_made - calls, shop.pushed - pushed
    if (rows, pushed) != (count, count):
        raise SystemExit(f"{count} changed, {rows} planned, {pushed} sent")
    total = Cost()
    for stage, cost in costs.items():
        _line(f"{count} levels, {stage}", cost, count)
        total += cost
    _line(f"{count} levels, sum", total, count)
    print(
        f"{'':28} {count / calls:.0f} levels a call ({calls} calls);"
        f" CPU {total.cpu / count / single.cpu:.3f} of one by one,"
        f" SQL {total.queries / count / single.queries:.4f};"
        f" memory {before:.0f} -> {memory():.0f} MiB, peak {peak_memory():.0f}"
    )


def _take_units(env, backend, quants):
    """Take a unit of each, and leave the marks that this leaves."""
    env.cr.execute(
        "UPDATE stock_quant SET quantity = quantity - 1 WHERE id = ANY(%s)",
        [quants.ids],
    )
    env.invalidate_all()
    dirty = env["retail.stock.dirty"]
    dirty._changed({(quant.product_id.id, quant.location_id.id) for quant in quants})
    env.cr.commit()


def _notice(env, backend, count=1000):
    """Print what noticing adds to a change of stock in a user's transaction."""
    quants = _quants(env, backend, count)
    seconds = {"paused": [], "live": []}
    for state in ("paused", "live") * 4:
        backend.state = state
        env.cr.commit()
        env["retail.stock.dirty"]._watched()
        env.invalidate_all()
        quants.mapped("product_id.uom_id")
        queries, started = env.cr.sql_log_count, time.process_time()
        for quant in quants:
            quant._update_available_quantity(quant.product_id, quant.location_id, -1)
        env.cr.flush()
        seconds[state].append(time.process_time() - started)
        queries = env.cr.sql_log_count - queries
        env.cr.rollback()
    plain, noticed = min(seconds["paused"]), min(seconds["live"])
    print(
        f"{count} changes of stock: Python {plain / count * 1000:.3f} ms each, noticed"
        f" {noticed / count * 1000:.3f} ms; {queries / count:.3f} SQL each"
    )


def _single(env, backend, shop, count):
    """Send levels one by one, the plain way; return the cost per level."""
    levels = env["retail.stock.level"].search(
        [("backend_id", "=", backend.id)], limit=count
    )
    shelf = backend.location_ids.record_id
    total = Cost()
    for level_id in levels.ids:
        env.invalidate_all()
        level = levels.browse(level_id)
        product = env["product.product"].browse(level.variant_binding_id.record_id.id)
        with measured(env) as cost:
            units = int(product.with_context(location=shelf.id).free_qty)
            time.sleep(shop.latency)  # the request
            level.write({"remote_qty": units, "sent_qty": units})
        total += cost
    _line(f"{len(levels)} levels one by one", total, len(levels))
    print(f"{'':28} 1 level a call ({len(levels)} calls)")
    part = len(levels)
    return Cost(
        total.wall / part, total.python / part, total.postgres / part,
        total.queries / part,
    )  # fmt: skip


def _compare(env, backend, shop):
    """Measure the nightly comparison of everything when nothing differs."""
    total, after, seen, reads = Cost(), None, 0, shop.reads_made
    while True:
        env.invalidate_all()
        with measured(env) as cost:
            compared, different, after = env["retail.exporter.stock"]._full_compare(
                backend, shop, after
            )
        total += cost
        seen += compared
        if different:
            raise SystemExit(f"{different} differ")
        if after is None:
            break
    _line(f"{seen} levels compared", total, seen)
    reads = shop.reads_made - reads
    print(f"{'':28} {seen / reads:.0f} levels a call; peak {peak_memory():.0f} MiB")


def _line(name, cost, count):
    rate = f"{count / cost.wall:8.0f}/s" if cost.wall > 0 else f"{'-':>10}"
    print(
        f"{name:28} {rate} "
        f" CPU {cost.cpu / count * 1000:7.3f} ms"
        f" (py {cost.python / count * 1000:.3f} pg {cost.postgres / count * 1000:.3f})"
        f"  {cost.queries / count:7.3f} SQL",
        flush=True,
    )
