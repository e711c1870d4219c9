"""One request: its token, its points, its errors."""

from datetime import timedelta

import pytest

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    NotFoundError,
    RefusedError,
    TransientError,
    UnknownOutcome,
)
from odoo.addons.retail_connector_shopify.platforms.shopify.client import (
    AdminClient,
    TooDear,
    missing_scopes,
)

from .shopify_script import (
    NOW,
    Answer,
    Budget,
    Script,
    adapter,
    failure,
    throttled,
)

APP = {"shop": "northwind.myshopify.com", "client_id": "id", "client_secret": "s3"}
TOKEN = Answer({"access_token": "fresh", "scope": "read_orders", "expires_in": 86399})
UNAUTHORIZED = ConfigError("refused", "unauthorized")


def run(script, name="bulk_state", values=None, **more):
    return adapter(script, values, **more).client.run(name, {"id": "x"})


# --- where ---


@pytest.mark.parametrize(
    "shop",
    ["northwind", "northwind.myshopify.com", "https://northwind.myshopify.com/admin"],
)
def test_the_address_is_made_from_the_shop_and_the_version(shop):
    client = AdminClient(shop, {}, None)
    assert client.shop == "northwind.myshopify.com"
    assert (
        client.url == "https://northwind.myshopify.com/admin/api/2026-10/graphql.json"
    )


def test_a_sandbox_has_another_address_and_leaves_other_shops_alone():
    assert AdminClient("a", {}, None, base_url="http://127.0.0.1:18400/").url == (
        "http://127.0.0.1:18400/admin/api/2026-10/graphql.json"
    )
    assert AdminClient("a", {}, None).url.startswith("https://a.myshopify.com/")


def test_without_a_shop_nothing_is_tried():
    with pytest.raises(ConfigError, match="domain"):
        AdminClient("", {}, None)


# --- token ---


def test_a_fixed_token_is_used_as_it_is():
    script = Script(BulkState=[{"bulkOperation": None}])
    run(script)
    assert script.asked == [("BulkState", {"id": "x"}, "fixed")]


def test_a_token_is_asked_for_and_stored_before_it_is_used():
    script = Script(token=[TOKEN], BulkState=[{"bulkOperation": None}])
    saved = []

    def save(name, value, expires_at):
        assert script.names() == ["token"]  # not used yet
        saved.append((name, value, expires_at))

    run(script, values=APP, save_token=save)
    assert saved == [("access_token", "fresh", NOW + timedelta(seconds=86399))]
    assert script.names() == ["token", "BulkState"]
    assert script.asked[-1][2] == "fresh"


@pytest.mark.parametrize(("minutes", "renewed"), [(2, True), (4, False)])
def test_a_token_is_renewed_minutes_before_it_ends(minutes, renewed):
    values = {
        **APP,
        "access_token": "old",
        "access_token_expires_at": (NOW + timedelta(minutes=minutes)).isoformat(),
    }
    script = Script(token=[TOKEN], BulkState=[{"bulkOperation": None}])
    run(script, values=values)
    assert (script.asked[-1][2] == "fresh") is renewed


def test_a_refused_token_is_renewed_once():
    script = Script(token=[TOKEN], BulkState=[UNAUTHORIZED, {"bulkOperation": None}])
    run(script, values={**APP, "access_token": "old"})
    assert [token for _n, _v, token in script.asked] == ["old", None, "fresh"]
    script = Script(token=[TOKEN], BulkState=[UNAUTHORIZED])
    with pytest.raises(ConfigError):
        run(script, values={**APP, "access_token": "old"})
    assert script.names() == ["BulkState", "token", "BulkState"]


def test_a_refused_fixed_token_is_a_persons_problem():
    with pytest.raises(ConfigError):
        run(Script(BulkState=[UNAUTHORIZED]))


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer({"error": "shop_not_permitted"}), "shop_not_permitted"),
        (Answer({"error": "app_not_installed"}), "app_not_installed"),
        (Answer({}), "config"),
    ],
)
def test_an_app_that_gets_no_token_is_told_why(answer, code):
    with pytest.raises(ConfigError) as failed:
        run(Script(token=[answer]), values=APP)
    assert failed.value.code == code
    assert "s3" not in str(failed.value)


