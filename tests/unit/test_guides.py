"""The guides show pictures and link pages that are there."""

import html
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


def test_every_button_and_menu_that_a_page_names_is_on_a_screen():
    shown = set()
    for view in ROOT.glob("retail_connector_*/**/*.xml"):
        text = html.unescape(view.read_text(encoding="utf-8"))
        shown |= set(re.findall(r'\b(?:string|name|title)="([^"]+)"', text))
        shown |= set(re.findall(r">([^<>]+)</(?:field|button|span|a)>", text))
    for model in ROOT.glob("retail_connector_*/**/*.py"):
        shown |= set(re.findall(r'"([A-Z][^"\n]+)"', model.read_text(encoding="utf-8")))
    page = (ROOT / "retail_connector_base/static/description/runbooks.html").read_text(
        encoding="utf-8"
    )
    named = [html.unescape(text) for text in re.findall(r"<em>([^<]+)</em>", page)]
    assert len(named) > 20
    missing = [
        text
        for text in named
        if any(part.strip() not in shown for part in text.split(" / "))
    ]
    assert not missing
