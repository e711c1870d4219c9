#!/usr/bin/env python3
"""A till's side of what the store feed tells: keep what is sold, on disk.

A reference like ``till_client.py``, which it needs beside it. Each kind has a version;
asked for what changed since, the feed answers with whole versions, so it is all one
how long the till was off or how often it asks. Pictures are named by the digest of
their content and fetched once.

    till_catalogue.py --url .../retail/pos/TOKEN --register S1/1 --key-file FILE
        --queue till.sqlite
"""

import argparse
import hashlib
import json
from pathlib import Path

from till_client import NoLine, Queue, TillClient

KINDS = ("catalog", "prices", "taxes", "stock")
SCHEMA = """
CREATE TABLE IF NOT EXISTS offer (
    kind TEXT, key TEXT, content TEXT NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS picture (sha1 TEXT PRIMARY KEY, content BLOB NOT NULL);
"""


class Catalogue:
    """What this till sells, for how much, and what is left."""

    def __init__(self, client):
        self.client, self.db = client, client.queue.db
        self.db.executescript(SCHEMA)

    def pull(self):
        """Bring everything up to date; return how many entries there are of each."""
        for kind in KINDS:
            more = True
            while more:
                version = self.client.queue.get(f"version {kind}")
                delta = self.client.fetch(kind, int(version))
                self._keep(kind, delta)
                more = delta["more"]
        for sha1 in self.lacking():
            self._keep_picture(sha1, self.client.fetch_picture(sha1))
        return {kind: len(self.offers(kind)) for kind in KINDS}

    def offers(self, kind):
        """Return key -> content of a kind."""
        rows = self.db.execute("SELECT key, content FROM offer WHERE kind = ?", [kind])
        return {key: json.loads(content) for key, content in rows}

    def lacking(self):
        """Return the pictures that are named and not here."""
        named = {
            picture["sha1"]
            for entry in self.offers("catalog").values()
            for picture in entry["pictures"]
        }
        known = {sha1 for (sha1,) in self.db.execute("SELECT sha1 FROM picture")}
        return sorted(named - known)

    def _keep(self, kind, delta):
        """Take over what changed and up to which version, in one transaction."""
        rows = [[kind, key, json.dumps(row)] for key, row in delta["changed"].items()]
        gone = [[kind, key] for key in delta["gone"]]
        with self.db:
            self.db.executemany("REPLACE INTO offer VALUES (?, ?, ?)", rows)
            self.db.executemany("DELETE FROM offer WHERE kind = ? AND key = ?", gone)
            version = [f"version {kind}", str(delta["version"])]
            self.db.execute("REPLACE INTO state VALUES (?, ?)", version)

    def _keep_picture(self, sha1, content):
        """Keep a picture if it is the one that was named."""
        if hashlib.sha1(content).hexdigest() != sha1:
            raise NoLine("a picture arrived damaged")
        with self.db:
            self.db.execute("REPLACE INTO picture VALUES (?, ?)", [sha1, content])


def main(arguments=None):
    """Bring the till up to date once."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help=".../retail/pos/TOKEN")
    parser.add_argument("--register", required=True, help="STORE/REGISTER")
    parser.add_argument("--key-file", required=True, type=Path)
    parser.add_argument("--queue", required=True, type=Path)
    options = parser.parse_args(arguments)
    key = options.key_file.read_text().strip()
    client = TillClient(options.url, options.register, key, Queue(options.queue))
    print(json.dumps(Catalogue(client).pull()))


if __name__ == "__main__":
    main()
