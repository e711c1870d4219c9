"""What names a template database, and what odoo.conf says."""

import configparser
import re

import pytest

from retail_setup import databases, odoo_conf
from retail_setup.console import SetupError
from retail_setup.odoo_tree import OdooTree
from retail_setup.postgres import Server, own_server, parse_major
from retail_setup.state import ADDONS, State

BASE = ("19.0", 180003, "odoo-addon-queue_job==19.0.2.4.0.1", "script")


@pytest.fixture
def repo(tmp_path):
    for addon in ADDONS:
        (tmp_path / addon / "models").mkdir(parents=True)
        (tmp_path / addon / "__manifest__.py").write_text("{}")
        (tmp_path / addon / "models" / "thing.py").write_text("x = 1")
    return tmp_path


def test_each_ingredient_of_the_base_names_another_template():
    names = {
        databases.base_key(*BASE),
        databases.base_key("19.0+1", *BASE[1:]),
        databases.base_key(BASE[0], 150014, *BASE[2:]),
        databases.base_key(*BASE[:2], "odoo-addon-queue_job==19.0.3.0.0", BASE[3]),
        databases.base_key(*BASE[:3], "another script"),
    }
    assert len(names) == 5


def test_a_minor_release_of_postgresql_keeps_the_base():
    assert databases.base_key(*BASE) == databases.base_key(BASE[0], 180006, *BASE[2:])


@pytest.mark.parametrize(
    "changed",
    [
        "models/thing.py",
        "__manifest__.py",
        "data/new.xml",
        "security/ir.model.access.csv",
        "views/thing_views.xml",
        "migrations/19.0.1.1.0/post-move.py",
        "i18n/de.po",
    ],
)
def test_what_shapes_the_database_renews_the_suite(repo, changed):
    before = databases.suite_key("base", repo)
    path = repo / ADDONS[1] / changed
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("changed")
    assert databases.suite_key("base", repo) != before


@pytest.mark.parametrize(
    "changed",
    [
        "tests/test_thing.py",
        "controllers/webhook.py",
        "static/src/overview.js",
        "canonical/money.py",
        "platforms/shopify/samples/order.csv",
        "models/__pycache__/thing.py",
        "README.rst",
    ],
)
def test_what_does_not_keeps_it(repo, changed):
    before = databases.suite_key("base", repo)
    path = repo / ADDONS[0] / changed
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("changed")
    assert databases.suite_key("base", repo) == before


def test_a_file_moved_between_addons_renews_the_suite(repo):
    before = databases.suite_key("base", repo)
    (repo / ADDONS[0] / "models" / "thing.py").rename(
        repo / ADDONS[0] / "models" / "other.py"
    )
    assert databases.suite_key("base", repo) != before


def test_the_server_restarts_for_a_changed_controller(repo):
    before = databases.fingerprint(repo / ADDONS[0], everything=True)
    path = repo / ADDONS[0] / "controllers" / "webhook.py"
    path.parent.mkdir()
    path.write_text("changed")
    assert databases.fingerprint(repo / ADDONS[0], everything=True) != before


@pytest.mark.parametrize("line", ["odoo-addon-queue_job==1", "Odoo_Addon_queue-job==1"])
def test_the_pin_of_queue_job_is_found_however_it_is_spelt(line):
    assert databases.queue_job_pin(f"requests==2\n{line}\n") == line


def test_an_unpinned_queue_job_is_an_error():
    with pytest.raises(SetupError):
        databases.queue_job_pin("odoo-addon-queue_job>=19\n")


# odoo.conf --------------------------------------------------------------------


def rendered(tmp_path, database="retail_demo", server=None):
    tree = OdooTree(tmp_path / "tree", "19.0", "test")
    server = server or Server("127.0.0.1", "5433", "retail", "pass%word#1")
    options = odoo_conf.for_server(
        odoo_conf.common(
            tree,
            State(tmp_path / "repo", tmp_path / "home", tmp_path / "cache"),
            server,
            tmp_path / "data",
        ),
        database,
        8100,
        8101,
        "master",
    )
    text = odoo_conf.render(options, {"queue_job": {"channels": odoo_conf.CHANNELS}})
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    return parser


def test_the_configuration_can_be_read_back(tmp_path):
    options = rendered(tmp_path)["options"]
    assert options["db_password"] == "pass%word#1"
    assert options["addons_path"].split(",") == [
        str(tmp_path / "tree/odoo/addons"),
        str(tmp_path / "repo"),
    ]
    assert options["list_db"] == "False"
    assert options["bin_path"] == str(tmp_path / "home" / "bin")


def test_jobs_leave_workers_for_people(tmp_path):
    parser = rendered(tmp_path)
    jobs = int(re.match(r"root:(\d+)", parser["queue_job"]["channels"])[1])
    assert int(parser["options"]["workers"]) > jobs
    assert "queue_job" in parser["options"]["server_wide_modules"].split(",")


def test_only_this_database_is_served(tmp_path):
    options = rendered(tmp_path, "shop-1")["options"]
    assert re.search(options["dbfilter"], "shop-1")
    assert not re.search(options["dbfilter"], "shop-10")
    assert not re.search(options["dbfilter"], "my-shop-1")


def test_a_local_socket_needs_no_host_and_no_password(tmp_path):
    options = rendered(tmp_path, server=Server("", "5432", "me", ""))["options"]
    assert (options["db_host"], options["db_password"]) == ("False", "False")


def test_a_value_cannot_smuggle_in_an_option():
    with pytest.raises(ValueError, match="line break"):
        odoo_conf.render({"db_password": "x\nlist_db = True"})


# PostgreSQL -------------------------------------------------------------------


def test_the_usual_variables_lead_to_the_users_own_server():
    server = own_server({"PGHOST": "db", "PGUSER": "me", "PGPASSWORD": "s"})
    assert (server.host, server.port, server.user) == ("db", "5432", "me")
    assert server.variables["PGPASSWORD"] == "s"
    assert server.program is None


def test_a_server_without_password_hands_none_on():
    assert "PGPASSWORD" not in own_server({"PGPORT": "5433", "PGUSER": "me"}).variables


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ("postgres (PostgreSQL) 18.6", 18),
        ("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", 15),
        ("postgres (PostgreSQL) 19beta1", 19),
    ],
)
def test_the_major_version_is_read(text, major):
    assert parse_major(text) == major
