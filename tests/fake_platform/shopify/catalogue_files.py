"""Pictures of products: taken from an address, ready after a while."""

import time

from .errors import UserErrors, user_error


def attach(shop, product, given):
    """Make a product's pictures those that are given; return source -> id."""
    found, kept = {}, []
    for place, entry in enumerate(given):
        record = _file(shop, entry, ["input", "files", str(place)])
        if "alt" in entry:
            record["alt"] = entry["alt"]
        kept.append(record["id"])
        found[entry.get("id") or entry["originalSource"]] = record["id"]
    product["_media"] = kept
    for gid in product["_variants"]:
        variant = shop.get(gid)
        variant["_media"] = [m for m in variant.get("_media", ()) if m in kept]
    return found


def variant_file(files, entry):
    """Return the id of the picture a variant shows."""
    return files[entry.get("id") or entry["originalSource"]]


def _file(shop, entry, path):
    if entry.get("id"):
        record = shop.want(entry["id"], "MediaImage")
        if record is None:
            message = f"Media {entry['id']} does not exist"
            raise UserErrors(user_error([*path, "id"], message, "INVALID_INPUT"))
        return record
    source = entry.get("originalSource") or ""
    if not source.startswith(("http://", "https://")):
        message = "File URL is invalid"
        raise UserErrors(
            user_error([*path, "originalSource"], message, "INVALID_INPUT")
        )
    name = entry.get("filename") or source.rpartition("/")[2]
    if entry.get("duplicateResolutionMode") == "REPLACE":
        for record in shop.table("MediaImage").values():
            if record["_filename"] == name:
                _take(shop, record, source)
                return record
    record = shop.add(
        "MediaImage",
        {"alt": None, "mediaContentType": "IMAGE", "mimeType": None, "_filename": name},
    )
    _take(shop, record, source)
    return record


def _take(shop, record, source):
    """Begin to take in the picture; what was never uploaded fails."""
    staged = f"{shop.platform.url}/_files/{shop.domain}/"
    record["_source"] = source
    record["_failed"] = source.startswith(staged) and (
        source.removeprefix(staged) not in shop.uploads
    )
    record["_ready_at"] = time.time() + shop.settings["media_seconds"]
    record["image"] = {
        "id": record["id"].replace("MediaImage", "ImageSource"),
        "url": source,
        "altText": record["alt"],
    }
    shop.stats.add("files_taken")


def status(record):
    """Return how far a picture is."""
    if time.time() < record["_ready_at"]:
        return "PROCESSING"
    return "FAILED" if record["_failed"] else "READY"
