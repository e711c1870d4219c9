"""Journal files: neutral and DATEV, in a folder and on a real SFTP server."""

import csv
import hashlib
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest
import yaml

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    PushItem,
    RefusedError,
    RejectedDocument,
)
from odoo.addons.retail_connector_finance.platforms import (
    compare,
    remote_from_payload,
    to_payload,
)
from odoo.addons.retail_connector_finance.platforms.journal_file import (
    JournalFileAdapter,
    datev,
    table,
)

from tests.specs import spec

from .sftp_server import SftpServer
from .test_journal_entry import SALE, entry

NOW = datetime(2026, 2, 4, 3, 0, tzinfo=UTC)
DATEV = {"consultant": "1001", "client": "456", "interim_account": "1590"}


def adapter(root, **values):
    """Return an adapter that leaves its files below ``root``."""
    return JournalFileAdapter(
        values, options={"file_root": str(root)}, clock=NOW.timestamp
    )


def push(ledger, sent=SALE):
    """Deliver one entry; return its result."""
    [result] = ledger.push_many("journal", [PushItem(sent.uuid, to_payload(sent))], "k")
    return result


# --- neutral ---


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_is_read_back_equal(form):
    content = getattr(table, f"write_{form}")(SALE)
    assert compare(SALE, getattr(table, f"read_{form}")(content)) == ()


def test_control_totals_find_what_was_cut_off_or_changed():
    text = table.write_csv(SALE).decode("utf-8-sig")
    lines = text.splitlines(keepends=True)
    for broken in (
        "".join(lines[:-1]),
        "".join([*lines[:2], *lines[3:]]),
        text.replace('"119.00"', '"119.01"', 1),
        text.replace("Record", "Recor", 1),
    ):
        with pytest.raises(RejectedDocument):
            table.read_csv(broken.encode("utf-8-sig"))


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", '"; x'])
def test_a_description_is_never_run_as_a_formula(text):
    lines = (replace(SALE.lines[0], description=text), *SALE.lines[1:])
    sent = replace(SALE, lines=lines)
    rows = list(csv.reader(io.StringIO(table.write_csv(sent).decode("utf-8-sig"))))
    assert rows[1][10][0] not in "=+-@"
    assert table.read_csv(table.write_csv(sent)).lines[0].description == text
    book = openpyxl.load_workbook(io.BytesIO(table.write_xlsx(sent)))
    assert book.active.cell(2, 11).data_type == "s"


# --- DATEV ---


def test_datev_names_its_columns_where_the_published_example_has_them():
    example = spec("datev", "EXTF_Buchungsstapel_example.csv").read_bytes()
    published = example.decode("cp1252").splitlines()[1].split(";")
    ours = datev.write(SALE, DATEV, NOW).decode("cp1252").splitlines()[1].split(";")
    for number, name in datev.NAMED.items():
        assert ours[number - 1] == name
        assert published[number - 1].split(" ")[0] == name.split(" ")[0]


def test_datev_header_has_the_published_number_of_fields():
    example = spec("datev", "EXTF_Buchungsstapel_example.csv").read_bytes()
    theirs = example.decode("cp1252").splitlines()[0].split(";")
    ours = datev.write(SALE, DATEV, NOW).decode("cp1252").splitlines()[0].split(";")
    assert len(ours) == len(theirs)
    assert [i for i, part in enumerate(ours) if part.startswith('"')] == [
        i for i, part in enumerate(theirs) if part.startswith('"')
    ]
    assert ours[:5] == ['"EXTF"', "700", "21", '"Buchungsstapel"', "13"]


def test_datev_records_satisfy_the_published_field_dictionary():
    published = yaml.safe_load(spec("datev", "field_dictionary.yaml").read_text())
    numbers = {name.split(" (")[0]: number for number, name in datev.NAMED.items()}
    fields = {
        numbers[known.pop()]: rule
        for rule in published["fields"].values()
        if (known := numbers.keys() & {one.split(" (")[0] for one in rule["synonyms"]})
    }
    required = [r for r in published["fields"].values() if r["required"]]
    assert sum(rule["required"] for rule in fields.values()) == len(required) == 5
    long = replace(SALE.lines[1], description='Größe "L"; ' * 20)
    sent = replace(SALE, lines=(SALE.lines[0], long, SALE.lines[2]))
    content = datev.write(sent, DATEV, NOW).decode("cp1252")
    for row in list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[2:]:
        for number, rule in fields.items():
            value = row[number - 1]
            assert value or not rule["required"], number
            assert len(value) <= rule.get("max_length", len(value)), number
            assert re.fullmatch(rule.get("charset_pattern", ".*"), value), number
            assert not value or value in rule.get("enum_values", [value]), number
            if rule["type"] == "decimal":
                places = rule["decimal_places"]
                assert re.fullmatch(rf"\d+,\d{{{places}}}", value), number


