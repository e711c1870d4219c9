"""Two jobs at once must not make two contacts of one new customer."""

from odoo.tools import SQL

from ..models.transaction import own_transaction
from .item import Raced
from .party_search import KEYS, PartyIndex

LOCK = "retail.party"  # name of the locks; they end with the transaction


def claim(env, company, parties, look=own_transaction):
    """Keep others from creating contacts like these until our commit, or raise Raced.

    Neither job sees what the other has not committed, so who comes second must not
    create: it finds the lock taken, or, when the first one has committed since our
    snapshot, its contact in a newer one. Both times the next try finds the contact.

    :param look: opens a transaction that sees what is committed by now
    """
    keys = {
        f"{company.id}|{name}|{key}"
        for party in parties
        for name, (make_key, _expression) in KEYS.items()
        if (key := make_key(getattr(party, name)))
    }
    if not keys:
        return
    rows = env.execute_query(
        SQL(
            "SELECT pg_try_advisory_xact_lock(hashtext(%s), hashtext(key))"
            " FROM unnest(%s::text[]) AS key",
            LOCK,
            sorted(keys),
        )
    )
    if not all(free for (free,) in rows):
        raise Raced
    with look(env, read_committed=True) as newer:
        now = _ids(newer, company, parties)
    if now - _ids(env, company, parties):
        raise Raced


def _ids(env, company, parties):
    """Return the ids of the contacts that share something with these parties."""
    index = PartyIndex(env, company, parties)
    return {
        partner.id
        for found in index.partners.values()
        for partners in found.values()
        for partner in partners
    }
