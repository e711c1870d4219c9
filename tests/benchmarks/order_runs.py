"""The measured runs of ``orders.py``: both ways, contention, memory."""

import gc
import multiprocessing
import statistics
import time
from collections import defaultdict

import odoo
from odoo.modules.registry import Registry

from odoo.addons.retail_connector_base.importers.item import Item

from . import naive, retail
from .contender import environment, work
from .meter import Cost, measured, memory, peak_memory

BATCH = 50  # orders a transaction, on both sides


def batches(items):
    """Return ``items`` in batches."""
    return [items[start : start + BATCH] for start in range(0, len(items), BATCH)]


def run_naive(env, documents, chain):
    """Return stage -> cost of the plain way."""
    costs = defaultdict(Cost)
    for batch in batches(documents):
        env.invalidate_all()
        with measured(env) as cost:
            orders = naive.create(env, batch)
        costs["create"] += cost
        with measured(env) as cost:
            orders.action_confirm()
        costs["confirm"] += cost
        if chain:
            with measured(env) as cost:
                invoices = naive.invoice(orders)
            costs["invoice"] += cost
            with measured(env) as cost:
                naive.pay(invoices)
            costs["pay"] += cost
    return costs


def run_connector(env, backend, documents, chain):
    """Return stage -> cost of the connector's importer and stages."""
    costs = defaultdict(Cost)
    for batch in batches(documents):
        env.invalidate_all()
        items = [
            Item(document, version=document.updated_at.isoformat())
            for document in batch
        ]
        with measured(env) as cost:
            env["retail.importer.order"]._import_or_bisect(items, backend)
        costs["create"] += cost
        bad = [item.outcome for item in items if item.outcome.state != "done"]
        if bad:
            raise SystemExit(f"{len(bad)} orders not imported: {bad[0]}")
        with measured(env) as cost:
            backend._confirm_batch(BATCH)
        costs["confirm"] += cost
        if chain:
            with measured(env) as cost:
                backend._account_batch(BATCH)
            costs["account"] += cost
    return costs


def check(env, backend, documents, chain):
    """Stop unless every order is where it should be, equal to the cent."""
    bindings = env["retail.binding.order"]._find(
        backend, [document.external_id for document in documents]
    )
    for document in documents:
        binding = bindings[document.external_id]
        if binding.stage == "parked":
            raise SystemExit(f"parked: {binding.stage_cause} {binding.stage_error}")
        for record in (binding.record_id, *([binding.invoice_id] if chain else [])):
            if f"{record.amount_total:.2f}" != f"{document.total.amount:.2f}":
                raise SystemExit(f"{document.name}: {record.amount_total}")
        if chain and binding.invoice_id.payment_state not in ("paid", "in_payment"):
            raise SystemExit(f"{document.name} is {binding.invoice_id.payment_state}")


def show(title, costs, count):
    """Print the cost per order of each stage and return the sum."""
    total = Cost()
    for stage, cost in costs.items():
        _line(f"{title} {stage}", cost, count)
        total += cost
    _line(f"{title} sum", total, count)
    return total


def _line(name, cost, count):
    each = 1000 / count  # ms per order
    print(
        f"{name:24} {count / cost.wall:7.1f}/s  CPU {cost.cpu * each:6.1f} ms"
        f" (py {cost.python * each:5.1f} pg {cost.postgres * each:5.1f})"
        f"  {cost.queries / count:6.1f} SQL",
        flush=True,
    )


def compare(env, backend, args, chain):
    """Measure both ways alternately and print the ratio of their CPU."""
    ratios = []
    backend.accounting_policy = "invoice" if chain else "none"
    for round_ in range(args.rounds):
        stamp = f"{'c' if chain else 'o'}{int(time.time())}{round_}"
        ours = retail.documents(f"{stamp}r", args.orders, seed=round_)
        theirs = retail.documents(f"{stamp}n", args.orders, seed=round_)
        gc.collect()
        plain = show("naive", run_naive(env, theirs, chain), args.orders)
        gc.collect()
        mine = show("connector", run_connector(env, backend, ours, chain), args.orders)
        check(env, backend, ours, chain)
        ratios.append(mine.cpu / plain.cpu)
        print(f"ratio of CPU: {ratios[-1]:.2f}   (wall {mine.wall / plain.wall:.2f})")
    return statistics.median(ratios)


