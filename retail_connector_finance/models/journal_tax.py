"""Give items that leave with tax codes their part of the booked tax, and a line each.

Only for policies with tax codes. Tax items do not leave: their amounts are shared out
over the base items of their entry. Where the ledger computes the tax of a line, items
are put together so that it computes exactly these parts (see ``posting.tax_lines``).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..posting.tax_lines import cut, error, lines, share
from .retail_mapping_ledger_tax import rate_of

CODE, CUT, CONSUMED, OWN, UNFIT = "code", "cut", "consumed", "own", "unfit"

PIECES = """
SELECT e.item_id, e.sign, e.move_id,
       (e.policy_id, e.known, e.journal_id, e.date, e.unit)::text AS unit,
       e.grouping::text, e.tax, COALESCE(l.group_tax_id, l.tax_line_id) AS source,
       round(e.balance * e.sign / %(unit)s)::bigint AS base,
       CASE WHEN d.id IS NOT NULL THEN 'own' WHEN e.tax_as = 'cut' THEN 'code'
            ELSE e.tax_as END AS tax_as, e.tax_rate,
       round(COALESCE(e.tax_amount, 0) * e.sign / %(unit)s)::bigint AS tax_amount
  FROM retail_pending e
  LEFT JOIN account_move_line l ON l.id = e.item_id AND e.sign > 0
  LEFT JOIN retail_journal_tax_decision d ON d.backend_id = %(backend)s
   AND d.move_id = e.move_id AND e.sign > 0
 WHERE e.policy_id = ANY(%(policies)s) AND e.tax <> ''
 ORDER BY e.item_id"""

PLACED = """
UPDATE retail_pending e
   SET tax_as = v.tax_as, tax_rate = v.tax_rate, grouping = md5(v.slot)::uuid,
       tax_amount = v.tax_amount * %(unit)s * e.sign
  FROM unnest(%(items)s::int[], %(signs)s::int[], %(kinds)s::text[], %(rates)s::int[],
              %(taxes)s::bigint[], %(slots)s::text[])
       AS v(item_id, sign, tax_as, tax_rate, tax_amount, slot)
 WHERE e.item_id = v.item_id AND e.sign = v.sign"""

PARTS = """
SELECT (policy_id, known, journal_id, date, unit)::text, move_id, part
  FROM retail_part WHERE policy_id = ANY(%(policies)s)"""


@dataclass(slots=True)
class Piece:
    """One item: amounts in the smallest unit of the currency, as they are sent."""

    item: int
    sign: int
    move: int
    unit: str
    grouping: str
    tax: str
    source: int | None  # the tax whose amount the item is
    base: int
    kind: str | None
    rate: int | None
    amount: int

    @property
    def taxes(self):
        """Return the ids of a base item's taxes."""
        return [int(one) for one in self.tax.split(",")]


class RetailJournalTax(models.AbstractModel):
    """Share out tax, and keep apart what a ledger would compute otherwise."""

    _name = "retail.journal.tax"
    _description = "Tax Codes of Journal Batches"

    @api.model
    def _policies(self, backend):
        """Return the ids of the policies whose tax leaves as codes."""
        return backend.policy_ids.filtered(lambda p: p.tax_mode == "tax_codes").ids

    @api.model
    def _pieces(self, backend):
        """Return what is pending with tax, each with its part of the tax."""
        policies = self._policies(backend)
        if not policies:
            return []
        pieces = [
            Piece(*row)
            for row in self.env.execute_query(
                SQL(
                    PIECES,
                    unit=self._unit(backend),
                    backend=backend.id,
                    policies=policies,
                )
            )
        ]
        moves = defaultdict(list)
        for piece in pieces:
            if piece.sign > 0:
                moves[piece.move].append(piece)
        rates = _Rates(self.env)
        for found in moves.values():
            _share_out(found, rates)
        return pieces

    @api.model
    def _unit(self, backend):
        return Decimal(repr(backend.company_id.currency_id.rounding))

    @api.model
    def _place(self, backend, pieces, parts=None):
        """Write onto the pending items how their tax leaves, and which line takes them.

        :param parts: (unit, entry) -> the part of a summary that is split
        """
        groups = defaultdict(list)
        for piece in pieces:
            part = (parts or {}).get((piece.unit, piece.move), 1)
            groups[piece.unit, part, piece.grouping, piece.kind].append(piece)
        computed = backend._adapter_class().ledger.tax_codes == "computed"
        rows = []
        for (_unit, _part, grouping, kind), found in groups.items():
            for how, slot, place in self._lines(found, kind, computed):
                rows.append((found[place], how, f"{grouping} {how} {slot}"))
        self.env.cr.execute(
            SQL(
                PLACED,
                unit=self._unit(backend),
                items=[piece.item for piece, _how, _slot in rows],
                signs=[piece.sign for piece, _how, _slot in rows],
                kinds=[how for _piece, how, _slot in rows],
                rates=[piece.rate for piece, _how, _slot in rows],
                taxes=[piece.amount for piece, _how, _slot in rows],
                slots=[slot for _piece, _how, slot in rows],
            )
        )

    @api.model
    def _lines(self, pieces, kind, computed):
        """Yield (how it leaves, line, place of a piece) for the pieces of one group."""
        if not computed or kind != CODE:
            yield from ((kind, 0, place) for place in range(len(pieces)))
            return
        found, unfit = lines(
            [error(piece.base, piece.rate, piece.amount) for piece in pieces]
        )
        for slot, line in enumerate(found):
            yield from ((CODE, slot, place) for place in line)
        for place in unfit:
            piece = pieces[place]
            if cut(piece.base, piece.rate, piece.amount):
                yield CUT, place, place
            else:
                yield UNFIT, 0, place

    @api.model
    def _place_parts(self, backend, pieces):
        """Do it again where a summary is split: a line is in one part only."""
        rows = self.env.execute_query(SQL(PARTS, policies=self._policies(backend)))
        parts = {(unit, move): part for unit, move, part in rows}
        if any(part > 1 for part in parts.values()):
            self._place(backend, pieces, parts)


class _Rates(dict):
    """Rates of taxes by their ids as text, looked up once."""

    def __init__(self, env):
        super().__init__()
        self.env = env

    def __missing__(self, key):
        ids = [int(one) for one in key.split(",")]
        self[key] = rate_of(self.env["account.tax"].browse(ids))
        return self[key]


def _share_out(pieces, rates):
    """Say for the items of one entry how they leave, and with how much tax."""
    if pieces[0].kind == OWN:
        return
    bases = [piece for piece in pieces if piece.source is None]
    booked = Counter()
    for piece in pieces:
        if piece.source is not None:
            booked[piece.source] += piece.base
    carried = {tax for piece in bases for tax in piece.taxes}
    for piece in bases:
        piece.rate, piece.amount = rates[piece.tax], 0
    whole = all(piece.rate is not None for piece in bases)
    taxed_tax = any(" " in piece.tax for piece in pieces)
    if not whole or taxed_tax or booked.keys() - carried:
        for piece in pieces:  # no code can say that
            piece.kind, piece.rate, piece.amount = UNFIT, None, 0
        return
    for tax in carried:
        carriers = [piece for piece in bases if tax in piece.taxes]
        parts = share([one.base for one in carriers], rates[str(tax)], booked[tax])
        for piece, part in zip(carriers, parts, strict=True):
            piece.amount += part
    for piece in pieces:
        piece.kind = CODE if piece.source is None else CONSUMED
