"""A real Odoo of its own for an end-to-end test: database, processes, calls.

Everything is told by the environment, ``setup/test`` sets it:

* ``RETAIL_ODOO_BIN``: command that starts Odoo
* ``RETAIL_ODOO_CONF``: its configuration (addons path, data directory)
* ``RETAIL_DB_TEMPLATE``: database with the addons installed, cloned for each server
* ``PGHOST PGPORT PGUSER PGPASSWORD``: the PostgreSQL server
"""

import configparser
import contextlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
import xmlrpc.client
from pathlib import Path

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT = 120  # seconds until the first page answers
STOP_TIMEOUT = 20  # seconds for an orderly stop before SIGKILL
NOT_SHIPPED = "selfie_segmentation"  # a video effect packaged Odoo comes without
_given = set()  # ports handed out by this process, perhaps not listened on yet
POLL = 0.2  # seconds between two looks at a condition


class SetupError(RuntimeError):
    """The environment does not say what an end-to-end test needs."""


def setting(name: str) -> str:
    """Return an environment variable, or say which one is missing."""
    value = os.environ.get(name)
    if not value:
        raise SetupError(f"{name} is not set; run the tests with ./setup/test")
    return value


def free_port() -> int:
    """Return a port nobody listens on, from RETAIL_PORTS ('from-to') if given."""
    first, _, last = os.environ.get("RETAIL_PORTS", "0-0").partition("-")
    for port in range(int(first), int(last) + 1):
        if port in _given:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                found = probe.getsockname()[1]
                _given.add(found)
                return found
    raise SetupError("no free port left in RETAIL_PORTS")


def wait_until(condition, timeout: float, what: str):
    """Return the first true value of ``condition()``; fail after ``timeout``."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout:.0f} s in vain for {what}")
        time.sleep(POLL)


def _admin_connection():
    connection = psycopg2.connect(dbname="postgres")  # the rest is PG*
    connection.autocommit = True
    return connection


def _filestore(db: str) -> Path | None:
    config = configparser.ConfigParser(interpolation=None)
    config.read(setting("RETAIL_ODOO_CONF"))
    data = config.get("options", "data_dir", fallback="")
    return Path(data) / "filestore" / db if data else None


def clone_database(db: str, template: str | None = None) -> None:
    """Make ``db`` a copy of the template, its files linked, not copied."""
    template = template or setting("RETAIL_DB_TEMPLATE")
    drop_database(db)
    with contextlib.closing(_admin_connection()) as connection:
        connection.cursor().execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(db), sql.Identifier(template)
            )
        )
    source, target = _filestore(template), _filestore(db)
    if source and source.is_dir():
        # Files are named by their content and never rewritten: links are safe
        shutil.copytree(source, target, copy_function=os.link)


def drop_database(db: str) -> None:
    """Remove a test's database and files, whoever is still connected."""
    with contextlib.closing(_admin_connection()) as connection:
        connection.cursor().execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(db)
            )
        )
    files = _filestore(db)
    if files:
        shutil.rmtree(files, ignore_errors=True)


