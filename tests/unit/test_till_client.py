"""The reference till: its queue survives what happens on the line."""

import gzip
import hashlib
import json
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "setup"))

import till_catalogue  # noqa: E402
import till_client  # noqa: E402


class Office(BaseHTTPRequestHandler):
    """Store numbers, answer as the gate does; fail as told."""

    def do_POST(self):
        office = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        office.seen.append(dict(self.headers))
        plan = office.plan.pop(0) if office.plan else "ok"
        if plan == "refuse":  # nothing arrived
            return self._say(503, {"error": "not_connected"})
        if plan == "clock":
            ahead = datetime.now(UTC) + timedelta(hours=2)
            answer = {"error": "clock", "server_time": ahead.isoformat()}
            return self._say(401, answer)
        batch = json.loads(gzip.decompress(body))
        office.states.append(batch["register_state"])
        for record in batch["transactions"]:
            key = record["sequence"], record.get("revision", 0)
            office.stored.setdefault(key, record)
        if plan == "deaf":  # it arrived, the answer is lost
            return self._say(502, {})
        known = sorted({number for number, _revision in office.stored})
        contiguous = 0
        while contiguous + 1 in known:
            contiguous += 1
        last = batch["register_state"]["last_sequence"]
        missing = [[n, n] for n in range(1, last + 1) if n not in known]
        return self._say(
            200,
            {
                "contiguous_to": contiguous,
                "missing": missing,
                "conflicts": [],
                "next_heartbeat_s": 60,
            },
        )

    def do_GET(self):
        office = self.server
        path, _sep, query = self.path.partition("?since=")
        what = path.rsplit("/", 1)[1]
        if "/picture/" in path:
            return self._say(200, office.pictures[what])
        office.asked.append((what, int(query)))
        return self._say(200, office.deltas(what, int(query)))

    def _say(self, status, data):
        text = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def office():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Office)
    server.plan, server.stored, server.seen, server.states = [], {}, [], []
    server.pictures, server.asked = {}, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def till(office, tmp_path):
    queue = till_client.Queue(tmp_path / "till.sqlite")
    url = f"http://127.0.0.1:{office.server_port}/retail/pos/token"
    return till_client.TillClient(url, "S1/1", "key", queue)


def send_all(till, tries=50):
    for _try in range(tries):
        try:
            till.send()
        except till_client.NoLine:
            continue
        if not till.queue.count()[0] and not till.missing:
            return
    raise AssertionError("the queue does not empty")


def test_numbers_are_dense_and_survive_a_restart(till, tmp_path):
    first = till.queue.add({"kind": "sale"})
    again = till_client.Queue(tmp_path / "till.sqlite")
    second = again.add({"kind": "sale"})
    assert (first["sequence"], second["sequence"]) == (1, 2)
    assert first["id"] != second["id"]
    assert [r["sequence"] for r in again.waiting()] == [1, 2]


def test_everything_arrives_once_whatever_gets_lost(till, office):
    records = [till.queue.add({"kind": "sale", "n": n}) for n in range(25)]
    office.plan = ["refuse", "deaf", "refuse", "deaf"]
    send_all(till)
    assert sorted(office.stored) == [(n, 0) for n in range(1, 26)]
    assert [office.stored[r["sequence"], 0] for r in records] == records
    assert till.queue.count()[0] == 0


def test_a_record_is_kept_until_the_hole_before_it_is_filled(till, office):
    for _number in range(3):
        till.queue.add({"kind": "sale"})
    hole = till.queue.waiting()[0]
    till.queue.db.execute("DELETE FROM record WHERE sequence = 1")
    till.send()
    assert till.queue.count()[0] == 2
    assert till.missing == [[1, 1]]
    till.queue._keep(hole)
    send_all(till)
    assert sorted(office.stored) == [(1, 0), (2, 0), (3, 0)]


def test_a_changed_record_goes_out_as_a_revision(till, office):
    record = till.queue.add({"kind": "sale"})
    send_all(till)
    till.queue.change({**record, "kind": "void"})
    send_all(till)
    assert sorted(office.stored) == [(1, 0), (1, 1)]


def test_a_wrong_clock_is_corrected_by_the_answer(till, office):
    office.plan = ["clock"]
    till.send()
    stamps = [int(headers["X-Feed-Timestamp"]) for headers in office.seen]
    assert 7100 < stamps[1] - stamps[0] < 7300
    assert office.seen[0]["X-Feed-Nonce"] != office.seen[1]["X-Feed-Nonce"]


def test_an_empty_batch_is_the_heartbeat(till, office):
    till.send()
    assert office.states[0]["queued"] == 0
    assert office.stored == {}


def test_what_is_sold_is_kept_by_versions_and_pictures_are_fetched_once(till, office):
    sha1 = hashlib.sha1(b"mug").hexdigest()
    mug = {"name": "Mug", "pictures": [{"sha1": sha1}]}
    tee = {"name": "T-shirt", "pictures": []}
    told = {
        ("catalog", 0): ({"1": mug}, [], 1, True),
        ("catalog", 1): ({"2": tee}, [], 2, False),
        ("catalog", 2): ({}, ["1"], 3, False),
    }

    def deltas(kind, since):
        changed, gone, version, more = told.get(
            (kind, since), ({}, [], since if kind == "catalog" else 7, False)
        )
        return {"changed": changed, "gone": gone, "version": version, "more": more}

    office.deltas, office.pictures = deltas, {sha1: b"mug"}
    catalogue = till_catalogue.Catalogue(till)
    assert catalogue.pull() == {"catalog": 2, "prices": 0, "taxes": 0, "stock": 0}
    assert catalogue.offers("catalog") == {"1": mug, "2": tee}
    assert not catalogue.lacking()
    office.asked.clear()
    office.pictures.clear()  # it is not asked for again
    assert catalogue.pull()["catalog"] == 1
    assert office.asked == [("catalog", 2), ("prices", 7), ("taxes", 7), ("stock", 7)]
    assert catalogue.offers("catalog") == {"2": tee}


def test_a_picture_that_arrived_damaged_is_asked_for_again(till, office):
    sha1 = hashlib.sha1(b"mug").hexdigest()
    row = {"1": {"pictures": [{"sha1": sha1}]}}
    office.deltas = lambda kind, since: {
        "changed": row if kind == "catalog" and not since else {},
        "gone": [],
        "version": 1,
        "more": False,
    }
    office.pictures = {sha1: b"half"}
    catalogue = till_catalogue.Catalogue(till)
    with pytest.raises(till_client.NoLine):
        catalogue.pull()
    office.pictures = {sha1: b"mug"}
    catalogue.pull()
    assert not catalogue.lacking()
