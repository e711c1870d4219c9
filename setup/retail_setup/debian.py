"""Fetch Debian packages without touching the system's own package lists.

The archive's address is taken from the machine's configuration; none is written here.
"""

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .console import SetupError
from .shell import run

INSTALLED = "/var/lib/dpkg/status"  # what this machine has
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
ELSEWHERE = (
    "get Odoo 19.0 yourself (a checkout or an unpacked tree) and set ODOO_HOME to the "
    "folder that holds odoo/release.py"
)


@dataclass(frozen=True)
class Wanted:
    """A package and the release it is taken from ('' is the running release)."""

    name: str
    release: str = ""


def parse_index_targets(text, codename):
    """Return the archive's address for a release from apt's list of its indexes.

    Each line of `text` is an address and a code name; updates and security archives
    have code names of their own and are not meant.
    """
    for line in text.splitlines():
        address, _, name = line.strip().rpartition(" ")
        if name == codename and address:
            return address
    raise SetupError(
        f"this machine's apt knows no archive of Debian {codename}", ELSEWHERE
    )


def parse_plan(text):
    """Return the packages that apt's simulation would install, as it names them."""
    return re.findall(r"^Inst (\S+)", text, re.M)


def running_release():
    """Return the code name of the running Debian; explain on other systems."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    if release.get("ID") != "debian" or not shutil.which("apt-get"):
        name = release.get("PRETTY_NAME", platform.system())
        raise SetupError(
            f"no Odoo 19 was found, and it can be fetched by itself on Debian only "
            f"(this is {name})",
            ELSEWHERE,
        )
    return release["VERSION_CODENAME"]


class Fetcher:
    """apt-get with lists and cache of its own, usable by any user."""

    def __init__(self, folder, log):
        self._folder = folder
        self._log = log
        self._codename = running_release()

    def fetch(self, wanted, into):
        """Download packages into a folder and return their files, cached or new."""
        cached = Shelf(into).lookup(wanted)
        if cached:
            return cached
        self._update({item.release for item in wanted})
        return self._download(wanted, into)

    def fetch_whole(self, name, into):
        """Download a package and all it needs that this machine does not have."""
        self._update({""})
        planned = self._apt(
            "install", "--simulate", "--no-install-recommends", name, status=INSTALLED
        )
        wanted = [Wanted(found) for found in parse_plan(planned)]
        return Shelf(into).lookup(wanted) or self._download(wanted, into)

    def _update(self, releases):
        """Read the lists of some releases."""
        address = parse_index_targets(self._index_targets(), self._codename)
        self._write_sources(address, releases)
        self._apt("update", "-qq")

    def _download(self, wanted, into):
        into.mkdir(parents=True, exist_ok=True)
        names = [f"{item.name}/{item.release or self._codename}" for item in wanted]
        self._apt("download", "-qq", *names, cwd=into)
        return Shelf(into).register(wanted)

    def _index_targets(self):
        return run(
            [
                "apt-get",
                "indextargets",
                "--format",
                "$(REPO_URI) $(CODENAME)",
                "Created-By: Packages",
            ],
            log=self._log,
            advice=ELSEWHERE,
        )

    def _write_sources(self, address, releases):
        if not KEYRING.exists():
            raise SetupError(
                f"{KEYRING} is missing",
                f"install debian-archive-keyring, or {ELSEWHERE}",
            )
        for part in ("lists/partial", "cache/archives/partial"):
            (self._folder / part).mkdir(parents=True, exist_ok=True)
        lines = (
            f"deb [signed-by={KEYRING}] {address} {release or self._codename} main\n"
            for release in sorted(releases | {""})
        )
        (self._folder / "sources.list").write_text("".join(lines), encoding="utf-8")

    def _apt(self, command, *arguments, cwd=None, status="/dev/null"):
        options = {
            "Dir::Etc::SourceList": self._folder / "sources.list",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
            "Dir::State::Lists": self._folder / "lists",
            "Dir::State::Status": status,
            "Dir::Cache": self._folder / "cache",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        if os.geteuid() == 0:
            # apt's own user cannot write into a folder that is the caller's
            options["APT::Sandbox::User"] = "root"
        flags = [
            part for key, value in options.items() for part in ("-o", f"{key}={value}")
        ]
        return run(
            ["apt-get", *flags, command, *arguments],
            log=self._log,
            cwd=cwd,
            what=f"apt-get {command}",
            advice=f"check the network and run again, or {ELSEWHERE}",
        )


class Shelf:
    """A folder of downloaded packages, with the check sums they arrived with."""

    def __init__(self, folder):
        self._folder = folder
        self._list = folder / "packages.json"

    def lookup(self, wanted):
        """Return the files of the wanted packages when all are here and whole."""
        try:
            known = json.loads(self._list.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        files = []
        for item in wanted:
            name, checksum = known.get(item.name, ("", ""))
            path = self._folder / name
            if not name or not path.is_file() or sha256(path) != checksum:
                return []
            files.append(path)
        return files

    def register(self, wanted):
        """Remember the newest file of each package; the download was verified."""
        known, files = {}, []
        for item in wanted:
            found = sorted(
                self._folder.glob(f"{item.name}_*.deb"),
                key=lambda path: path.stat().st_mtime,
            )
            if not found:
                raise SetupError(f"apt-get did not deliver {item.name}", ELSEWHERE)
            files.append(found[-1])
            known[item.name] = (found[-1].name, sha256(found[-1]))
        self._list.write_text(json.dumps(known, indent=2), encoding="utf-8")
        return files


def sha256(path):
    """Return a file's SHA-256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def unpack(package, into, exclude=()):
    """Unpack a package's files into a folder, leaving patterns out."""
    into.mkdir(parents=True, exist_ok=True)
    flags = [f"--exclude={pattern}" for pattern in exclude]
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE
    ) as reader:
        writer = subprocess.run(
            ["tar", "-x", "-C", into, "--no-same-owner", *flags],
            stdin=reader.stdout,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    if reader.returncode or writer.returncode:
        raise SetupError(
            f"{package.name} could not be unpacked: {writer.stderr.strip()[:300]}",
            f"check the room on the disk; delete {package} and run again",
        )
