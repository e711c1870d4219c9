"""State, background programs, the front door and reports of the bootstrap."""

import base64
import io
import socket
import stat
import sys
import time

import pytest

from retail_setup import demo, front, keys
from retail_setup.console import Console, SetupError
from retail_setup.processes import Program, start_mark
from retail_setup.results import read_junit
from retail_setup.shell import environment, run
from retail_setup.state import State, free_port


@pytest.fixture
def state(tmp_path):
    state = State(tmp_path / "repo", tmp_path / "home", tmp_path / "cache")
    state.prepare()
    return state


def test_the_state_is_beside_the_code_unless_told(tmp_path):
    cache = {"XDG_CACHE_HOME": str(tmp_path)}
    assert State.from_environment(cache, tmp_path).home == tmp_path / ".retail"
    told = State.from_environment({**cache, "RETAIL_HOME": "/srv/retail"}, tmp_path)
    assert str(told.home) == "/srv/retail"


def test_what_is_remembered_survives_and_none_forgets(state):
    state.remember(port=1, venv="a")
    state.remember(port=2, venv=None)
    assert state.recall("port") == 2
    assert state.recall("venv", "gone") == "gone"


def test_two_commands_do_not_work_in_one_folder(state):
    other = State(state.repo, state.home, state.cache)
    with state.lock(), pytest.raises(SetupError, match="at work"), other.lock():
        pytest.fail("the second command got in")
    with other.lock():
        pass


def test_the_encryption_key_is_made_once_private_and_fit_for_fernet(state):
    key = keys.encryption_key(state)
    assert keys.encryption_key(state) == key
    assert len(base64.urlsafe_b64decode(key)) == 32
    assert stat.S_IMODE(keys.file_of(state).stat().st_mode) == 0o600


def test_a_taken_port_is_not_given_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port


# Programs ---------------------------------------------------------------------

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT = [
    sys.executable,
    "-c",
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print(child.pid, flush=True)\n"
    "time.sleep(60)\n",
]


def test_a_program_is_known_again_and_stopped(state):
    process = Program(state, "sleeper").start(SLEEPER)
    again = Program(state, "sleeper")
    assert again.pid()
    assert again.stop()
    assert again.pid() is None
    assert not again.stop()
    process.wait(5)


def test_a_reused_process_id_is_not_mistaken(state):
    program = Program(state, "sleeper")
    program.start(SLEEPER)
    file = state.home / "sleeper.pid"
    known = file.read_text()
    try:
        file.write_text(known.replace('"mark": "', '"mark": "1'))
        assert program.pid() is None
        assert not program.stop()
    finally:
        file.write_text(known)
        program.stop()


def test_children_do_not_outlive_their_program(state):
    program = Program(state, "parent")
    program.start(PARENT)
    deadline = time.monotonic() + 10
    while not program.log.read_text().strip() and time.monotonic() < deadline:
        time.sleep(0.05)
    child = int(program.log.read_text())
    program.stop()
    time.sleep(0.1)
    assert start_mark(child) is None


def test_a_program_that_ends_at_once_shows_its_last_words(state):
    program = Program(state, "broken")
    process = program.start([sys.executable, "-c", "raise SystemExit('no port left')"])
    with pytest.raises(SetupError, match="no port left"):
        program.wait_until(lambda: False, process, timeout=10)


def test_a_failed_command_shows_its_output_and_advice(state):
    with pytest.raises(SetupError, match="disk is full") as failure:
        run(
            ["sh", "-c", "echo disk is full; exit 3"], log=state.log, advice="make room"
        )
    assert failure.value.advice == "make room"
    assert "[exit 3" in state.log.read_text()


def test_a_missing_program_is_named(state):
    with pytest.raises(SetupError, match="no-such-program is not installed"):
        run(["no-such-program"], log=state.log)


def test_the_environment_can_lose_a_variable(monkeypatch):
    monkeypatch.setenv("RETAIL_TEST", "x")
    assert environment()["RETAIL_TEST"] == "x"
    assert environment(RETAIL_TEST="y")["RETAIL_TEST"] == "y"
    assert "RETAIL_TEST" not in environment(RETAIL_TEST=None)