def contend(args):
    """Confirm orders of the same ten products with several processes at once.

    Return the number of transactions that failed each other.
    """
    context = multiprocessing.get_context("spawn")
    with Registry(args.database).cursor() as cr:
        env = environment(cr)
        backend = retail.setup(env)
        documents = retail.documents(f"k{int(time.time())}", args.orders, products=10)
        for batch in batches(documents):
            run_connector_import(env, backend, batch)
            cr.commit()
    odoo.sql_db.close_all()
    queue = context.Queue()
    workers = [
        context.Process(target=work, args=(args.config, args.database, queue))
        for _n in range(args.processes)
    ]
    start = time.monotonic()
    for worker in workers:
        worker.start()
    results = [queue.get() for _worker in workers]
    for worker in workers:
        worker.join()
    seconds = time.monotonic() - start
    turns = [turns for turns, _retries in results]
    retries = sum(retries for _turns, retries in results)
    with Registry(args.database).cursor() as cr:
        env = environment(cr)
        left = env["retail.binding.order"].search_count(
            [("stage", "in", ("confirm", "parked")), ("external_id", "like", "k%")]
        )
    if left:
        raise SystemExit(f"{left} orders were not confirmed")
    print(
        f"contention: {args.processes} processes, 10 products, {len(documents)} "
        f"orders in {seconds:.0f} s with start-up, turns {turns}, {retries} retries"
    )
    return retries


def run_connector_import(env, backend, documents):
    """Import drafts only."""
    items = [Item(document, version="1") for document in documents]
    env["retail.importer.order"]._import_or_bisect(items, backend)


def grow(env, backend, args):
    """Print memory after 200 and after 5,000 orders; return the growth in MiB."""
    sizes = {}
    for count in (200, args.many):
        stamp = f"m{int(time.time())}-{count}"
        for start in range(0, count, BATCH):
            # Made as they are needed: the documents are not what is measured.
            documents = retail.documents(f"{stamp}-{start}", BATCH, seed=start)
            run_connector_import(env, backend, documents)
            env.cr.commit()
            env.invalidate_all()
        gc.collect()
        sizes[count] = memory()
        print(
            f"memory after {count} orders: {sizes[count]:.0f} MiB now, "
            f"{peak_memory():.0f} MiB at most"
        )
    # Nobody shall confirm them: the next measurement is about other orders.
    env["retail.binding.order"].search([("stage", "=", "confirm")]).write(
        {"stage": "done"}
    )
    env.cr.commit()
    return sizes[args.many] - sizes[200]


def run(args, wanted):
    """Run the parts that are wanted and print what they reached."""
    with Registry(args.database).cursor() as cr:
        env = environment(cr)
        backend = retail.setup(env)
        # What an interrupted run left over would be measured here.
        env["retail.binding.order"].search(
            [("stage", "in", ("confirm", "invoice", "correct", "pay"))]
        ).write({"stage": "done"})
        backend.accounting_policy = "invoice"
        # Fill the caches that live as long as a worker, for both sides.
        stamp = int(time.time())
        run_naive(env, retail.documents(f"w{stamp}", 5), chain=True)
        run_connector(env, backend, retail.documents(f"v{stamp}", 5), chain=True)
        if "confirm" in wanted:
            ratio = compare(env, backend, args, chain=False)
            print(f"== create + confirm: {ratio:.2f} of naive (aim 0.80)")
        if "chain" in wanted:
            ratio = compare(env, backend, args, chain=True)
            print(f"== whole chain: {ratio:.2f} of naive (aim 0.50)")
        if "memory" in wanted:
            print(f"== memory growth: {grow(env, backend, args):.0f} MiB")
    if "contention" in wanted:
        print(f"== retries under contention: {contend(args)} (aim 0)")
