"""Which parts of a product can be taken back, and why some cannot. Pure.

What is there and what was there are parts as the shop was told them. A part that is
replaced as a whole can always be given back; variants and pictures carry things that
the platform made of them, so only those are given back that are still there.
"""

from .product_parts import NEVER_EMPTIED

VARIANTS = "variants"  # reasons, in words by the exporter
VALUES = "values"
PICTURES = "pictures"


def obstacle(before, now, pictures):
    """Return (reason, what it is about) of why a change cannot be taken back, or None.

    :param before: group -> part that the change replaced
    :param now: group -> part that the shop was told last
    :param pictures: names of the pictures that the shop has or Odoo can send
    """
    sold = (now.get("variants") or {}).get("items", {}).keys()
    if "variants" in before:
        found = _variants(before["variants"], now["variants"])
        if found:
            return found
    if "tax" in before and sold and before["tax"].keys() != sold:
        return VARIANTS, ""
    for entry in before.get("media", ()):
        if entry["name"] not in pictures:
            return PICTURES, entry["alt"] or entry["name"]
        if not sold >= set(entry["variants"]):
            return VARIANTS, ""
    return None


def _variants(before, now):
    """Return why the values of variants cannot be given back, or None."""
    if list(before["options"]) != list(now["options"]):
        return VARIANTS, ""
    if before["items"].keys() != now["items"].keys():
        return VARIANTS, ""
    for key, item in now["items"].items():
        for name in NEVER_EMPTIED:
            if item[name] and not before["items"][key][name]:
                return VALUES, name
    return None
