"""Products as the platform's input: from our words to its own. Pure."""

SPACE, KEY = "$app:retail", "key"  # the metafield that holds our own name of a thing
STATUSES = {"active": "ACTIVE", "draft": "DRAFT", "archived": "ARCHIVED"}
ONLY_OPTION = ("Title", "Default Title")  # of a product without choices
EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}


def identifier(payload) -> dict:
    """Return what names a product: its id, or before it has one our own key."""
    if payload["id"]:
        return {"id": payload["id"]}
    return {"customId": {"namespace": SPACE, "key": KEY, "value": payload["key"]}}


def product_input(payload, sources) -> dict:
    """Return a ProductSetInput with what changes; lists only when they are complete.

    :param sources: name of a picture -> address it was uploaded to
    """
    given = _head(payload["parts"])
    if "media" in payload:
        given["files"] = [file_input(row, sources) for row in payload["media"]]
    if payload.get("whole"):
        files = {row["name"]: row for row in payload.get("media", ())}
        given["productOptions"] = _options(payload)
        given["variants"] = [
            {
                "optionValues": [
                    {"optionName": name, "name": value}
                    for name, value in row["options"] or [ONLY_OPTION]
                ],
                **variant_input(row),
                **_picture(row, files, sources),
            }
            for row in payload["variants"]
        ]
    if not payload["id"]:
        given["metafields"] = [
            {"namespace": SPACE, "key": KEY, "type": "id", "value": payload["key"]},
            *metafields(payload, ""),
        ]
    for row, variant in zip(
        payload.get("variants", ()), given.get("variants", ()), strict=False
    ):
        own = metafields(payload, option_key(row["options"]))
        if own and not row["id"]:
            variant["metafields"] = own
    return given


def _head(parts):
    given = {}
    if "text" in parts:
        text = parts["text"]
        given.update(
            title=text["title"],
            descriptionHtml=text["description_html"],
            vendor=text["vendor"],
            productType=text["product_type"],
        )
        if text["handle"]:
            given["handle"] = text["handle"]
    if "seo" in parts:
        given["seo"] = dict(parts["seo"])
    if "tags" in parts:
        given["tags"] = list(parts["tags"])
    if "status" in parts:
        given["status"] = STATUSES[parts["status"]]
    if "collections" in parts:
        given["collections"] = list(parts["collections"])
    return given


def option_key(options) -> str:
    """Return the key under which the parts keep a variant."""
    return "|".join(f"{name}={value}" for name, value in options) or "="


def _options(payload):
    """Return the options with their values in the order of the variants."""
    values = {}
    for row in payload["variants"]:
        for name, value in row["options"] or [ONLY_OPTION]:
            values.setdefault(name, {})[value] = None
    names = payload["options"] or [ONLY_OPTION[0]]
    return [
        {"name": name, "values": [{"name": value} for value in values[name]]}
        for name in names
        if name in values
    ]


def variant_input(row) -> dict:
    """Return what of a variant changes; what Odoo does not know is left out."""
    given = {"id": row["id"]} if row["id"] else {}
    if "taxable" in row:
        given["taxable"] = row["taxable"]
    if "price" in row:
        given["price"] = row["price"]
    values = row.get("values")
    if values is not None:
        given["barcode"] = values["barcode"] or None
        given["inventoryItem"] = _item(values)
    return given


def _item(values):
    item = {
        "sku": values["sku"],
        "tracked": values["tracked"],
        "requiresShipping": values["requires_shipping"],
    }
    for name, key in (
        ("cost", "cost"),
        ("hs_code", "harmonizedSystemCode"),
        ("origin_country", "countryCodeOfOrigin"),
    ):
        if values[name]:
            item[key] = values[name]
    if values["weight_kg"]:
        weight = {"value": float(values["weight_kg"]), "unit": "KILOGRAMS"}
        item["measurement"] = {"weight": weight}
    return item


# --- pictures ---


def filename(row) -> str:
    """Return the name of a picture's file: the same content has the same name."""
    return f"{row['name']}.{EXTENSIONS.get(row['mimetype'], 'png')}"


def file_input(row, sources) -> dict:
    """Return a picture that is there by its id, a new one by its address.

    A new one replaces a file of its name, so that a repeat does not make a second.
    """
    if row["id"]:
        return {"id": row["id"], "alt": row["alt"]}
    return {
        "originalSource": sources[row["name"]],
        "filename": filename(row),
        "duplicateResolutionMode": "REPLACE",
        "contentType": "IMAGE",
        "alt": row["alt"],
    }


def _picture(row, files, sources):
    if "picture" not in row:
        return {}
    file = file_input(files[row["picture"]], sources)
    return {"file": {name: file[name] for name in file if name != "alt"}}


# --- metafields ---


def metafields(payload, owner) -> list[dict]:
    """Return the metafields of the product (owner empty) or of a variant."""
    found = payload["parts"].get("metafields", {}).get(owner, {})
    rows = []
    for name, (kind, value) in found.items():
        space, _dot, key = name.rpartition(".")
        rows.append({"namespace": space, "key": key, "type": kind, "value": value})
    return rows
