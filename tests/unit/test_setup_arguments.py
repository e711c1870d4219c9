"""The command lines of setup/run and setup/test."""

import pytest

from retail_setup.arguments import parse_run, parse_test


def test_the_demo_and_real_data_never_share_a_database_by_default():
    assert parse_run([]).db != parse_run(["--no-demo"]).db
    assert parse_run(["--no-demo", "--db", "shop"]).db == "shop"


def test_once_and_port_are_understood_together():
    options = parse_run(["--once", "--port", "18100"])
    assert (options.once, options.port, options.action) == (True, 18100, "start")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "80"],
        ["--port", "70000"],
        ["--port", "eight"],
        ["--db", "Robert'); DROP TABLE"],
        ["--db", ""],
        ["--db", "9lives"],
        ["stop", "--once"],
        ["status", "--port", "8069"],
        ["restart"],
    ],
)
def test_what_makes_no_sense_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refusal:
        parse_run(arguments)
    assert refusal.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_without_a_choice_all_stages_run_in_order():
    assert parse_test([]).stages == ["lint", "unit", "odoo", "e2e"]


def test_named_stages_keep_their_order_and_the_rest_goes_to_pytest():
    options = parse_test(["unit", "lint", "-k", "money", "-x"])
    assert options.stages == ["lint", "unit"]
    assert options.pytest == ["-k", "money", "-x"]
    assert options.paths == []


@pytest.mark.parametrize(
    ("path", "stage"),
    [
        ("tests/unit/test_canonical.py", "unit"),
        ("./tests/e2e", "e2e"),
        ("tests/kits", "e2e"),
        ("tests/integration", "odoo"),
        ("retail_connector_base", "odoo"),
        ("retail_connector_base/tests/test_event.py::TestEvent::test_retry", "odoo"),
    ],
)
def test_a_path_chooses_its_stage(path, stage):
    options = parse_test([path, "-v"])
    assert (options.stages, options.paths, options.pytest) == ([stage], [path], ["-v"])


def test_a_path_beside_a_stage_is_run_too():
    options = parse_test(["lint", "tests/unit/test_canonical.py"])
    assert options.stages == ["lint", "unit"]


def test_a_word_for_an_option_is_no_path():
    options = parse_test(["unit", "-k", "tests and not retail"])
    assert options.paths == []
    assert options.pytest == ["-k", "tests and not retail"]


def test_our_own_options_do_not_reach_pytest():
    options = parse_test(["--fresh", "odoo", "--keep-going", "--maxfail=2"])
    assert options.fresh
    assert options.keep_going
    assert options.pytest == ["--maxfail=2"]