# The front door ---------------------------------------------------------------


def head(path, *lines):
    return b"\r\n".join([b"GET " + path + b" HTTP/1.1", *lines, b"", b""])


@pytest.mark.parametrize(
    ("path", "websocket"),
    [
        (b"/websocket", True),
        (b"/websocket?version=19.0-1", True),
        (b"/websocket/health", False),
        (b"/web/login?redirect=/websocket", False),
        (b"/", False),
    ],
)
def test_only_the_websocket_goes_to_the_evented_port(path, websocket):
    assert front.is_websocket(head(path, b"Host: a")) is websocket


def test_the_caller_is_told_to_odoo_and_connections_are_not_kept():
    sent = front.rewrite(
        head(b"/web", b"Host: localhost:8069", b"Connection: keep-alive"), "127.0.0.1"
    )
    assert b"X-Forwarded-Host: localhost:8069\r\n" in sent
    assert b"X-Forwarded-Proto: http\r\n" in sent
    assert b"keep-alive" not in sent
    assert sent.count(b"Connection: close") == 1
    assert sent.endswith(b"\r\n\r\n")


def test_a_proxy_with_tls_before_it_keeps_its_word():
    sent = front.rewrite(
        head(b"/web", b"Host: shop.test", b"x-forwarded-proto: https"), "127.0.0.1"
    )
    assert b"https" in sent
    assert b"X-Forwarded-Proto: http\r\n" not in sent


def test_a_websocket_keeps_its_upgrade():
    sent = front.rewrite(
        head(
            b"/websocket",
            b"Host: a",
            b"Connection: keep-alive, Upgrade",
            b"Upgrade: websocket",
        ),
        "127.0.0.1",
    )
    assert b"Connection: Upgrade\r\n" in sent
    assert b"Upgrade: websocket\r\n" in sent


# Reports ----------------------------------------------------------------------

JUNIT = """<testsuites><testsuite>
<testcase classname="a" name="good" time="1.5"/>
<testcase classname="a" name="bad"><failure message="x"/></testcase>
<testcase classname="a" name="broken"><error message="x"/></testcase>
<testcase classname="a" name="left"><skipped message="no browser"/></testcase>
<testcase classname="a" name="known"><skipped type="pytest.xfail"/></testcase>
</testsuite></testsuites>"""


def test_a_report_is_added_up(tmp_path):
    report = tmp_path / "junit.xml"
    report.write_text(JUNIT)
    tally = read_junit(report)
    assert tally.closing_line() == "2 passed, 2 failed, 1 skipped"
    assert not tally.good


def test_a_skip_alone_is_not_good(tmp_path):
    report = tmp_path / "junit.xml"
    report.write_text(
        '<testsuite><testcase classname="a" name="b"/><testcase classname="a" name="c">'
        '<skipped message="no http"/></testcase></testsuite>'
    )
    tally = read_junit(report)
    assert (tally.passed, tally.failed, tally.good) == (1, 0, False)
    assert "no http" in tally.troubles[0]


def test_nothing_run_is_not_good(tmp_path):
    report = tmp_path / "junit.xml"
    report.write_text("<testsuite/>")
    assert not read_junit(report).good


def test_a_short_synchronization_says_what_is_missing():
    rows = [
        {"what": "orders", "found": 11, "goal": 12},
        {"what": "customers", "found": 5, "goal": 5},
        {"what": "events", "found": 40, "goal": None},
    ]
    with pytest.raises(SetupError, match="orders: 11 instead of 12") as failure:
        demo.check(rows)
    assert "customers" not in str(failure.value)
    demo.check(rows[1:])


def test_a_failed_step_is_timed_and_named():
    stream, now = io.StringIO(), iter([10.0, 12.5, 20.0, 21.0])
    console = Console(stream, clock=lambda: next(now))
    with console.step("Odoo") as tell:
        tell("19.0")
    with pytest.raises(SetupError), console.step("Addons"):
        raise SetupError("no")
    first, second = stream.getvalue().splitlines()
    assert first.split() == ["Odoo", "2.5", "s", "19.0"]
    assert second.split() == ["Addons", "1.0", "s", "FAILED"]
