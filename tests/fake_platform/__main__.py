"""Serve the demo retailer: ``python -m tests.fake_platform serve --seed demo``."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from . import ContractsMissing, FakeShopify

DOMAIN = "demo-retail.myshopify.com"


def main(arguments=None):
    """Parse the command line and serve until SIGTERM or SIGINT."""
    options = parser().parse_args(arguments)
    try:
        return serve(options)
    except ContractsMissing as missing:
        print(json.dumps({"ready": False, "error": str(missing)}), flush=True)
        print(missing, file=sys.stderr)
        return 2


def parser():
    """Return the command line's grammar."""
    top = argparse.ArgumentParser(prog="tests.fake_platform", description=__doc__)
    verbs = top.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("serve", help="run the demo retailer")
    verb.add_argument("--shopify-port", type=int, default=0, help="0: any free port")
    verb.add_argument("--seed", default="demo", help="profile: demo, small or empty")
    verb.add_argument(
        "--number", type=int, default=1, help="another number, another shop"
    )
    verb.add_argument("--shop", default=DOMAIN, help="domain of the shop")
    verb.add_argument("--state", help="file the state is loaded from and saved to")
    verb.add_argument(
        "--retry-scale", type=float, default=0.01, help="factor of webhook retry waits"
    )
    return top


def serve(options):
    """Start, say so in one JSON line, stop cleanly when asked."""
    fake = FakeShopify(port=options.shopify_port, time_scale=options.retry_scale)
    state = Path(options.state) if options.state else None
    with fake:
        if state and state.is_file():
            fake.world.load(state)
        else:
            fake.world.create_shop(options.shop, options.seed, seed=options.number)
        shop = fake.world.shop(options.shop)
        from .shopify import schema

        schema.load()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        ready = {
            "ready": True,
            "shopify": {
                **fake.world.credentials(shop.domain),
                "url": fake.url,
                "control": f"{fake.url}/_control",
            },
        }
        print(json.dumps(ready), flush=True)
        stop.wait()
        if state:
            fake.world.save(state)
    return 0


if __name__ == "__main__":
    sys.exit(main())
