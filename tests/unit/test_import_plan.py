"""Plans of imports: described and compared."""

from decimal import Decimal
from types import SimpleNamespace

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.importers.plan import (
    PlanLine,
    describe,
    digest,
)

ORDER = PlanLine("order", "1", "#1", "create", amount=Decimal("10.10"), currency="EUR")


def test_a_document_is_described_with_its_own_amounts():
    document = SimpleNamespace(
        name="#7",
        total=Money(Decimal("12.34"), "USD"),
        lines=(
            SimpleNamespace(kind="product", quantity=Decimal(2)),
            SimpleNamespace(kind="shipping", quantity=Decimal(1)),
        ),
    )
    assert describe(document) == {
        "name": "#7",
        "amount": Decimal("12.34"),
        "currency": "USD",
        "units": Decimal(2),
    }


def test_a_document_without_money_has_none():
    found = describe(SimpleNamespace(external_id="p1", lines=None))
    assert found == {
        "name": "p1",
        "amount": None,
        "currency": "",
        "units": Decimal(0),
    }


def test_plans_are_equal_whatever_their_order_and_words():
    other = PlanLine("order", "2", message="one way to say it")
    same = PlanLine("order", "2", message="another way to say it")
    assert digest([ORDER, other]) == digest([same, ORDER])


def test_plans_differ_by_a_cent_an_effect_and_a_rule():
    changes = (
        {"amount": Decimal("10.11")},
        {"effect": "change"},
        {"decision": "held risk"},
        {"content": "other"},
        {"cause": "tax_unmapped"},
    )
    values = {**ORDER.__dict__}
    found = {digest([PlanLine(**{**values, **change})]) for change in changes}
    assert len(found | {digest([ORDER])}) == len(changes) + 1
