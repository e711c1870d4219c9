"""No cause without an end: each has a story, or a row that names the test of it."""

import ast
import re
from pathlib import Path

from lxml import html

from .runbook_table import BY_ITSELF, ELSEWHERE

ROOT = Path(__file__).resolve().parents[2]
RUNBOOKS = ROOT / "retail_connector_base/static/description/runbooks.html"
CAUSES = ("retail_cause.py", "causes.py")  # where addons name theirs
ROWS = {"by itself": BY_ITSELF, "elsewhere": ELSEWHERE}


def causes():
    """Return every cause that an addon gives words to."""
    found = set()
    for name in CAUSES:
        for path in ROOT.glob(f"retail_connector_*/models/{name}"):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r'^ +"(\w+)": _lt\(', text, re.M))
    return found


def functions(*patterns):
    """Return the names of functions in test files whose path matches."""
    return {
        node.name
        for pattern in patterns
        for path in ROOT.glob(pattern)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def stories():
    """Return the causes whose page is walked through step by step."""
    told = functions("retail_connector_*/tests/test_runbook_*.py")
    steps = functions("tests/integration/faults_person.py")
    return {name[5:] for name in told if name.startswith("tell_")} | {
        name.rpartition("_")[0] for name in steps if name[-1].isdigit()
    }


def test_each_cause_has_one_end():
    known = causes()
    assert len(known) > 100
    groups = {**ROWS, "story": stories()}
    missing = known.difference(*groups.values())
    assert not missing, "write a story, or a row in runbook_table.py"
    for name, group in groups.items():
        assert set(group) <= known, f"{name}: no such cause"
    twice = {
        cause for cause in known if sum(cause in group for group in groups.values()) > 1
    }
    assert not twice


def test_each_row_says_what_its_page_says_and_its_test_is_there():
    page = html.fromstring(RUNBOOKS.read_text(encoding="utf-8"))
    pages = {
        section.get("id"): " ".join(step.text_content() for step in section.iter("li"))
        for section in page.iter("section")
    }
    tests = functions("retail_connector_*/tests/test_*.py", "tests/**/test_*.py")
    wrong = [
        (group, cause, words, test)
        for group, rows in ROWS.items()
        for cause, (words, test) in rows.items()
        if words not in pages[cause] or test not in tests
    ]
    assert not wrong
