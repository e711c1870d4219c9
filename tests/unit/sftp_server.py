"""A real SFTP server on 127.0.0.1 for one test."""

import os
import socket
import threading
from pathlib import Path

import paramiko


class _Login(paramiko.ServerInterface):
    def __init__(self, user, password):
        self.login = (user, password)

    def check_auth_password(self, username, password):
        good = (username, password) == self.login
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED


class _Files(paramiko.SFTPServerInterface):
    root = Path()

    def _path(self, path):
        return self.root / self.canonicalize(path).lstrip("/")

    def list_folder(self, path):
        return [
            paramiko.SFTPAttributes.from_stat(entry.stat(), entry.name)
            for entry in os.scandir(self._path(path))
        ]

    def stat(self, path):
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path, flags, attr):
        mode = "wb" if flags & os.O_WRONLY else "rb"
        try:
            stream = self._path(path).open(mode)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = handle.writefile = stream
        return handle

    def posix_rename(self, oldpath, newpath):
        self._path(oldpath).replace(self._path(newpath))
        return paramiko.SFTP_OK

    def mkdir(self, path, attr):
        try:
            self._path(path).mkdir()
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return paramiko.SFTP_OK


class SftpServer:
    """Serve a folder; ``with SftpServer(folder, user, password) as server:``."""

    def __init__(self, folder, user, password):
        folder.mkdir(exist_ok=True)
        self.files = type("Files", (_Files,), {"root": folder})
        self.login = _Login(user, password)
        self.key = paramiko.RSAKey.generate(2048)
        self.public_key = f"ssh-rsa {self.key.get_base64()}"
        self.other_key = f"ssh-rsa {paramiko.RSAKey.generate(2048).get_base64()}"

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.transports = []
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exc):
        self.socket.close()
        for transport in self.transports:
            transport.close()

    def _accept(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(self.key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, self.files)
            self.transports.append(transport)
            try:
                transport.start_server(server=self.login)
            except (paramiko.SSHException, EOFError):
                transport.close()
