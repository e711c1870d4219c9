"""Start, watch and stop background programs by process id."""

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from .console import SetupError
from .shell import tail
from .state import write_private

STOP_PATIENCE = 20  # seconds between asking a program to stop and making it


def start_mark(pid):
    """Return when a process started, so that a reused id is not mistaken for it."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return None
    else:
        after_name = fields.rpartition(")")[2].split()
        return None if after_name[0] == "Z" else after_name[19]
    shown = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return shown.stdout.strip() or None


class Program:
    """One background program, known by a file that holds its process id."""

    def __init__(self, state, name):
        self.name = name
        self.log = state.log_of(name)
        self._file = state.home / f"{name}.pid"
        self._process = None  # when this very object started it

    def pid(self):
        """Return the process id while the program lives, else None."""
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return known["pid"] if start_mark(known["pid"]) == known["mark"] else None

    def start(self, command, **options):
        """Start the program in a session of its own and return its process."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=options.pop("stdout", log),
                stderr=log,
                start_new_session=True,
                **options,
            )
        self._process = process
        mark = start_mark(process.pid)
        write_private(self._file, json.dumps({"pid": process.pid, "mark": mark}))
        return process

    def wait_until(self, ready, process, timeout, advice=""):
        """Wait for a started program to be ready; fail when it ends before."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise SetupError(
                    f"{self.name} ended at once (exit {process.returncode})\n"
                    f"{tail(self.log.read_text(encoding='utf-8', errors='replace'))}",
                    advice or f"read {self.log}",
                )
            if ready():
                return
            time.sleep(0.1)
        raise SetupError(
            f"{self.name} did not answer within {timeout} s",
            advice or f"read {self.log}",
        )

    def stop(self):
        """Stop the program and what it started; return whether it was running."""
        pid = self.pid()
        if pid is None:
            self._file.unlink(missing_ok=True)
            return False
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_PATIENCE
        while self.pid() is not None and time.monotonic() < deadline:
            self._reap(pid)
            time.sleep(0.05)
        # Workers share the program's session; none may outlive it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        self._reap(pid)
        self._file.unlink(missing_ok=True)
        return True

    def _reap(self, pid):
        """Collect a child of ours that has ended."""
        if self._process is not None and self._process.pid == pid:
            self._process.poll()
            return
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
