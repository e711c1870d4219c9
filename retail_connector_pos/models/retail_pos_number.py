"""The numbers of a register that are here, and the holes between them."""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

STATES = [
    ("received", "Waits to be booked"),
    ("booked", "Booked"),
    ("nothing", "Nothing to book"),
    ("explained", "Explained by a person"),
]
COMPLETE = ("booked", "nothing", "explained")


class Number(NamedTuple):
    """One numbered record, as received."""

    sequence: int
    revision: int
    external_id: str
    uuid: str | None
    digest: str
    state: str = "received"


class RetailPosNumber(models.Model):
    """Keep each number of a register once: what it was, and that it is here.

    Unique in the database, so that a repeat changes nothing and a number that is used
    twice for different things is noticed.
    """

    _name = "retail.pos.number"
    _description = "Retail Register Number"
    _log_access = False
    _order = "register_id, epoch desc, sequence desc, revision desc"
    _rec_name = "sequence"

    register_id = fields.Many2one(
        "retail.pos.register", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    epoch = fields.Integer(required=True, readonly=True, aggregator=None)
    sequence = fields.Integer("Number", required=True, readonly=True, aggregator=None)
    revision = fields.Integer(required=True, readonly=True, aggregator=None)
    external_id = fields.Char(readonly=True)
    uuid = fields.Char(readonly=True)
    digest = fields.Char(readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    received_at = fields.Datetime(required=True, readonly=True)
    note = fields.Char(readonly=True)

    _unique = models.UniqueIndex("(register_id, epoch, sequence, revision)")
    _unique_uuid = models.UniqueIndex(
        "(register_id, uuid, revision) WHERE uuid IS NOT NULL"
    )
    _external_idx = models.Index("(register_id, external_id)")

    @api.model
    def _insert(self, register, epoch, numbers):
        """Store numbers; return the (sequence, revision) pairs that were new."""
        numbers = sorted(numbers, key=lambda n: (n.sequence, n.revision))
        if not numbers:
            return set()
        now = fields.Datetime.now()
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                register.id,
                register.company_id.id,
                epoch,
                number.sequence,
                number.revision,
                number.external_id,
                number.uuid,
                number.digest,
                number.state,
                now,
            )
            for number in numbers
        ]
        return set(
            self.env.execute_query(
                SQL(
                    """INSERT INTO retail_pos_number
                           (register_id, company_id, epoch, sequence, revision,
                            external_id, uuid, digest, state, received_at)
                       VALUES %s ON CONFLICT DO NOTHING
                    RETURNING sequence, revision""",
                    SQL(", ").join(rows),
                )
            )
        )

    @api.model
    def _digests(self, register, epoch, sequences):
        """Return (sequence, revision) -> (digest, external id)."""
        rows = self.env.execute_query(
            SQL(
                """SELECT sequence, revision, digest, external_id
                     FROM retail_pos_number
                    WHERE register_id = %s AND epoch = %s AND sequence = ANY(%s)""",
                register.id,
                epoch,
                list(sequences),
            )
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}

    @api.model
    def _replace(self, register, epoch, record):
        """Let a record that can be read take the place of one that could not."""
        self.env.cr.execute(
            SQL(
                """UPDATE retail_pos_number
                      SET digest = %s, uuid = %s, external_id = %s, state = %s
                    WHERE register_id = %s AND epoch = %s AND sequence = %s
                      AND revision = %s AND digest LIKE 'rejected %%'""",
                record.digest,
                record.uuid,
                record.external_id,
                "received" if record.kind == "receipt" else "nothing",
                register.id,
                epoch,
                record.sequence,
                record.revision,
            )
        )
        self.invalidate_model()

    @api.model
    def _mark(self, register, epoch, sequences, state):
        """Say what became of numbers."""
        self.env.cr.execute(
            SQL(
                """UPDATE retail_pos_number SET state = %s
                    WHERE register_id = %s AND epoch = %s AND sequence = ANY(%s)
                      AND state <> %s""",
                state,
                register.id,
                epoch,
                list(sequences),
                state,
            )
        )
        self.invalidate_model(["state"])

    def _explain(self, reason):
        """Keep why numbers will never come."""
        self.write({"note": reason})

    @api.model
    def _islands(self, register, epoch, after):
        """Return the unbroken runs [first, last] of numbers above ``after``."""
        return self.env.execute_query(
            SQL(
                """SELECT min(sequence), max(sequence) FROM (
                       SELECT sequence,
                              sequence - row_number() OVER (ORDER BY sequence) AS run
                         FROM (SELECT DISTINCT sequence FROM retail_pos_number
                                WHERE register_id = %s AND epoch = %s
                                  AND sequence > %s) AS known
                       ) AS numbered
                    GROUP BY run ORDER BY 1""",
                register.id,
                epoch,
                after,
            )
        )

    @api.model
    def _open_in(self, register, epoch, first, last):
        """Return (missing ranges, numbers that are here but not booked) of a range."""
        rows = self.env.execute_query(
            SQL(
                """SELECT sequence, bool_and(state IN %s)
                     FROM retail_pos_number
                    WHERE register_id = %s AND epoch = %s
                      AND sequence BETWEEN %s AND %s
                    GROUP BY sequence ORDER BY sequence""",
                COMPLETE,
                register.id,
                epoch,
                first,
                last,
            )
        )
        return holes([row[0] for row in rows], first, last), [
            sequence for sequence, complete in rows if not complete
        ]


def holes(known, first, last):
    """Return the ranges [from, to] of first..last that are not in sorted ``known``."""
    found, expected = [], first
    for sequence in known:
        if sequence > expected:
            found.append((expected, sequence - 1))
        expected = sequence + 1
    if expected <= last:
        found.append((expected, last))
    return found


def ranges_text(ranges, most=20):
    """Return ranges for a person: 17, 20-25."""
    parts = [str(a) if a == b else f"{a}-{b}" for a, b in ranges[:most]]
    return ", ".join(parts) + (" ..." if len(ranges) > most else "")
