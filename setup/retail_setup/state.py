"""Where the bootstrap keeps what it makes, and what it remembers between runs."""

import fcntl
import hashlib
import json
import os
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .console import SetupError

REPO = Path(__file__).resolve().parents[2]
ADDONS = (
    "retail_connector_base",
    "retail_connector_shopify",
    "retail_connector_pos",
    "retail_connector_finance",
)


@dataclass(frozen=True)
class State:
    """The folders of one installation: its state and the user's download cache."""

    repo: Path
    home: Path
    cache: Path

    @classmethod
    def from_environment(cls, environ=os.environ, repo=REPO):
        """Place the state beside the checkout unless RETAIL_HOME says otherwise."""
        home = environ.get("RETAIL_HOME") or repo / ".retail"
        cache = environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return cls(repo, Path(home).absolute(), Path(cache) / "retail-connector")

    @property
    def venv(self):
        return self.home / "venv"

    @property
    def python(self):
        return self.venv / "bin" / "python"

    @property
    def odoo_bin(self):
        return self.home / "bin" / "odoo"

    @property
    def contracts(self):
        return self.home / "contracts"

    @property
    def log(self):
        return self.home / "logs" / "setup.log"

    def log_of(self, name):
        return self.home / "logs" / f"{name}.log"

    def prepare(self):
        """Make the folders; the state holds secrets, so it is the user's alone."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self.log.parent.mkdir(exist_ok=True)
            (self.home / "bin").mkdir(exist_ok=True)
            self.cache.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError(
                f"cannot write {error.filename}: {error.strerror}",
                "set RETAIL_HOME (state) or XDG_CACHE_HOME (downloads) to a folder "
                "that you may write",
            ) from error

    # What is remembered -------------------------------------------------------

    def recall(self, name, default=None):
        """Return a remembered value."""
        return self._memory().get(name, default)

    def remember(self, **values):
        """Keep values for the next run; None forgets."""
        memory = {**self._memory(), **values}
        memory = {key: value for key, value in memory.items() if value is not None}
        write_private(self._memory_file, json.dumps(memory, indent=2, sort_keys=True))

    @property
    def _memory_file(self):
        return self.home / "state.json"

    def _memory(self):
        try:
            return json.loads(self._memory_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}

    @contextmanager
    def lock(self):
        """Let one setup command at a time change this installation."""
        with (self.home / "lock").open("w", encoding="utf-8") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SetupError(
                    "another setup command is at work in this folder",
                    "wait for it to end, or give this one its own RETAIL_HOME",
                ) from error
            yield


def write_private(path, text):
    """Replace a file's text at once; only the user may read it."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    temporary.replace(path)


def digest(*parts):
    """Return a short stable name for what something was made from."""
    joined = json.dumps(parts, sort_keys=True, default=str).encode()
    return hashlib.sha256(joined).hexdigest()[:12]


def free_port(preferred=None):
    """Return the preferred port of this machine when it is free, else a free one."""
    for candidate in (preferred, 0):
        if candidate is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise SetupError("no port is free on 127.0.0.1")
