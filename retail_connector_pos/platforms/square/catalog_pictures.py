"""Pictures of products: uploaded once, then shown in the wanted order.

An upload is not tied to its item, so that a repeat under the picture's own key makes no
second one and the order is written in one go for all items.
"""

import json

from urllib3.filepost import encode_multipart_formdata

from odoo.addons.retail_connector_base.platforms import RefusedError

from . import catalog

TYPES = {
    "image/jpeg": "jpg",
    "image/pjpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
}
LARGEST = 15_000_000  # bytes


def show(client, items, answers, errors, key, read_file):
    """Upload what Square lacks and set each item's pictures; fill in the answers."""
    edits, shown = {}, {}
    for item in items:
        payload, answer = item.payload, answers.get(item.key)
        if answer is None or payload.get("media") is None or payload["delete"]:
            continue
        try:
            ids = {
                row["name"]: row["id"] or _upload(client, payload, row, read_file)
                for row in payload["media"]
            }
        except RefusedError as error:
            errors[item.key] = error
            continue
        edits[answer["id"]] = _edit(payload, answer, ids)
        shown[answer["id"]] = (item.key, ids)
    if not edits:
        return
    _done, refused = catalog.update(client, edits, catalog.derived(key, "pictures"))
    for one, (name, ids) in shown.items():
        if one in refused:
            errors[name] = refused[one]
        else:
            answers[name]["media"] = [
                {"name": picture, "id": ids[picture], "status": "ready"}
                for picture in ids
            ]


def _edit(payload, answer, ids):
    """Return the edit that shows the pictures of an item and its variations."""
    refs = {row["ref"]: row["id"] for row in answer.get("variants") or ()}
    pictures = {
        refs[row["ref"]]: ids[row["picture"]]
        for row in payload.get("variants") or ()
        if row.get("picture") in ids and row["ref"] in refs
    }

    def edit(found):
        found["item_data"]["image_ids"] = list(ids.values())
        for row in found["item_data"].get("variations") or ():
            if row["id"] in pictures:
                row["item_variation_data"]["image_ids"] = [pictures[row["id"]]]

    return edit


def _upload(client, payload, row, read_file):
    file = read_file(row["ref"]) if row["ref"] else None
    if file is None:
        raise RefusedError("A picture is not there any more.", "no_file")
    mimetype, content = file
    if mimetype not in TYPES or len(content) > LARGEST:
        raise RefusedError(
            "Square takes pictures of type JPEG, PNG or GIF up to 15 MB.", "bad_picture"
        )
    asked = {
        "idempotency_key": catalog.derived(payload["key"], row["name"]),
        "image": {
            "type": "IMAGE",
            "id": "#picture",
            "image_data": {"name": row["name"], "caption": row["alt"] or ""},
        },
    }
    body, kind = encode_multipart_formdata(
        {
            "request": (None, json.dumps(asked), "application/json"),
            "file": (f"{row['name']}.{TYPES[mimetype]}", content, mimetype),
        }
    )
    answer = client.send(
        "POST",
        "/v2/catalog/images",
        headers={"Content-Type": kind},
        data=body,
        idempotent=True,
    )
    return answer["image"]["id"]
