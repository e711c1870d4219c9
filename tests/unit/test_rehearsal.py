"""Compare what two versions of an API tell: differences are named, never shown."""

from dataclasses import dataclass

from odoo.addons.retail_connector_base.canonical import Location
from odoo.addons.retail_connector_base.platforms import RejectedDocument, TransientError
from odoo.addons.retail_connector_base.platforms.rehearsal import (
    Finding,
    Rehearsal,
    compare,
    differences,
)


@dataclass
class Version:
    """A platform in one version; what it tells is the document."""

    told: dict
    error: Exception | None = None

    def fetch_many(self, kind, ids):
        if self.error:
            raise self.error
        return {one: self.told.get(one) for one in ids}

    def parse(self, kind, payload):
        if isinstance(payload, Exception):
            raise payload
        return payload


def place(name):
    return Location(external_id="1", name=name)


def results(now, other):
    return [(f.result, f.detail) for f in compare(now, other, {"location": ["1"]})]


def test_what_is_told_the_same_passes():
    found = tuple(
        compare(
            Version({"1": place("A")}), Version({"1": place("A")}), {"location": ["1"]}
        )
    )
    assert found == (Finding("location", "same", "1"),)
    assert Rehearsal("2", "2", found).passed
    assert not Rehearsal("2", "1", found).passed, "another version answered"


def test_a_difference_is_named_by_its_path_without_its_value():
    [(result, detail)] = results(
        Version({"1": place("Ann")}), Version({"1": place("Bob")})
    )
    assert (result, detail) == ("different", "document.name")


def test_what_is_gone_refused_or_not_understood_is_told():
    now = Version({"1": place("A")})
    assert results(now, Version({})) == [("different", "gone")]
    refused = Version({}, TransientError("down"))
    assert results(now, refused) == [("refused", "down")]
    odd = Version({"1": RejectedDocument("unknown", "status")})
    assert results(now, odd) == [("not_understood", "status: unknown")]


def test_what_is_not_there_today_is_not_compared():
    assert results(Version({}), Version({"1": place("A")})) == []


def test_lists_are_compared_item_by_item_when_they_are_as_long():
    assert list(differences({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]})) == ["a[1].b"]
    assert list(differences({"a": [1]}, {"a": [1, 2]})) == ["a"]
