"""A field whose text is kept compressed in the database."""

import zlib

import psycopg2

from odoo import fields

LEVEL = 1  # most of the gain for a tenth of the time; a webhook waits for it


def compress(text):
    """Return the bytes to store for ``text`` (str or bytes)."""
    return zlib.compress(text.encode() if isinstance(text, str) else text, LEVEL)


def decompress(data):
    """Return the text stored in ``data``."""
    return zlib.decompress(data).decode(errors="replace")


class CompressedText(fields.Field):
    """Be text in Python and compressed bytes in PostgreSQL; not searchable."""

    type = "text"
    _column_type = ("bytea", "bytea")
    prefetch = False

    def convert_to_column(self, value, record, values=None, validate=True):
        """Return the bytes to store."""
        if value is None or value is False:
            return None
        return psycopg2.Binary(compress(value))

    def convert_to_cache(self, value, record, validate=True):
        """Return text, from text or from the stored bytes."""
        if value is None or value is False:
            return None
        if isinstance(value, memoryview | bytes):
            return decompress(bytes(value))
        return value

    def convert_to_record(self, value, record):
        """Return text, or False when there is none."""
        if isinstance(value, memoryview | bytes):
            return decompress(bytes(value))
        return False if value is None else value

    def convert_to_export(self, value, record):
        """Return the text."""
        return value or ""
