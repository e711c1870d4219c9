"""Kill -9 while stores sell changes nothing: not a cent, not a unit, not a day.

Four tills of three stores sell over two business days, on lines that lose, repeat and
reorder, once undisturbed and once while a killer takes a random process of the server
every moment. Two tills belong to one store: several processes import, and close, at
once. Both runs must end alike: days, entries by account and tax, tenders, products,
stock, payments owed; and as the tills sold.

Beside the suite, for it waits two minutes for the killer; by name:

    ./setup/test e2e tests/e2e/kill_tills.py
    RETAIL_KILL_WAVES=20 ./setup/test e2e tests/e2e/kill_tills.py
"""

import contextlib
import os
import uuid
from concurrent.futures import ThreadPoolExecutor

from .server import OdooServer, clone_database, drop_database
from .test_kill import Killer, differences
from .tills import Tills, open_stores

WAVES = int(os.environ.get("RETAIL_KILL_WAVES") or 4)
RECEIPTS = 6  # a till and wave
KILLS_A_WAVE = 2  # at the least
CHANNELS = "root:3"


def scenario(tills, killer=None):
    """Let four tills sell in waves and close two days."""
    for wave in range(1, WAVES + 1):
        tills.sell(RECEIPTS)
        if wave in (WAVES // 2, WAVES):
            tills.close()
        if killer:
            killer.reach(KILLS_A_WAVE * wave)


def run(disturbed):
    """Run the scenario on a database of its own; return its end state and the kills."""
    db = f"retail_e2e_{os.getpid()}_{uuid.uuid4().hex[:6]}"
    with contextlib.ExitStack() as stack:
        stack.callback(drop_database, db)
        clone_database(db)
        facts = open_stores(db)
        odoo = stack.enter_context(OdooServer(db, workers=2, channels=CHANNELS))
        tills = stack.enter_context(Tills(odoo, facts))
        killer = Killer(odoo, seed=9) if disturbed else None
        if killer:
            killer.start()
        scenario(tills, killer)
        tills.heard()
        kills = killer.stop() if killer else 0
        tills.settle()
        tills.check()
        return tills.state(), kills


def test_killed_and_undisturbed_stores_end_alike():
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(run, disturbed=disturbed) for disturbed in (False, True)]
        (quiet, _none), (killed, kills) = (one.result() for one in runs)
    assert kills >= KILLS_A_WAVE * WAVES
    assert len(quiet["days"]) == 8
    for part, expected in quiet.items():
        assert killed[part] == expected, (
            f"{part} differ after {kills} kills\n" + differences(expected, killed[part])
        )