def run_in_shell(db: str, code: str) -> str:
    """Run Python in ``odoo shell`` (it finds ``env``), commit, return its output."""
    done = subprocess.run(
        [*_command("shell"), "-d", db, "--no-http", "--log-level=warn"],
        input=f"{code}\nenv.cr.commit()\n",
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode or "Traceback" in done.stderr:
        raise AssertionError(f"odoo shell failed:\n{done.stderr[-4000:]}")
    return done.stdout


def _command(*subcommand: str) -> list[str]:
    command = shlex.split(setting("RETAIL_ODOO_BIN"))
    options = ["-c", setting("RETAIL_ODOO_CONF")]
    for option, variable in (
        ("--db_host", "PGHOST"),
        ("--db_port", "PGPORT"),
        ("--db_user", "PGUSER"),
        ("--db_password", "PGPASSWORD"),
    ):
        if os.environ.get(variable):
            options += [option, os.environ[variable]]
    return [*command, *subcommand, *options]


class OdooServer:
    """One Odoo on one database; ``with OdooServer(db) as odoo:`` starts and stops it.

    :param workers: 0 is one process with threads; 2 and more are processes
    :param channels: queue_job's channels; empty: no job runner
    :param options: more command line options
    :param environ: more environment variables
    """

    def __init__(self, db, workers=0, channels="", port=None, options=(), environ=None):
        self.db, self.workers, self.channels = db, workers, channels
        self.port = port or free_port()
        self.options, self.environ = tuple(options), dict(environ or {})
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.log = Path(tempfile.mkdtemp(prefix="retail-odoo-")) / "odoo.log"
        self._uid = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc):
        self.stop()

    def start(self):
        """Start Odoo and wait until it answers."""
        environ = os.environ | {
            "ODOO_QUEUE_JOB_CHANNELS": self.channels or "root:0",
            "ODOO_QUEUE_JOB_PORT": str(self.port),
            "ODOO_QUEUE_JOB_HOST": "127.0.0.1",
        }
        command = [
            *_command("server"),
            *("-d", self.db, f"--db-filter=^{self.db}$"),
            *("--http-interface=127.0.0.1", f"--http-port={self.port}"),
            *(f"--gevent-port={free_port()}", f"--workers={self.workers}"),
            *("--max-cron-threads=1" if self.channels else "--max-cron-threads=0",),
            *self.options,
        ]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environ | self.environ,
                start_new_session=True,  # so that the whole family can be killed
            )
        wait_until(self._answers, START_TIMEOUT, f"Odoo, see {self.log}")
        return self

    def _answers(self):
        if self.process.poll() is not None:
            tail = self.log.read_text()[-3000:]
            raise AssertionError(f"Odoo ended with {self.process.returncode}:\n{tail}")
        with contextlib.suppress(OSError, xmlrpc.client.Error):
            return bool(self._proxy("common").version())
        return False

    def stop(self):
        """Stop in order; what does not stop is killed."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_TIMEOUT)
        self.kill()

    def kill(self):
        """Kill -9 the server with all its workers at once."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_TIMEOUT)
        self.process = None

    def restart(self):
        """Start again after a stop or a kill."""
        self.stop()
        return self.start()

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers (none when there are only threads)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_worker(self, choose) -> int:
        """Kill -9 one worker, picked by ``choose(pids)``; Odoo starts another."""
        pid = choose(self.worker_pids())
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return pid

    def _proxy(self, service):
        return xmlrpc.client.ServerProxy(
            f"{self.url}/xmlrpc/2/{service}", allow_none=True
        )

    def call(self, model, method, *args, login="admin", password="admin", **kwargs):
        """Call a public method as a user and return its result."""
        if self._uid is None or self._uid[0] != login:
            uid = self._proxy("common").authenticate(self.db, login, password, {})
            self._uid = (login, uid)
        return self._proxy("object").execute_kw(
            self.db, self._uid[1], password, model, method, args, kwargs
        )

    @contextlib.contextmanager
    def cursor(self):
        """Yield a cursor on the database, committed at the end."""
        connection = psycopg2.connect(dbname=self.db)
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def query(self, statement, *values):
        """Return the rows of one SELECT."""
        with self.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall()

    def errors(self) -> list[str]:
        """Return the log's lines of errors that are not the packaging's."""
        return [
            line
            for line in self.log.read_text().splitlines()
            if (" ERROR " in line or " CRITICAL " in line) and NOT_SHIPPED not in line
        ]


@contextlib.contextmanager
def seeded_server(seed: str):
    """Give a server on a copy of the template that ``seed`` has filled."""
    db = f"retail_e2e_{os.getpid()}_{uuid.uuid4().hex[:6]}"
    clone_database(db)
    try:
        run_in_shell(db, seed)
        with OdooServer(db) as odoo:
            yield odoo
    finally:
        drop_database(db)
