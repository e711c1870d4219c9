"""Kits need manufacturing, which the connector does not: a database that has it.

Run by name, beside the suite: ``./setup/test tests/kits`` (about a minute, most of it
to install ``sale_mrp`` into a copy of the suite's template).
"""

import os
import subprocess
import sys
import uuid
from pathlib import Path

from tests.e2e.server import ROOT, _command, clone_database, drop_database, setting

PATIENCE = 600  # seconds, on a busy machine


def run(command):
    """Run a program in the repository; fail with the end of what it said."""
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert not done.returncode, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def test_kits_are_counted_sold_shipped_and_taken_back_by_their_parts():
    db = f"retail_kits_{os.getpid()}_{uuid.uuid4().hex[:6]}"
    clone_database(db)
    try:
        install = ("-d", db, "-i", "sale_mrp", "--stop-after-init", "--no-http")
        run([*_command("server"), *install])
        report = run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                *(f"--odoo-config={setting('RETAIL_ODOO_CONF')}", "--odoo-http"),
                f"--odoo-database={db}",
                str(Path(__file__).with_name("kit_orders.py")),
            ]
        )
        assert "9 passed" in report
    finally:
        drop_database(db)
