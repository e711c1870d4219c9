"""Measure what a piece of work costs: wall, CPU on both sides, statements, memory."""

import contextlib
import os
import time
from dataclasses import dataclass

TICK = os.sysconf("SC_CLK_TCK")  # jiffies a second


@dataclass
class Cost:
    """What one measured piece of work used, in seconds and statements."""

    wall: float = 0.0
    python: float = 0.0
    postgres: float = 0.0  # 0 when the server is not on this machine
    queries: int = 0

    @property
    def cpu(self):
        """Return CPU seconds of Python and of the PostgreSQL backend."""
        return self.python + self.postgres

    def __add__(self, other):
        return Cost(
            self.wall + other.wall,
            self.python + other.python,
            self.postgres + other.postgres,
            self.queries + other.queries,
        )


def backend_cpu(pid):
    """Return the CPU seconds of a local PostgreSQL backend; 0.0 if it is not here."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK  # utime + stime


def peak_memory():
    """Return the largest resident size since the last ``forget_peak``, in MiB."""
    with open("/proc/self/status") as status:
        [peak] = (line for line in status if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def forget_peak():
    """Let the peak start anew, so that each piece of work shows its own."""
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")


def memory():
    """Return the resident size now, in MiB."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextlib.contextmanager
def measured(env):
    """Yield a Cost that is filled in when the work, and its commit, are done."""
    env.cr.execute("SELECT pg_backend_pid()")
    pid = env.cr.fetchone()[0]
    cost = Cost()
    queries = env.cr.sql_log_count
    wall, python, postgres = time.monotonic(), time.process_time(), backend_cpu(pid)
    yield cost
    env.cr.commit()
    cost.wall = time.monotonic() - wall
    cost.python = time.process_time() - python
    cost.postgres = backend_cpu(pid) - postgres
    cost.queries = env.cr.sql_log_count - queries
