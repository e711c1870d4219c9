"""The list of receipts that are tried says the truth."""

import ast
import re
from pathlib import Path

import pytest

ADDON = Path(__file__).parents[2] / "retail_connector_pos"
ROWS = re.findall(
    r"^\| ([^|`]+) \| `(\w+)\.(\w+)` \|$",
    (ADDON / "readme" / "DEVELOP.md").read_text(),
    re.MULTILINE,
)
# What a store's day is made of; a row each, in these words
WANTED = """
    bundle; cash rounding; change; customer; discount; exchange; gift card redeemed;
    gift card sold; invoice on request; layby and deposit; lots; modifiers; no sale;
    on account; open price; paid in and out; price override; return in another store;
    return in the same store; return of a web order; return without a receipt;
    serial numbers; service charge; several taxes; split tenders; staff;
    store credit given and spent; surcharge; tax-exempt; tip; void afterwards;
    void before the end; weighed goods
"""


def test_no_case_is_left_out_or_told_twice():
    cases = [case for case, _module, _test in ROWS]
    assert len(cases) == len(set(cases))
    assert {" ".join(case.split()) for case in WANTED.split(";")} <= set(cases)


@pytest.mark.parametrize(("case", "module", "test"), ROWS, ids=[r[0] for r in ROWS])
def test_the_test_of_a_case_is_there_and_runs(case, module, test):
    tree = ast.parse((ADDON / "tests" / f"{module}.py").read_text())
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == test
    ]
    assert len(found) == 1
    calls = [n for n in ast.walk(found[0]) if isinstance(n, ast.Call)]
    assert any("assert" in ast.unparse(call.func) for call in calls), case
    collected = (ADDON / "tests" / "__init__.py").read_text()
    assert re.search(rf"\b{module}\b", collected)
