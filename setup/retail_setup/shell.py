"""Run other programs, keep what they say in a log, explain when they fail."""

import os
import shlex
import subprocess
import time

from .console import SetupError

TAIL = 12  # lines of output shown when a command fails


def tail(text, lines=TAIL):
    """Return the last lines of a text, indented for the console."""
    kept = [line for line in text.strip().splitlines() if line.strip()][-lines:]
    return "\n".join(f"    | {line}" for line in kept)


def run(command, *, log, advice="", what="", timeout=900, **options):
    """Run a command to its end and return its output (both streams).

    `timeout` is in seconds. The command and its output are appended to `log`.
    """
    command = [str(part) for part in command]
    started = time.monotonic()
    try:
        done = subprocess.run(
            command,
            stdin=options.pop("stdin", subprocess.DEVNULL),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            text=True,
            errors="replace",
            check=False,
            **options,
        )
    except FileNotFoundError as error:
        raise SetupError(f"{command[0]} is not installed", advice) from error
    except subprocess.TimeoutExpired as error:
        raise SetupError(
            f"{what or command[0]} did not end within {timeout} s", advice
        ) from error
    _append(log, command, done, time.monotonic() - started)
    if done.returncode:
        raise SetupError(
            f"{what or shlex.join(command)} failed (exit {done.returncode})\n"
            f"{tail(done.stdout)}",
            advice,
        )
    return done.stdout


def _append(log, command, done, seconds):
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as stream:
        stream.write(f"$ {shlex.join(command)}\n{done.stdout}")
        stream.write(f"[exit {done.returncode}, {seconds:.1f} s]\n\n")


def environment(**extra):
    """Return the caller's environment with changes; None removes a variable."""
    merged = {**os.environ, **{key: value for key, value in extra.items() if value}}
    return {
        key: value for key, value in merged.items() if extra.get(key, "") is not None
    }
