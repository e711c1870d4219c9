"""What the exporter has to know of products that were pushed."""

from .product_input import ONLY_OPTION
from .reads import nodes
from .shapes import version

STATES = {"READY": "ready", "FAILED": "failed"}


def answer_of(payload, product) -> dict:
    """Return ids and version of a product the platform answered with."""
    answer = {
        "id": product["id"],
        "version": version(product["updatedAt"]),
        "handle": product["handle"],
        "whole": bool(payload.get("whole")),
    }
    if payload.get("whole"):
        answer["_page"] = product["variants"]["pageInfo"]
        answer["_nodes"] = product["variants"]["nodes"]
    return answer


def complete(client, items, answers) -> None:
    """Add what takes another request: further variants, pictures, the last version."""
    payloads = {item.key: item.payload for item in items}
    again = {}
    for key, answer in answers.items():
        if answer.get("deleted"):
            continue
        if "_nodes" in answer:
            answer["variants"] = _variants(client, payloads[key], answer)
        if not answer.get("version") or "media" in payloads[key]:
            again[answer["id"]] = key
    ids = list(again)
    for start in range(0, len(ids), 50):
        found, _data = nodes(client, "products_pushed", ids[start : start + 50])
        for product_id, product in found.items():
            if product:
                _add(answers[again[product_id]], payloads[again[product_id]], product)


def _variants(client, payload, answer):
    """Return Odoo's and the platform's ids of the variants."""
    found, page = answer.pop("_nodes"), answer.pop("_page")
    found = list(found)
    while page["hasNextPage"]:
        more = client.run(
            "variants_pushed", {"id": answer["id"], "after": page["endCursor"]}
        )["product"]["variants"]
        found += more["nodes"]
        page = more["pageInfo"]
    by_options = {
        tuple((o["name"], o["value"]) for o in variant["selectedOptions"]): variant
        for variant in found
    }
    rows = []
    for row in payload["variants"]:
        options = tuple(map(tuple, row["options"])) or (ONLY_OPTION,)
        variant = by_options.get(options)
        if variant:
            stock = variant["inventoryItem"]["id"]
            rows.append({"ref": row["ref"], "id": variant["id"], "stock_id": stock})
    return rows


def _add(answer, payload, product):
    answer["version"] = version(product["updatedAt"])
    if "media" not in payload:
        return
    shown = product["media"]["nodes"]
    answer["media"] = [
        {
            "name": row["name"],
            "id": media["id"],
            "alt": media["alt"] or "",
            "status": STATES.get(media["status"], "processing"),
        }
        for row, media in zip(payload["media"], shown, strict=False)
    ]
