"""Files left for another system, or by it: in a folder here or on an SFTP server.

Writing is complete or not at all: a file gets its name when all of it is there.
"""

import contextlib
import io
import os
import posixpath
import stat
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path

import paramiko

from .errors import ConfigError, TransientError, UnknownOutcome

PARTIAL = ".part"  # of a file that is being written
TIMEOUT = 15  # seconds to connect and between two packets
LARGEST = 64 * 1024 * 1024  # bytes of a file that is read
KEY_TYPES = {
    "ssh-ed25519": paramiko.Ed25519Key,
    "ssh-rsa": paramiko.RSAKey,
    "ecdsa-sha2-nistp256": paramiko.ECDSAKey,
}


def open_drop(values: Mapping[str, str], root: str, subfolder: str = ""):
    """Return the drop that settings describe, as a context manager.

    :param values: ``drop_host`` (empty: a folder here), ``drop_port``, ``drop_user``,
        ``drop_password`` or ``drop_key`` (private key), ``drop_host_key`` (as in
        known_hosts), ``drop_folder``
    :param root: folder of this machine that no local drop may leave
    """
    folder = posixpath.join(values.get("drop_folder") or "", subfolder)
    if values.get("drop_host"):
        return SftpDrop(values, folder or ".")
    return FolderDrop(root, folder)


class FolderDrop:
    """A folder of this machine, below ``root``."""

    def __init__(self, root, folder=""):
        base = Path(root).resolve()
        self.folder = (base / folder.lstrip("/")).resolve()
        if not self.folder.is_relative_to(base):
            raise ConfigError(f"{folder}: outside of the folder for files", "folder")

    def __enter__(self):
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{self.folder}: {error.strerror}", "folder") from None
        return self

    def __exit__(self, *exc):
        return None

    def names(self):
        """Return the complete files, in order of their names."""
        return sorted(
            path.name
            for path in self.folder.iterdir()
            if path.is_file() and not path.name.endswith(PARTIAL)
        )

    def get(self, name):
        """Return a file's content; None: there is none."""
        path = self._path(name)
        if not path.is_file():
            return None
        if path.stat().st_size > LARGEST:
            raise ConfigError(f"{name} is larger than {LARGEST} bytes", "too_large")
        return path.read_bytes()

    def put(self, name, content):
        """Write a file; a reader sees all of it or nothing."""
        path = self._path(name)
        partial = path.with_name(path.name + PARTIAL)
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)

    def move(self, name, subfolder):
        """Put a file into a folder below."""
        target = self._path(name).parent / subfolder
        target.mkdir(exist_ok=True)
        self._path(name).replace(target / name)

    def _path(self, name):
        if Path(name).name != name or name.startswith("."):
            raise ConfigError(f"{name!r} is no file name", "file_name")
        return self.folder / name


class SftpDrop:
    """A folder of an SFTP server whose key is known beforehand."""

    def __init__(self, values, folder):
        self.values, self.folder = values, folder
        self._ssh = self._sftp = None

    def __enter__(self):
        values = self.values
        ssh = paramiko.SSHClient()
        ssh.set_missing_host_key_policy(paramiko.RejectPolicy())
        host, port = values["drop_host"], int(values.get("drop_port") or 22)
        name = host if port == 22 else f"[{host}]:{port}"
        kind, key = _host_key(values.get("drop_host_key") or "")
        ssh.get_host_keys().add(name, kind, key)
        try:
            ssh.connect(
                host,
                port=port,
                username=values.get("drop_user"),
                password=values.get("drop_password") or None,
                pkey=_private_key(values.get("drop_key") or ""),
                timeout=TIMEOUT,
                banner_timeout=TIMEOUT,
                auth_timeout=TIMEOUT,
                allow_agent=False,
                look_for_keys=False,
            )
            self._ssh, self._sftp = ssh, ssh.open_sftp()
            self._sftp.get_channel().settimeout(TIMEOUT)
        except paramiko.AuthenticationException:
            ssh.close()
            raise ConfigError("the server refuses the login", "unauthorized") from None
        except paramiko.BadHostKeyException:
            ssh.close()
            raise ConfigError("the server shows another key", "host_key") from None
        except (paramiko.SSHException, OSError, EOFError):
            ssh.close()
            raise TransientError("the server cannot be reached", "connect") from None
        return self

    def __exit__(self, *exc):
        self._ssh.close()

    def names(self):
        """Return the complete files, in order of their names."""
        with _translated(self.folder):
            found = self._sftp.listdir_attr(self.folder)
        return sorted(
            entry.filename
            for entry in found
            if stat.S_ISREG(entry.st_mode) and not entry.filename.endswith(PARTIAL)
        )

    def get(self, name):
        """Return a file's content; None: there is none."""
        target = io.BytesIO()
        try:
            with _translated(name):
                if self._sftp.stat(self._path(name)).st_size > LARGEST:
                    raise ConfigError(f"{name} is too large", "too_large")
                self._sftp.getfo(self._path(name), target)
        except FileNotFoundError:
            return None
        return target.getvalue()

    def put(self, name, content):
        """Write a file; a reader sees all of it or nothing."""
        path = self._path(name)
        try:
            with _translated(name):
                self._sftp.putfo(io.BytesIO(content), path + PARTIAL, confirm=True)
                self._sftp.posix_rename(path + PARTIAL, path)
        except FileNotFoundError:
            raise ConfigError(f"there is no folder {self.folder}", "folder") from None
        except TransientError as error:
            raise UnknownOutcome(error.message) from error

    def move(self, name, subfolder):
        """Put a file into a folder below."""
        target = posixpath.join(self.folder, subfolder)
        with _translated(name):
            with contextlib.suppress(OSError):
                self._sftp.mkdir(target)
            self._sftp.posix_rename(self._path(name), posixpath.join(target, name))

    def _path(self, name):
        if posixpath.basename(name) != name or name.startswith("."):
            raise ConfigError(f"{name!r} is no file name", "file_name")
        return posixpath.join(self.folder, name)


@contextlib.contextmanager
def _translated(what):
    """Turn what the server or the line does wrong into our errors."""
    try:
        yield
    except PermissionError:
        raise ConfigError(
            f"{what}: the server does not allow it", "forbidden"
        ) from None
    except FileNotFoundError:
        raise
    except (paramiko.SSHException, OSError, EOFError):
        raise TransientError("the line to the server broke", "no_answer") from None


def _host_key(text):
    """Return (kind, key) of a server's public key as in known_hosts."""
    words = text.split()
    if len(words) > 1 and words[0] not in KEY_TYPES:
        words = words[1:]  # with the host's name in front
    if len(words) < 2 or words[0] not in KEY_TYPES:
        raise ConfigError("give the server's public key, as in known_hosts", "host_key")
    try:
        return words[0], KEY_TYPES[words[0]](data=b64decode(words[1]))
    except (ValueError, paramiko.SSHException):
        raise ConfigError("the server's public key is not valid", "host_key") from None


def _private_key(text):
    """Return our private key, or None when there is none."""
    if not text:
        return None
    for kind in dict.fromkeys(KEY_TYPES.values()):
        with contextlib.suppress(paramiko.SSHException, ValueError):
            return kind.from_private_key(io.StringIO(text))
    raise ConfigError("the private key is not valid", "private_key")
