"""The list of named cases names tests that exist, and every case has one."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTS = sorted(ROOT.glob("retail_connector_*/tests/CASES.md"))
NAMED = re.compile(r"`(\w+)::(test_\w+)`")


@cache
def names_in(module):
    """Return the names of the tests in the files of this name."""
    folders = [
        *ROOT.glob("retail_connector_*/tests"),
        *ROOT.glob("tests/*"),
        *ROOT.glob("tests/unit/*"),
    ]
    found = set()
    for folder in folders:
        path = folder / f"{module}.py"
        if path.is_file():
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= {
                node.name
                for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef)
            }
    return found


def cases():
    """Return (list, case, what shows it) of every row."""
    for path in LISTS:
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip("| ").split("|")]
            if line.startswith("|") and cells[0] not in ("Case", "---"):
                yield path.parent.parent.name, *cells


def test_there_are_cases():
    assert len(list(cases())) > 80


@pytest.mark.parametrize(("_addon", "case", "shown"), list(cases()))
def test_a_case_is_shown_by_tests_that_exist(_addon, case, shown):
    named = NAMED.findall(shown)
    assert named, f"no test shows: {case}"
    assert not NAMED.sub("", shown).strip(", "), f"not the name of a test: {shown}"
    gone = [name for module, name in named if name not in names_in(module)]
    assert not gone, f"{case}: {gone}"
