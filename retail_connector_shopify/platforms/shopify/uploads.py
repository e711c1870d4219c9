"""Put files where the platform takes them from: pictures, and lines of bulk changes."""

from urllib3.filepost import encode_multipart_formdata

from odoo.addons.retail_connector_base.platforms import RefusedError

from .product_input import filename

AT_ONCE = 250  # uploads a request


def pictures(client, items, read_file) -> dict:
    """Upload the pictures the platform lacks; return item key -> name -> address."""
    wanted = [
        (item.key, row)
        for item in items
        for row in item.payload.get("media", ())
        if not row["id"]
    ]
    found = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        targets = stage(
            client,
            [
                {
                    "resource": "IMAGE",
                    "filename": filename(row),
                    "mimeType": row["mimetype"] or "image/png",
                    "httpMethod": "POST",
                }
                for _key, row in part
            ],
        )
        for (key, row), target in zip(part, targets, strict=True):
            content = read_file(row["ref"]) if row["ref"] else None
            if content is None:
                raise RefusedError("A picture is gone in Odoo.", "media_failed")
            mimetype, raw = content
            send(client, target, filename(row), raw, mimetype)
            found.setdefault(key, {})[row["name"]] = target["resourceUrl"]
    return found


def stage(client, uploads) -> list[dict]:
    """Return where to put each upload."""
    answer = client.run("staged_uploads", {"uploads": uploads})["stagedUploadsCreate"]
    for error in answer["userErrors"]:
        raise RefusedError(error["message"], "upload_refused")
    return answer["stagedTargets"]


def send(client, target, name, content, mimetype) -> str:
    """Upload a file; return its path. Putting the same file twice does no harm."""
    form = [(field["name"], field["value"]) for field in target["parameters"]]
    form.append(("file", (name, content, mimetype)))  # the file comes last
    body, content_type = encode_multipart_formdata(form)
    client.http.request(
        "POST",
        target["url"],
        headers={"Content-Type": content_type},
        data=body,
        idempotent=True,
    )
    return next(f["value"] for f in target["parameters"] if f["name"] == "key")
