#!/usr/bin/env python3
"""A till's side of the store feed: queue on disk, send when there is a line.

A reference for whoever builds a till; it needs nothing but Python. The rules are few:
a record gets its number and id once, before the first try to send; it stays in the
queue until an answer's ``contiguous_to`` covers it; what an answer calls missing is
sent again. So it does not matter which request or answer gets lost.

    till_client.py OPTIONS add < record.json
    till_client.py OPTIONS send        # once, with a heartbeat when there is nothing
    till_client.py OPTIONS run         # for ever
    till_client.py OPTIONS fetch prices --since 0

with --url .../retail/pos/TOKEN --register S1/1 --key-file FILE --queue till.sqlite
"""

import argparse
import gzip
import hashlib
import hmac
import json
import secrets
import sqlite3
import sys
import time
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

MOST = 200  # records of one batch
TIMEOUT = 30  # seconds for an answer
LONGEST_WAIT = 300  # seconds between tries
SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    sequence INTEGER, revision INTEGER, body TEXT NOT NULL, queued_at TEXT NOT NULL,
    PRIMARY KEY (sequence, revision));
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT);
"""


class NoLine(Exception):
    """Nothing was sent, or no answer came: try again later."""


class Queue:
    """Records that wait on this till, on disk."""

    def __init__(self, path):
        self.db = sqlite3.connect(path)
        self.db.executescript(SCHEMA)

    def get(self, name, default="0"):
        """Return a remembered value."""
        row = self.db.execute("SELECT value FROM state WHERE name = ?", [name])
        return (row.fetchone() or [default])[0]

    def put(self, name, value):
        """Remember a value."""
        with self.db:
            self.db.execute("REPLACE INTO state VALUES (?, ?)", [name, str(value)])

    def add(self, record):
        """Give a record its number and id, and keep it; return it.

        Number and record are one transaction: no number is lost or used twice.
        """
        with self.db:
            sequence = int(self.get("last_sequence")) + 1
            record = {"id": str(uuid.uuid4()), **record, "sequence": sequence}
            self.db.execute(
                "REPLACE INTO state VALUES ('last_sequence', ?)", [str(sequence)]
            )
            self._keep(record)
        return record

    def change(self, record):
        """Keep a later version of a record that may have been sent already."""
        with self.db:
            self._keep({**record, "revision": record.get("revision", 0) + 1})

    def _keep(self, record):
        now = datetime.now(UTC).isoformat()
        row = [record["sequence"], record.get("revision", 0), json.dumps(record), now]
        self.db.execute("INSERT INTO record VALUES (?, ?, ?, ?)", row)

    def waiting(self, most=MOST):
        """Return the oldest records that wait."""
        rows = self.db.execute(
            "SELECT body FROM record ORDER BY sequence, revision LIMIT ?", [most]
        )
        return [json.loads(body) for (body,) in rows]

    def in_ranges(self, ranges, most=MOST):
        """Return the records of ranges of numbers."""
        found = []
        for first, last in ranges:
            rows = self.db.execute(
                "SELECT body FROM record WHERE sequence BETWEEN ? AND ? "
                "ORDER BY sequence, revision LIMIT ?",
                [first, last, most - len(found)],
            )
            found += [json.loads(body) for (body,) in rows]
            if len(found) >= most:
                break
        return found

    def count(self):
        """Return (how many records wait, since when)."""
        return self.db.execute("SELECT count(*), min(queued_at) FROM record").fetchone()

    def forget(self, records, contiguous_to):
        """Delete the records just sent that the answer covers."""
        covered = [
            [record["sequence"], record.get("revision", 0)]
            for record in records
            if record["sequence"] <= contiguous_to
        ]
        with self.db:
            self.db.executemany(
                "DELETE FROM record WHERE sequence = ? AND revision = ?", covered
            )


def signature(key, register, timestamp, nonce, method, path, body):
    """Return the signature of a request: HMAC-SHA256 over head and raw body."""
    head = "\n".join((register, str(timestamp), nonce, method, path, ""))
    return hmac.new(key.encode(), head.encode() + body, hashlib.sha256).hexdigest()


class TillClient:
    """Send a queue's records and understand the answers."""

    def __init__(self, url, register, key, queue, epoch=1, clock=time.time):
        self.url, self.register, self.key = url.rstrip("/"), register, key
        self.queue, self.epoch, self.clock = queue, epoch, clock
        self.skew = 0.0  # seconds the server is ahead of this till
        self.missing = []

    def send(self):
        """Send one batch, a heartbeat if nothing waits; return the answer."""
        records = self.queue.in_ranges(self.missing) if self.missing else []
        records = records or self.queue.waiting()
        waiting, oldest = self.queue.count()
        store, _sep, register = self.register.partition("/")
        now = datetime.now(UTC).isoformat()
        batch = {
            "feed_version": "1.0",
            "store_id": store,
            "register_id": register,
            "epoch": self.epoch,
            "batch_id": str(uuid.uuid4()),
            "sent_at": now,
            "register_state": {
                "last_sequence": int(self.queue.get("last_sequence")),
                "queued": max(waiting - len(records), 0),
                "oldest_queued_at": oldest,
                "software": "reference client 1.0",
                "clock": now,
            },
            "transactions": records,
        }
        body = gzip.compress(json.dumps(batch).encode(), 6)
        answer = self._request("POST", "/feed", body)
        self.missing = answer["missing"]
        self.queue.forget(records, answer["contiguous_to"])
        for number in answer["conflicts"]:
            print(f"number {number} was used before: see Odoo", file=sys.stderr)
        return answer

    def fetch(self, kind, since=0):
        """Return what changed of catalog, prices, taxes or stock since a version."""
        return self._request("GET", f"/{kind}?since={since}")

    def fetch_picture(self, sha1):
        """Return the content of a picture that the catalogue names."""
        return self._request("GET", f"/picture/{sha1}", raw=True)

    def _request(self, method, path, body=b"", again=True, raw=False):
        timestamp, nonce = int(self.clock() + self.skew), secrets.token_hex(16)
        full = urlsplit(self.url).path + path
        request = urllib.request.Request(
            self.url + path,
            data=body if method == "POST" else None,
            method=method,
            headers={
                "Content-Type": "application/json",
                "Content-Encoding": "gzip" if body else "identity",
                "X-Feed-Register": self.register,
                "X-Feed-Timestamp": str(timestamp),
                "X-Feed-Nonce": nonce,
                "X-Feed-Signature": signature(
                    self.key, self.register, timestamp, nonce, method, full, body
                ),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
                return response.read() if raw else json.load(response)
        except urllib.error.HTTPError as error:
            said = _json(error)
            if said.get("error") == "clock" and again:
                server = datetime.fromisoformat(said["server_time"]).timestamp()
                self.skew = server - self.clock()
                return self._request(method, path, body, again=False, raw=raw)
            if error.code >= 500 or error.code == 409:
                raise NoLine(f"{error.code}") from None
            raise SystemExit(f"refused: {error.code} {said.get('error')}") from None
        except (OSError, ValueError) as error:
            raise NoLine(str(error)) from None

    def run(self, sleep=time.sleep):
        """Send for ever: at once what is new, a heartbeat when it is quiet."""
        wait = 1
        while True:
            try:
                answer = self.send()
            except NoLine:
                sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            wait = 1
            busy = answer["missing"] or self.queue.count()[0]
            sleep(0 if busy else answer["next_heartbeat_s"])


def _json(error):
    try:
        return json.load(error)
    except ValueError:
        return {}


def main(arguments=None):
    """Run a command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help=".../retail/pos/TOKEN")
    parser.add_argument("--register", required=True, help="STORE/REGISTER")
    parser.add_argument("--key-file", required=True, type=Path)
    parser.add_argument("--queue", required=True, type=Path)
    parser.add_argument("--epoch", type=int, default=1)
    parser.add_argument("command", choices=("add", "send", "run", "fetch"))
    parser.add_argument("kind", nargs="?", default="catalog")
    parser.add_argument("--since", type=int, default=0)
    options = parser.parse_args(arguments)
    queue = Queue(options.queue)
    key = options.key_file.read_text().strip()
    client = TillClient(options.url, options.register, key, queue, options.epoch)
    if options.command == "add":
        for record in _records(sys.stdin):
            print(queue.add(record)["sequence"])
    elif options.command == "send":
        print(json.dumps(client.send()))
    elif options.command == "fetch":
        print(json.dumps(client.fetch(options.kind, options.since)))
    else:
        client.run()


def _records(stream):
    data = json.load(stream)
    return data if isinstance(data, list) else [data]


if __name__ == "__main__":
    main()
