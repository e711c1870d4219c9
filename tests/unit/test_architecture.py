"""Rules of the house that a reader can rely on, checked on the source itself."""

import ast
import csv
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDONS = sorted(ROOT.glob("retail_connector_*"))
PURE = ("canonical", "platforms", "posting")
LONGEST = 300  # lines a file may have


def sources(*folders, suffix=".py"):
    """Return the project's own files below ``folders`` (all addons by default)."""
    roots = folders or [*ADDONS, ROOT / "tests", ROOT / "setup"]
    return sorted(path for root in roots for path in root.rglob(f"*{suffix}"))


def imports(path):
    """Return the names of the modules a file imports, relative ones left out."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.append(node.module)
    return names


def models():
    """Yield (addon, file, class node, model name) of every model we define."""
    for addon in ADDONS:
        for path in sources(addon):
            if "tests" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef):
                    values = {
                        target.id: item.value
                        for item in node.body
                        if isinstance(item, ast.Assign)
                        for target in item.targets
                        if isinstance(target, ast.Name)
                    }
                    name = values.get("_name")
                    if isinstance(name, ast.Constant):
                        yield addon, path, node, name.value


def test_there_is_something_to_check():
    assert len(ADDONS) == 4
    assert len(list(models())) > 10


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_one_room(path):
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST, f"{lines} lines: split it by concept"


@pytest.mark.parametrize("addon", ADDONS, ids=lambda p: p.name)
def test_pure_folders_import_no_odoo(addon):
    allowed = re.compile(r"odoo\.addons\.retail_connector_\w+\.(canonical|platforms)")
    for folder in PURE:
        for path in sources(addon / folder):
            foreign = [
                name
                for name in imports(path)
                if name.split(".")[0] == "odoo" and not allowed.match(name)
            ]
            assert not foreign, f"{path.relative_to(ROOT)} imports {foreign}"


def test_one_file_imports_the_shopify_package():
    users = [
        str(path.relative_to(ROOT))
        for path in sources(*ADDONS)
        if any(name.split(".")[0] == "shopify" for name in imports(path))
    ]
    assert users == ["retail_connector_shopify/platforms/shopify/client.py"]


def test_only_its_own_addon_names_a_platform():
    offenders = [
        str(path.relative_to(ROOT))
        for addon in ADDONS
        if addon.name != "retail_connector_shopify"
        for suffix in (".py", ".xml")
        for path in sources(addon, suffix=suffix)
        if "shopify" in path.read_text().lower()
    ]
    assert not offenders


def test_nobody_catches_everything():
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                names = {
                    n.id for n in ast.walk(node.type or node) if isinstance(n, ast.Name)
                }
                assert node.type is not None, f"{path}: bare except"
                assert not names & {"Exception", "BaseException"} or not node.type, (
                    f"{path.relative_to(ROOT)}:{node.lineno} catches everything"
                )


def test_every_model_and_public_function_says_what_it_is():
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources(*ADDONS)
        if "tests" not in path.parts and path.name != "__manifest__.py"
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_every_stored_model_has_access_rights_and_a_company_rule():
    for addon in ADDONS:
        access, rules = _granted(addon)
        for owner, _path, node, name in models():
            if owner != addon or _is_abstract(node) or not _is_ours(name):
                continue
            assert name in access, f"{name} has no access right"
            if not _is_transient(node):
                assert name in rules, f"{name} has no company rule"


def _granted(addon):
    access = set()
    for path in (addon / "security").glob("*.csv"):
        with path.open() as file:
            for row in csv.DictReader(file):
                access.add(_model(row.get("model_id:id") or row.get("model_id/id")))
    rules = set()
    for path in (addon / "security").glob("*.xml"):
        for record in ET.parse(path).getroot().iter("record"):
            if record.get("model") == "ir.rule":
                for field in record.iter("field"):
                    if field.get("name") == "model_id":
                        rules.add(_model(field.get("ref")))
    return access, rules


def _model(reference):
    return reference.split(".")[-1].removeprefix("model_").replace("_", ".")


def _is_ours(name):
    return name.startswith("retail.")


def _base_names(node):
    return {ast.unparse(base).split(".")[-1] for base in node.bases}


def _is_abstract(node):
    return "AbstractModel" in _base_names(node)


def _is_transient(node):
    return "TransientModel" in _base_names(node)