def test_without_any_credential_nothing_is_sent():
    script = Script()
    with pytest.raises(ConfigError):
        run(script, values={"shop": "northwind"})
    assert script.asked == []


# --- points ---


def test_the_budget_is_asked_before_and_told_after():
    cost = {
        "requestedQueryCost": 1,
        "actualQueryCost": 1,
        "throttleStatus": {
            "currentlyAvailable": 1999,
            "restoreRate": 100,
            "maximumAvailable": 2000,
        },
    }
    answer = Answer({"data": {}, "extensions": {"cost": cost}})
    budget = Budget()
    run(Script(BulkState=[answer]), budget=budget)
    assert budget.taken == [1]
    assert budget.settled == [(1, 1, 1999, 100, 2000)]


def test_a_short_wait_for_points_is_waited_here():
    waits = []
    script = Script(BulkState=[throttled(150, 50), {"bulkOperation": None}])
    run(script, sleep=waits.append)
    assert waits == [1.0]
    assert len(script.asked) == 2


def test_a_long_wait_is_the_queues():
    waits = []
    with pytest.raises(TransientError) as failed:
        run(Script(BulkState=[throttled(1000, 0, 50)]), sleep=waits.append)
    assert (failed.value.code, failed.value.retry_after) == ("throttled", 20.0)
    assert waits == []


def test_being_throttled_again_and_again_ends():
    script = Script(BulkState=[throttled(100, 0)])
    with pytest.raises(TransientError):
        run(script)
    assert len(script.asked) == 3


# --- errors ---


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("MAX_COST_EXCEEDED", TooDear),
        ("ACCESS_DENIED", ConfigError),
        ("RESOURCE_NOT_FOUND", NotFoundError),
        ("INTERNAL_SERVER_ERROR", TransientError),
        ("undefinedField", ConfigError),
        ("BAD_REQUEST", RefusedError),
        ("A_NEW_ONE", RefusedError),
    ],
)
def test_errors_are_told_apart_by_code(code, kind):
    with pytest.raises(kind) as failed:
        run(Script(BulkState=[failure(code)]))
    assert type(failed.value) is kind
    assert failed.value.code == code.lower()


def test_the_scope_that_lacks_is_named():
    answer = failure("ACCESS_DENIED", "Access denied.", requiredAccess="`read_orders`")
    with pytest.raises(ConfigError, match="read_orders"):
        run(Script(BulkState=[answer]))


def test_a_change_that_failed_inside_may_have_taken_effect():
    with pytest.raises(UnknownOutcome):
        run(Script(WebhookDelete=[failure("INTERNAL_SERVER_ERROR")]), "webhook_delete")
    with pytest.raises(UnknownOutcome):
        run(Script(WebhookDelete=[Answer()]), "webhook_delete")
    with pytest.raises(TransientError) as failed:
        run(Script(BulkState=[Answer()]))
    assert not isinstance(failed.value, UnknownOutcome)


def test_a_part_of_an_answer_is_no_answer():
    partial = {"data": {"bulkOperation": {}}, "errors": [{"message": "boom"}]}
    with pytest.raises(RefusedError, match="boom"):
        run(Script(BulkState=[Answer(partial)]))


# --- version ---


def test_falling_forward_and_deprecations_are_noticed(caplog):
    answer = Answer(
        {"data": {}},
        {
            "X-Shopify-API-Version": "2027-01",
            "X-Shopify-API-Deprecated-Reason": "Order.totalPrice",
        },
    )
    values = {"shop": "late-shop", "access_token": "fixed"}  # told once a shop
    client = adapter(Script(BulkState=[answer]), values).client
    client.run("bulk_state", {"id": "x"})
    assert (client.served_version, client.deprecations) == (
        "2027-01",
        "Order.totalPrice",
    )
    assert "2027-01" in caplog.text
    assert "Order.totalPrice" in caplog.text


def test_writing_covers_reading():
    needed = ("read_orders", "read_inventory", "write_inventory", "read_products")
    assert missing_scopes(["write_orders", "read_inventory"], needed) == (
        "write_inventory",
        "read_products",
    )
