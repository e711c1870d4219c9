"""What productSet does not cover: metafields one by one, sales channels, translations.

Each sets a state, so that a repeat after a lost answer changes nothing.
"""

from odoo.addons.retail_connector_base.platforms import RefusedError

from . import option_push, translation_push
from .product_input import metafields, option_key

METAFIELDS = 25  # a request


def deliver(client, payload, answer) -> bool:
    """Deliver the rest of a product's change; return whether there was any."""
    return any(
        [
            _metafields(client, payload, answer),
            _publications(client, payload, answer),
            _translations(client, payload, answer),
        ]
    )


# --- metafields of a product that exists: others' metafields must stay ---


def _metafields(client, payload, answer):
    if not payload["id"] or "metafields" not in payload["parts"]:
        return False
    owners = {"": answer["id"], **payload.get("owners", {})}
    rows = []
    for key, owner in owners.items():
        rows += [{"ownerId": owner, **row} for row in metafields(payload, key)]
    for start in range(0, len(rows), METAFIELDS):
        part = rows[start : start + METAFIELDS]
        _run(client, "metafields_set", {"metafields": part}, "metafieldsSet")
    gone = []
    for key, name in payload.get("metafields_gone", ()):
        space, _dot, own = name.rpartition(".")
        if key in owners:
            gone.append({"ownerId": owners[key], "namespace": space, "key": own})
    if gone:
        _run(client, "metafields_delete", {"metafields": gone}, "metafieldsDelete")
    return bool(rows or gone)


# --- sales channels ---


def _publications(client, payload, answer):
    done = False
    for name, field in (
        ("publish", "publishablePublish"),
        ("unpublish", "publishableUnpublish"),
    ):
        places = [{"publicationId": place} for place in payload.get(name) or ()]
        if places:
            _run(client, name, {"id": answer["id"], "places": places}, field)
            done = True
    return done


# --- translations ---


def _translations(client, payload, answer):
    gid = answer["id"]
    wanted = payload["parts"].get("translations") or {}
    gone = payload.get("translations_gone") or {}
    own, of_options = _parted(wanted)
    own_gone, options_gone = _parted(gone)
    return any(
        [
            translation_push.register(client, gid, own),
            translation_push.remove(client, gid, own_gone),
            option_push.deliver(client, gid, of_options, options_gone),
        ]
    )


def _parted(texts):
    """Return the texts of the product itself, and those of its options, by locale.

    :param texts: locale -> names of texts, or name -> translation
    """
    own, others = {}, {}
    for locale, names in texts.items():
        for name in names:
            part = own if name in translation_push.CONTENT else others
            value = names[name] if isinstance(names, dict) else None
            part.setdefault(locale, {})[name] = value
    return own, others


def _run(client, name, variables, field):
    answer = client.run(name, variables)[field]
    for error in answer["userErrors"]:
        raise RefusedError(error["message"], (error.get("code") or "refused").lower())
    return answer


__all__ = ["deliver", "option_key"]
