"""stagedUploadsCreate: where to put a file before something refers to it."""

import secrets

from ..registry import mutation


@mutation("stagedUploadsCreate")
def staged_uploads_create(call, input):
    """Return an address and the form fields of each upload."""
    return {"stagedTargets": [_target(call.shop, entry) for entry in input]}


def _target(shop, entry):
    key = f"tmp-{secrets.token_hex(8)}-{entry['filename']}"
    fields = {
        "Content-Type": entry["mimeType"],
        "success_action_status": "201",
        "acl": "private",
        "key": key,
        "policy": secrets.token_hex(16),
    }
    return {
        "url": f"{shop.platform.url}/_upload/{shop.domain}",
        "resourceUrl": f"{shop.platform.url}/_files/{shop.domain}/{key}",
        "parameters": [{"name": n, "value": v} for n, v in fields.items()],
    }
