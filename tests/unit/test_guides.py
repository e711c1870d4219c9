"""The guides show pictures and link pages that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(ROOT.glob("retail_connector_*/static/description/*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_to_is_there(page):
    text = page.read_text(encoding="utf-8")
    anchors = set(re.findall(r'\bid="([^"]+)"', text))
    targets = re.findall(r'\b(?:src|href)="([^"]+)"', text)
    missing = []
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        name, _hash, anchor = target.partition("#")
        if name and not (page.parent / name).is_file():
            missing.append(target)
        if not name and anchor not in anchors:
            missing.append(target)
    assert not missing
    assert targets


def test_there_are_guides():
    assert {"user.html", "runbooks.html", "index.html"} <= {page.name for page in PAGES}
