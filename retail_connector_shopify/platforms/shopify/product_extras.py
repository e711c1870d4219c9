"""What productSet does not cover: metafields one by one, sales channels, translations.

Each sets a state, so that a repeat after a lost answer changes nothing.
"""

from odoo.addons.retail_connector_base.platforms import RefusedError

from .mapper_product import TEXTS
from .product_input import metafields, option_key

METAFIELDS = 25  # a request
CONTENT = {ours: theirs for theirs, ours in TEXTS.items()}


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


# --- translations: each is tied to the text it translates by its digest ---


def _translations(client, payload, answer):
    wanted = payload["parts"].get("translations")
    if not wanted:
        return False
    found = client.run("translatable", {"ids": [answer["id"]]})
    [resource] = found["translatableResourcesByIds"]["nodes"]
    digests = {c["key"]: c["digest"] for c in resource["translatableContent"]}
    rows = [
        {
            "locale": locale,
            "key": CONTENT[name],
            "value": value,
            "translatableContentDigest": digests[CONTENT[name]],
        }
        for locale, texts in sorted(wanted.items())
        for name, value in sorted(texts.items())
        if digests.get(CONTENT[name])
    ]
    if rows:
        given = {"id": answer["id"], "translations": rows}
        _run(client, "translations_register", given, "translationsRegister")
    return bool(rows)


def _run(client, name, variables, field):
    answer = client.run(name, variables)[field]
    for error in answer["userErrors"]:
        raise RefusedError(error["message"], (error.get("code") or "refused").lower())
    return answer


__all__ = ["deliver", "option_key"]
