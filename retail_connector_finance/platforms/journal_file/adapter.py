"""Journal files as a ledger: written, read back, and waiting to be acknowledged."""

import base64
import hashlib
from datetime import UTC, datetime

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    Health,
    PushResult,
    RefusedError,
    Setting,
)
from odoo.addons.retail_connector_base.platforms.filedrop import open_drop

from ..journal import compare, from_payload, remote_payload
from ..ledger import Capabilities, LedgerAdapter
from . import datev, table

FORMATS = {
    "csv": ("{name}.csv", "text/csv"),
    "xlsx": (
        "{name}.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "datev": ("EXTF_{name}.csv", "text/csv"),
}
DELIVERIES = ("download", "folder", "sftp")
CHECKSUM = ".sha256"


class JournalFileAdapter(LedgerAdapter):
    """Write each entry as one file; where it is left, a check sum lies beside it."""

    code, label = "journal_file", "Journal files"
    ledger = Capabilities(
        reference_length=30,
        description_length=60,
        max_dimensions=9,
        own_chart=True,
        reads_back=False,
    )
    no_tax_codes = "a file carries the amounts as they are booked"
    settings = (
        Setting(
            "format",
            "Format",
            "csv, xlsx or datev (EXTF posting stack).",
            required=True,
            default="csv",
        ),
        Setting(
            "delivery",
            "Delivery",
            "download (from the batch), folder (of this machine) or sftp.",
            required=True,
            default="download",
        ),
        Setting("drop_folder", "Folder", "Where the files are left."),
        Setting("drop_host", "SFTP server"),
        Setting("drop_port", "SFTP port", default="22"),
        Setting("drop_user", "SFTP user"),
        Setting("drop_password", "SFTP password", secret=True),
        Setting("drop_key", "SFTP private key", secret=True),
        Setting("drop_host_key", "SFTP server key", "As in known_hosts."),
        Setting("consultant", "DATEV consultant number"),
        Setting("client", "DATEV client number"),
        Setting("fiscal_year_start", "DATEV fiscal year", "MM-DD", default="01-01"),
        Setting("account_length", "DATEV account length", default="4"),
        Setting(
            "interim_account",
            "DATEV interim account",
            "Every leg of an entry is posted against it; it comes to nothing.",
        ),
        Setting("fixed", "DATEV fixed", "1: the postings are final.", default="0"),
    )

    def check(self):
        problems = []
        if self._format not in FORMATS:
            problems.append(f"Format {self._format!r}: choose one of csv, xlsx, datev.")
        if self._delivery not in DELIVERIES:
            problems.append(f"Delivery: choose one of {', '.join(DELIVERIES)}.")
        if self._format == "datev":
            problems += [
                f"DATEV needs the setting {name}."
                for name in ("consultant", "client", "interim_account")
                if not self.values.get(name)
            ]
        if self._delivery in ("folder", "sftp"):
            with self.open_drop() as drop:
                drop.names()
        return Health(name=self.label, plan=self._format, problems=tuple(problems))

    # --- writing ---

    def push_many(self, kind, items, key):
        """Write a file for each entry."""
        return [self._push(item, from_payload(item.payload)) for item in items]

    def _push(self, item, entry):
        """Write the entry's file, read it back from where it lies, and keep it."""
        name = FORMATS[self._format][0].format(name=entry.reference)
        try:
            content = self._deliver(name, entry)
        except RefusedError as error:
            return PushResult(item.key, error=error)
        found = self._parse(content, entry)
        answer = remote_payload(found)
        answer["file"] = {
            "name": name,
            "type": FORMATS[self._format][1],
            "sha256": hashlib.sha256(content).hexdigest(),
            "content": base64.b64encode(content).decode(),
        }
        return PushResult(item.key, found.external_id, answer=answer)

    def _deliver(self, name, entry):
        """Leave the file where it is wanted; return what lies there."""
        if self._delivery == "download":
            return self._write(entry)
        with self.open_drop() as drop:
            there = drop.get(name)
            if there is None:
                content = self._write(entry)
                drop.put(name, content)
                there = drop.get(name)
            elif compare(entry, self._parse(there, entry)):
                raise RefusedError(
                    f"another file named {name} lies there already", "reference_taken"
                )
            digest = hashlib.sha256(there).hexdigest()
            drop.put(name + CHECKSUM, f"{digest}  {name}\n".encode())
            return there

    def _write(self, entry):
        if self._format == "datev":
            now = datetime.fromtimestamp(self.clock(), UTC)
            return datev.write(entry, self.values, now)
        return {"csv": table.write_csv, "xlsx": table.write_xlsx}[self._format](entry)

    def _parse(self, content, entry):
        if self._format == "datev":
            return datev.read(content, entry)
        return {"csv": table.read_csv, "xlsx": table.read_xlsx}[self._format](content)

    # --- reading back ---

    def read_back(self, external_ids):
        """Return nothing: whoever took a file away has it, and acknowledges it."""
        return {}

    def acknowledgements(self):
        """Return (reference, accepted, reason) of the acknowledgement files there.

        A file ``<name>.ack`` says that it was taken over, ``<name>.rej`` that it was
        refused; its first line is the reason. Read files are put into ``done``.
        """
        if self._delivery == "download":
            return []
        found = []
        with self.open_drop() as drop:
            for name in drop.names():
                stem, _dot, ending = name.rpartition(".")
                if ending not in ("ack", "rej"):
                    continue
                text = (drop.get(name) or b"").decode(errors="replace").strip()
                reference = stem.removeprefix("EXTF_").partition(".")[0]
                found.append((reference, ending == "ack", text.partition("\n")[0]))
                drop.move(name, "done")
        return found

    @property
    def _format(self):
        return self.values.get("format") or "csv"

    @property
    def _delivery(self):
        return self.values.get("delivery") or "download"

    def open_drop(self):
        """Return the folder where files are left, as a context manager."""
        if self._delivery == "sftp" and not self.values.get("drop_host"):
            raise ConfigError("the SFTP server is missing", "setting_missing")
        values = dict(self.values)
        if self._delivery == "folder":
            values["drop_host"] = ""
        root = self.options.get("file_root")
        if not root:
            raise ConfigError("no folder for files is configured", "folder")
        return open_drop(values, root)