def test_datev_posts_every_leg_against_the_interim_account():
    content = datev.write(SALE, DATEV, NOW).decode("cp1252")
    assert content.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[2:]
    assert [(row[0], row[1], row[6], row[7]) for row in rows] == [
        ("119,00", "S", "1000", "1590"),
        ("100,00", "H", "4000", "1590"),
        ("19,00", "H", "3800", "1590"),
    ]
    signed = [
        Decimal(row[0].replace(",", ".")) * (1 if row[1] == "S" else -1) for row in rows
    ]
    assert sum(signed) == 0, "the interim account comes to nothing"
    assert {row[9] for row in rows} == {"0302"}
    assert rows[1][36] == "7"
    assert compare(SALE, datev.read(datev.write(SALE, DATEV, NOW), SALE)) == ()


def test_datev_refuses_what_does_not_fit():
    for sent in (
        entry(("10-00", "1.00"), ("4000", "-1.00")),
        entry(("1000", "1.001"), ("4000", "-1.001")),
        entry(("1000", "10000000000"), ("4000", "-10000000000")),
    ):
        with pytest.raises(RefusedError):
            datev.write(sent, DATEV, NOW)
    with pytest.raises(RefusedError):
        datev.write(SALE, {**DATEV, "consultant": ""}, NOW)


def test_datev_takes_the_fiscal_year_the_date_lies_in():
    content = datev.write(SALE, {**DATEV, "fiscal_year_start": "07-01"}, NOW)
    assert content.decode("cp1252").split(";")[12] == "20250701"


# --- delivery ---


def test_a_download_carries_the_file_and_its_check_sum(tmp_path):
    result = push(adapter(tmp_path, format="csv"))
    assert result.error is None
    assert compare(SALE, remote_from_payload(result.answer)) == ()
    assert result.answer["file"]["name"] == "RC0000001.csv"


def test_a_folder_gets_the_file_once_with_its_check_sum(tmp_path):
    ledger = adapter(tmp_path, format="csv", delivery="folder", drop_folder="books")
    first, second = push(ledger), push(ledger)
    assert first.answer == second.answer
    folder = tmp_path / "books"
    assert sorted(path.name for path in folder.iterdir()) == [
        "RC0000001.csv",
        "RC0000001.csv.sha256",
    ]
    digest = hashlib.sha256((folder / "RC0000001.csv").read_bytes()).hexdigest()
    text = (folder / "RC0000001.csv.sha256").read_text()
    assert text == f"{digest}  RC0000001.csv\n"


def test_a_file_of_a_stranger_is_not_overwritten(tmp_path):
    ledger = adapter(tmp_path, format="csv", delivery="folder")
    other = entry(("1000", "5.00"), ("4000", "-5.00"))
    push(ledger, other)
    assert push(ledger).error.code == "reference_taken"


@pytest.mark.parametrize("folder", ["../out", "a/../../out", "/../../etc"])
def test_a_folder_outside_is_refused(tmp_path, folder):
    root = tmp_path / "root"
    with pytest.raises(ConfigError):
        push(adapter(root, delivery="folder", drop_folder=folder))


def test_acknowledgements_are_read_once(tmp_path):
    ledger = adapter(tmp_path, format="csv", delivery="folder")
    push(ledger)
    (tmp_path / "RC0000001.csv.ack").write_text("taken over\n")
    (tmp_path / "EXTF_RC0000002.csv.rej").write_text("account 4711 unknown\nmore")
    assert sorted(ledger.acknowledgements()) == [
        ("RC0000001", True, "taken over"),
        ("RC0000002", False, "account 4711 unknown"),
    ]
    assert ledger.acknowledgements() == []


def test_a_check_names_what_is_missing(tmp_path):
    health = adapter(tmp_path, format="datev", delivery="post").check()
    assert len(health.problems) == 4
    assert not adapter(tmp_path, format="datev", **DATEV).check().problems


def test_an_sftp_server_gets_the_file_and_its_key_is_checked(tmp_path):
    with SftpServer(tmp_path / "there", user="books", password="secret") as server:
        values = {
            "format": "csv",
            "delivery": "sftp",
            "drop_host": "127.0.0.1",
            "drop_port": str(server.port),
            "drop_user": "books",
            "drop_password": "secret",
            "drop_host_key": server.public_key,
        }
        ledger = adapter(tmp_path, **values)
        assert push(ledger).error is None
        assert push(ledger).error is None, "a repeat finds it there"
        names = sorted(path.name for path in (tmp_path / "there").iterdir())
        assert names == ["RC0000001.csv", "RC0000001.csv.sha256"]
        (tmp_path / "there" / "RC0000001.csv.ack").write_text("ok")
        assert ledger.acknowledgements() == [("RC0000001", True, "ok")]
        for wrong, code in (
            ({"drop_password": "guess"}, "unauthorized"),
            ({"drop_host_key": server.other_key}, "host_key"),
            ({"drop_host_key": ""}, "host_key"),
        ):
            with pytest.raises(ConfigError) as caught:
                push(adapter(tmp_path, **{**values, **wrong}))
            assert caught.value.code == code
