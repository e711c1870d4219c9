"""Stock to the shop: one request, all or nothing, and every item learns its fate."""

import pytest

from odoo.addons.retail_connector_base.platforms import (
    PushItem,
    RefusedError,
    StaleError,
    TransientError,
    Unsupported,
)
from odoo.addons.retail_connector_shopify.platforms.shopify.stock_push import derived

from .shopify_script import Script, adapter


def item(number, quantity="5", compare="3"):
    return PushItem(
        f"k{number}",
        {
            "stock_id": f"gid://shopify/InventoryItem/{number}",
            "location_id": "gid://shopify/Location/1",
            "quantity": quantity,
            "compare": compare,
        },
    )


def refusal(index, code, field="changeFromQuantity"):
    path = ["input", "quantities", str(index), field] if index is not None else None
    return {"code": code, "field": path, "message": code}


def answered(*errors):
    group = None if errors else {"id": "gid://shopify/InventoryAdjustmentGroup/1"}
    answer = {"inventoryAdjustmentGroup": group, "userErrors": list(errors)}
    return Script(InventorySet=[{"inventorySetQuantities": answer}])


def push(script, *items, key="request-1"):
    results = adapter(script).push_many("stock", items, key)
    assert [result.key for result in results] == [one.key for one in items]
    return results


def errors(results):
    return [type(result.error).__name__ for result in results]


def test_250_quantities_are_one_request_that_compares_each():
    script = answered()
    results = push(script, *(item(number) for number in range(250)))
    assert not any(result.error for result in results)
    assert script.names() == ["InventorySet"]
    variables = script.asked[0][1]
    assert variables["key"] == derived("request-1", "set")
    assert variables["input"]["quantities"][249] == {
        "inventoryItemId": "gid://shopify/InventoryItem/249",
        "locationId": "gid://shopify/Location/1",
        "quantity": 5,
        "changeFromQuantity": 3,
    }


def test_a_repeat_carries_the_same_key_and_another_batch_another():
    first, again, other = answered(), answered(), answered()
    push(first, item(1))
    push(again, item(1))
    push(other, item(1), key="request-2")
    assert first.asked == again.asked
    assert first.asked[0][1]["key"] != other.asked[0][1]["key"]


def test_one_stale_item_is_told_apart_from_those_it_took_with_it():
    script = answered(refusal(1, "CHANGE_FROM_QUANTITY_STALE"))
    results = push(script, item(0), item(1), item(2))
    assert errors(results) == ["TransientError", "StaleError", "TransientError"]
    assert results[0].error.code == "batch_refused"


def test_an_unknown_item_is_refused_with_the_platforms_words():
    script = answered(
        refusal(0, "INVALID_INVENTORY_ITEM", "inventoryItemId"),
        refusal(2, "CHANGE_FROM_QUANTITY_STALE"),
    )
    results = push(script, item(0), item(1), item(2))
    assert errors(results) == ["RefusedError", "TransientError", "StaleError"]
    assert results[0].error.code == "invalid_inventory_item"


def test_staleness_that_names_nobody_makes_all_be_read_again():
    script = answered(refusal(None, "CHANGE_FROM_QUANTITY_STALE"))
    assert errors(push(script, item(0), item(1))) == ["StaleError", "StaleError"]


@pytest.mark.parametrize(
    "code",
    ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"],
)
def test_a_spent_key_makes_all_be_planned_again(code):
    results = push(answered(refusal(None, code)), item(0), item(1))
    assert [result.error.code for result in results] == ["batch_refused"] * 2
    assert errors(results) == ["TransientError"] * 2


def test_a_request_that_is_still_running_is_waited_for():
    with pytest.raises(TransientError) as failed:
        push(answered(refusal(None, "IDEMPOTENCY_CONCURRENT_REQUEST")), item(0))
    assert failed.value.code == "idempotency_concurrent_request"


def test_a_refusal_of_the_whole_request_is_everybodys():
    results = push(answered(refusal(None, "INVALID_REASON")), item(0))
    assert isinstance(results[0].error, RefusedError)
    assert not isinstance(results[0].error, StaleError)


# --- not stocked at the location yet ---


def activated(field=None, message=""):
    answer = {
        "inventoryLevel": None if message else {"id": "gid://shopify/InventoryLevel/1"},
        "userErrors": [{"field": field, "message": message}] if message else [],
    }
    script = answered()
    script.answers["InventoryActivate"] = [{"inventoryActivate": answer}]
    return script


def test_an_item_without_a_level_is_activated_there():
    script = activated()
    results = push(script, item(0), item(1, compare=None))
    assert not any(result.error for result in results)
    assert script.names() == ["InventoryActivate", "InventorySet"]
    assert len(script.asked[1][1]["input"]["quantities"]) == 1
    assert script.asked[0][1]["available"] == 5


def test_a_level_that_came_up_meanwhile_is_read_before_it_is_changed():
    text = "Not allowed to set available quantity when the item is already active."
    results = push(activated(["available"], text), item(1, compare=None))
    assert isinstance(results[0].error, StaleError)


def test_an_item_that_cannot_be_stocked_there_is_refused():
    results = push(activated(["inventoryItemId"], "gone"), item(1, compare=None))
    assert isinstance(results[0].error, RefusedError)


def test_what_nobody_sends_is_not_accepted():
    with pytest.raises(Unsupported):
        adapter(Script()).push_many("weather", [], "k")
