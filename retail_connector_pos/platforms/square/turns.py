"""Take turns at what Square lets a seller do only once at a time.

All connections of one seller share the turn, whichever company they belong to and
whatever they send: a second writer of the catalogue would only be refused.
"""

from contextlib import contextmanager

from odoo.addons.retail_connector_base.platforms import TransientError

SOON = 2  # seconds until the next try


@contextmanager
def catalogue(client, options):
    """Be the only writer of the seller's catalogue; raise when there is one already."""
    take_turn = options.get("take_turn")
    if take_turn is None:
        yield
        return
    with take_turn(f"square catalogue {client.base} {client.merchant['id']}") as mine:
        if not mine:
            raise TransientError("The catalogue is being written.", "turn", SOON)
        yield
