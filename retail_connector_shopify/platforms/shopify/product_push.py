"""Products out: created or changed by ``productSet``, and what it does not cover.

``productSet`` takes no idempotency key. A product that has no id yet is named by our
own key, which its metafield of type ``id`` keeps: a repeat after a lost answer finds
the product instead of making a second one. Everything else sets a state, so that a
repeat changes nothing.
"""

from collections.abc import Callable, Sequence

from odoo.addons.retail_connector_base.platforms import (
    NotFoundError,
    PushItem,
    PushResult,
    RefusedError,
    TransientError,
)

from . import product_bulk, product_extras, uploads
from .client import AdminClient, TooDear
from .product_answer import answer_of, complete
from .product_input import KEY, SPACE, identifier, product_input, variant_input
from .shapes import version

BULK_FROM = 20  # products from which a bulk operation is cheaper than single calls
SYNCHRONOUS = 250  # variants up to which the answer is waited for
LOOKS = 60  # at an operation that runs at the platform, a second apart
VARIANTS = 250  # changed variants a request
GONE = "PRODUCT_DOES_NOT_EXIST"


def push(
    client: AdminClient, items: Sequence[PushItem], key: str, read_file: Callable
) -> list[PushResult]:
    """Deliver products; return one result per item, in their order."""
    sources = uploads.pictures(client, items, read_file)
    answers, errors = {}, {}
    sets = {}
    for item in items:
        if item.payload["delete"]:
            continue
        given = product_input(item.payload, sources.get(item.key, {}))
        if given:
            sets[item.key] = {
                "identifier": identifier(item.payload),
                "input": given,
                "synchronous": True,
            }
    bulk = {}
    if len(sets) >= BULK_FROM:
        bulk = product_bulk.run(client, sets, key, define)
    for item in items:
        try:
            found = bulk.get(item.key)
            if found is None and item.key in sets:
                found = _set(client, sets[item.key])
            answers[item.key] = _deliver(client, item.payload, found)
        except (RefusedError, NotFoundError, TooDear) as error:
            errors[item.key] = error
    complete(client, items, answers)
    return [
        PushResult(item.key, error=errors[item.key])
        if item.key in errors
        else PushResult(
            item.key, answers[item.key].get("id", ""), answer=answers[item.key]
        )
        for item in items
    ]


def _deliver(client, payload, found):
    """Do what a product's change asks for; return what the exporter has to know."""
    if payload["delete"]:
        return _delete(client, payload["id"])
    answer = {"id": payload["id"]}
    if found is not None:
        answer = answer_of(payload, _checked(found))
    if payload.get("variants") and not payload.get("whole"):
        answer.update(_update_variants(client, payload))
    if product_extras.deliver(client, payload, answer):
        answer["version"] = ""  # it moved on; read afterwards
    return answer


def _set(client, variables):
    """Run productSet; wait for it where the product is large."""
    large = len(variables["input"].get("variants", ())) > SYNCHRONOUS
    variables = {**variables, "synchronous": not large}
    try:
        answer = client.run("product_set", variables)["productSet"]
    except RefusedError as error:
        if error.code != "not_found" or "customId" not in variables["identifier"]:
            raise
        define(client)  # the first product of this app in the shop
        answer = client.run("product_set", variables)["productSet"]
    if answer["productSetOperation"] and not answer["userErrors"]:
        return _wait(client, answer["productSetOperation"]["id"])
    return answer


def _wait(client, operation):
    for _look in range(LOOKS):
        found = client.run("product_operation", {"id": operation})["productOperation"]
        if found and found["status"] == "COMPLETE":
            return found
        client.sleep(1)
    raise TransientError("The product is still being written.", "bulk_running", 15)


def _checked(answer):
    for error in answer["userErrors"]:
        where = ".".join(error["field"] or ())
        text = f"{error['message']} ({where})" if where else error["message"]
        raise RefusedError(text, (error["code"] or "refused").lower())
    return answer["product"]


def define(client: AdminClient) -> None:
    """Define the metafield that holds our own name of a product or collection."""
    for owner in ("PRODUCT", "COLLECTION"):
        answer = client.run(
            "definition_create",
            {
                "definition": {
                    "name": "Retail key",
                    "namespace": SPACE,
                    "key": KEY,
                    "type": "id",
                    "ownerType": owner,
                }
            },
        )["metafieldDefinitionCreate"]
        for error in answer["userErrors"]:
            if error["code"] != "TAKEN":
                raise RefusedError(error["message"], error["code"].lower())


def _update_variants(client, payload):
    """Change some variants, the others stay as they are."""
    changed = [variant_input(row) for row in payload["variants"]]
    moment = ""
    for start in range(0, len(changed), VARIANTS):
        answer = client.run(
            "variants_change",
            {"product": payload["id"], "variants": changed[start : start + VARIANTS]},
        )["productVariantsBulkUpdate"]
        _checked(answer)
        moment = version(answer["product"]["updatedAt"])
    return {"version": moment}


def _delete(client, product_id):
    answer = client.run("product_delete", {"id": product_id})["productDelete"]
    for error in answer["userErrors"]:
        if error["field"] != ["id"]:  # gone already is as good
            raise RefusedError(error["message"])
    return {"deleted": True}
