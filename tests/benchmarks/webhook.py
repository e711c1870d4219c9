"""How fast messages are taken in, beside a bare route in the same run.

Usage: python -m tests.benchmarks.webhook [--seconds 4] [--rounds 5] [--clients 8]

Told by the environment like the end-to-end tests (see tests/e2e/server.py). Both
routes run in the same Odoo with two workers, in turns, so that whatever else the
machine does hits both. The client shares the machine, so besides the rates, the CPU
of Odoo's workers per request is shown.
"""

import argparse
import asyncio
import base64
import hashlib
import hmac
import itertools
import json
import os
import statistics
import sys
import time
from pathlib import Path

from cryptography.fernet import Fernet

from tests.e2e.server import OdooServer, clone_database, drop_database

ADDONS = Path(__file__).resolve().parent / "addons"
SECRET = "benchmark"
GOAL = 0.8  # of the bare route's rate


def message(number):
    """Return a body of the usual size of a small order."""
    return json.dumps(
        {
            "id": 5_000_000 + number,
            "updated_at": f"2026-11-02T10:{number // 60 % 60:02}:{number % 60:02}Z",
            "name": f"#{number}",
            "total": "119.00",
            "lines": [
                {"sku": f"SKU-{line}", "title": "A thing " * 6, "quantity": 2}
                for line in range(8)
            ],
            "note": "x" * 120,
        }
    ).encode()


def requests(host, path, numbers):
    """Yield whole signed HTTP requests as bytes."""
    for number in numbers:
        body = message(number)
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"X-Id: bench-{number}\r\nX-Topic: orders/create\r\n"
            f"X-Signature: {base64.b64encode(digest).decode()}\r\n\r\n"
        )
        yield head.encode() + body


async def client(port, queue, until, times):
    """Send requests one after the other until the time is over."""
    for request in queue:
        started = time.perf_counter()
        if started > until:
            return
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await reader.read()
        writer.close()
        if not answer.startswith((b"HTTP/1.0 200", b"HTTP/1.1 200")):
            raise SystemExit(f"unexpected answer: {answer[:200]!r}")
        times.append(time.perf_counter() - started)


def cpu_seconds(pids):
    """Return the CPU time of processes."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(odoo, path, prepared, args):
    """Return (requests a second, CPU ms of Odoo a request, times) of one round."""
    queue, times = iter(prepared), []
    pids = odoo.worker_pids()
    before, started = cpu_seconds(pids), time.perf_counter()

    async def run():
        until = time.perf_counter() + args.seconds
        await asyncio.gather(
            *(client(odoo.port, queue, until, times) for _ in range(args.clients))
        )

    asyncio.run(run())
    wall = time.perf_counter() - started
    cpu = (cpu_seconds(pids) - before) * 1000 / len(times)
    return len(times) / wall, cpu, times


def compare(odoo, paths, args):
    """Run the routes in turns; return name -> (rates, cpus, times)."""
    found = {name: ([], [], []) for name in paths}
    numbers = itertools.count()
    enough = int(args.seconds * 1500)
    for turn in range(args.rounds + 1):
        for name, path in paths.items():
            host = f"127.0.0.1:{odoo.port}"
            chunk = itertools.islice(numbers, enough)
            prepared = list(requests(host, path, chunk))
            rate, cpu, times = measure(odoo, path, prepared, args)
            if turn:  # the first round warms up
                for values, value in zip(found[name], (rate, cpu, times), strict=True):
                    values.extend(value if isinstance(value, list) else [value])
    return found


def report(found):
    """Print the table and return ours in parts of the bare route."""
    print(f"{'route':<8}{'req/s':>8}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}")
    medians = {}
    for name, (rates, cpus, times) in found.items():
        cuts = statistics.quantiles(times, n=100)
        medians[name] = statistics.median(rates), statistics.median(cpus)
        print(
            f"{name:<8}{medians[name][0]:>8.0f}{cuts[49] * 1000:>9.1f}"
            f"{cuts[98] * 1000:>9.1f}{medians[name][1]:>9.2f}"
        )
    ratio = medians["ours"][0] / medians["bare"][0]
    cpu_ratio = medians["bare"][1] / medians["ours"][1]
    print(f"rate: {ratio:.2f} of bare; by CPU: {cpu_ratio:.2f}; goal {GOAL}")
    return ratio


def connect(odoo):
    """Make a live connection and return its token."""
    backend = odoo.call(
        "retail.backend", "create", {"name": "Benchmark", "platform": "bench"}
    )
    [row] = odoo.call("retail.backend", "read", [backend], ["credential_ids", "token"])
    odoo.call(
        "retail.credential", "write", row["credential_ids"], {"new_value": SECRET}
    )
    odoo.call("retail.backend", "write", [backend], {"state": "live"})
    return row["token"]


def main():
    """Start Odoo, run, report; exit 1 below the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--db", default="retail_bench_webhook")
    args = parser.parse_args()
    os.environ.setdefault("RETAIL_CONNECTOR_KEY", Fernet.generate_key().decode())
    clone_database(args.db)
    try:
        with OdooServer(args.db, options=_options("-i", "retail_bench_bare")) as odoo:
            token = connect(odoo)
        lasting = _options("--limit-request=100000000", "--limit-memory-soft=0")
        with OdooServer(args.db, workers=args.workers, options=lasting) as odoo:
            paths = {
                "bare": f"/bench/bare/{token}",
                "ours": f"/retail/webhook/{token}",
            }
            found = compare(odoo, paths, args)
            jobs = odoo.query("SELECT count(*) FROM queue_job WHERE name LIKE %s", "%")
            events = odoo.query("SELECT count(*) FROM retail_event")
        ratio = report(found)
        print(f"stored {events[0][0]} messages, queued {jobs[0][0]} jobs")
    finally:
        drop_database(args.db)
    sys.exit(ratio < GOAL)


def _options(*more):
    import configparser

    config = configparser.ConfigParser(interpolation=None)
    config.read(os.environ["RETAIL_ODOO_CONF"])
    path = config.get("options", "addons_path", fallback="")
    return (f"--addons-path={path},{ADDONS}".replace("=,", "="), *more)


if __name__ == "__main__":
    main()
