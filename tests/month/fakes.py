"""The three ledgers of others, in a process that no kill reaches, with their faults."""

import random
import threading

from tests.fake_platform.business_central import FakeBusinessCentral
from tests.fake_platform.business_central.server import make_id
from tests.fake_platform.quickbooks import FakeQuickBooks
from tests.fake_platform.rest import Response
from tests.fake_platform.xero import FakeXero
from tests.fake_platform.xero.server import make_id as xero_id

FAKES = {
    "xero": FakeXero,
    "quickbooks": FakeQuickBooks,
    "business_central": FakeBusinessCentral,
}
PLENTY = 10**9  # requests a minute: the limits are injected, not waited for
BETWEEN = (1.0, 4.0)  # seconds between two faults
TOO_SLOW = 35  # seconds; a client gives up after 30


class Fakes:
    """The three ledgers with an address, their charts and what goes wrong there."""

    def __init__(self, draw):
        self.draw = draw
        self.servers = {code: make() for code, make in FAKES.items()}
        self.servers["xero"].minute_limit = PLENTY
        self.injected = 0

    def __enter__(self):
        for fake in self.servers.values():
            fake.__enter__()
        return self

    def __exit__(self, *exc):
        for fake in self.servers.values():
            fake.__exit__(*exc)

    def urls(self):
        """Return platform -> address."""
        return {code: fake.url for code, fake in self.servers.items()}

    def chart(self, rows):
        """Give every ledger an account for each (code, name)."""
        xero, books, central = self.servers.values()
        xero.accounts |= {
            xero_id("account", code): {
                "AccountID": xero_id("account", code),
                "Code": code,
                "Name": name,
                "Type": "CURRENT",
                "Class": "ASSET",
                "Status": "ACTIVE",
            }
            for code, name in rows
        }
        books.accounts |= {
            f"7{code}": (name, code, "Asset", "Other Current Asset")
            for code, name in rows
        }
        central.accounts |= {
            make_id(code): {
                "id": make_id(code),
                "number": code,
                "displayName": name,
                "category": "Assets",
                "directPosting": True,
                "blocked": False,
                "accountType": "Posting",
            }
            for code, name in rows
        }

    def disturb(self, slow=0):
        """Let one of the next requests of each ledger go wrong."""
        for fake in self.servers.values():
            if fake.faults:
                continue  # the last one has not happened yet
            kind = self.draw.choice(("reset", "lost", "busy", "broken", "slow"))
            match = "POST" if self.draw.random() < 0.5 else ""
            when = "after" if kind == "lost" else "before"
            status = 429 if kind == "busy" else 503
            if kind == "slow":
                fake.add_fault("slow", when=when, match=match, seconds=slow)
            elif kind in ("reset", "lost"):
                fake.add_fault("reset", when=when, match=match)
            else:
                response = Response(status, {}, {"Retry-After": "1"})
                fake.add_fault("answer", when=when, match=match, response=response)
            self.injected += 1

    def calm(self):
        """Let nothing go wrong from now on."""
        for fake in self.servers.values():
            fake.faults.clear()

    def entries(self):
        """Return platform -> how many entries it holds."""
        xero, books, central = self.servers.values()
        return {
            "xero": len(xero.journals),
            "quickbooks": len(books.entries),
            "business_central": len({row["documentNumber"] for row in central.ledger}),
        }


def serve(pipe, seed):
    """Run the ledgers until told to stop; answer (method, arguments) from a pipe."""
    draw, stop = random.Random(seed), threading.Event()
    with Fakes(draw) as fakes:

        def disturb():
            while not stop.wait(draw.uniform(*BETWEEN)):
                fakes.disturb(slow=TOO_SLOW if draw.random() < 0.1 else 1)

        thread = threading.Thread(target=disturb, daemon=True)
        while (asked := pipe.recv()) != "stop":
            if asked == "disturb":
                thread.start()
                pipe.send(True)
            elif asked == "calm":
                stop.set()
                thread.join()
                fakes.calm()
                pipe.send(fakes.injected)
            else:
                name, *arguments = asked
                pipe.send(getattr(fakes, name)(*arguments))
