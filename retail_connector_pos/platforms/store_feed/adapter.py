"""Store feed: any till that can send a file or a signed request."""

from odoo.addons.retail_connector_base.platforms import (
    Adapter,
    ConfigError,
    Health,
    Page,
    Setting,
    TransientError,
    Unsupported,
)
from odoo.addons.retail_connector_base.platforms.filedrop import open_drop

from . import mapper, mapper_session

MAPPERS = {"receipt": mapper.receipt, "session": mapper_session.session}


class StoreFeedAdapter(Adapter):
    """Store feed 1.0: tills push over HTTPS, or leave files in a folder."""

    code, label = "store_feed", "Store feed (any till)"
    settings = (
        Setting("currency", "Currency", "ISO 4217 code the tills sell in."),
        Setting("timezone", "Time zone", "IANA name, e.g. Europe/Berlin."),
        Setting("drop_folder", "Folder", "Where the tills leave files; empty: none."),
        Setting("drop_host", "SFTP server", "Empty: a folder of this machine."),
        Setting("drop_port", "SFTP port", default="22"),
        Setting("drop_user", "SFTP user"),
        Setting("drop_password", "SFTP password", secret=True),
        Setting("drop_key", "SFTP private key", secret=True),
        Setting("drop_host_key", "SFTP server key", "As in known_hosts."),
    )
    kinds = frozenset({"receipt", "session"})
    tills_fetch = True  # they ask for catalogue, prices, taxes and stock
    tills_push = True  # signed requests of single registers are taken

    def check(self):
        """Look whether the place where the tills leave their files can be read."""
        problems = []
        if self.has_drop:
            try:
                with self.open_drop() as drop:
                    drop.names()
            except (ConfigError, TransientError) as error:
                problems.append(error.message)
            except FileNotFoundError:
                problems.append("there is no such folder")
        return Health(
            name=self.label,
            currency=self.values.get("currency") or "",
            timezone=self.values.get("timezone") or "",
            problems=tuple(problems),
        )

    @property
    def has_drop(self) -> bool:
        """Return whether tills leave files somewhere."""
        return bool(self.values.get("drop_folder") or self.values.get("drop_host"))

    def open_drop(self, subfolder=""):
        """Return where the tills leave their files, as a context manager."""
        return open_drop(self.values, self.options.get("file_root") or ".", subfolder)

    def changes(self, kind, since, cursor):
        """Return nothing: tills push, and files are collected by themselves."""
        return Page(())

    def parse(self, kind, payload):
        """Return the document of a till's record."""
        if kind not in MAPPERS:
            raise Unsupported(f"{self.label} has no {kind}")
        return MAPPERS[kind](payload)
