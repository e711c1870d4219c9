"""Texts in other languages out: each is tied to the text it translates by its digest.

Each request sets a state, so that a repeat after a lost answer changes nothing.
"""

from odoo.addons.retail_connector_base.platforms import RefusedError

from .mapper_product import TEXTS

CONTENT = {ours: theirs for theirs, ours in TEXTS.items()}


def register(client, gid, wanted) -> bool:
    """Have texts translated; return whether there were any.

    :param wanted: locale -> {our name of a text: its translation}
    """
    if not any(wanted.values()):
        return False
    found = client.run("translatable", {"ids": [gid]})
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
        write(client, gid, rows)
    return bool(rows)


def remove(client, gid, gone) -> bool:
    """Take translations away; return whether there were any.

    :param gone: locale -> our names of the texts
    """
    for locale, names in sorted(gone.items()):
        erase(client, gid, locale, sorted(CONTENT[name] for name in names))
    return bool(gone)


def agree(client, gid, wanted) -> None:
    """Have exactly these translations, in the languages that are named.

    :param wanted: locale -> {our name of a text: its translation}
    """
    changed, gone = {}, {}
    for locale, texts in wanted.items():
        answer = client.run("translations_by_id", {"ids": [gid], "locale": locale})
        [node] = answer["translatableResourcesByIds"]["nodes"]
        there = {
            TEXTS[text["key"]]: None if text["outdated"] else text["value"]
            for text in node["translations"]
            if text["key"] in TEXTS
        }
        fresh = {name: text for name, text in texts.items() if there.get(name) != text}
        if fresh:
            changed[locale] = fresh
        if there.keys() - texts.keys():
            gone[locale] = there.keys() - texts.keys()
    register(client, gid, changed)
    remove(client, gid, gone)


def write(client, gid, rows) -> None:
    """Register translations of one resource."""
    given = {"id": gid, "translations": rows}
    _run(client, "translations_register", given, "translationsRegister")


def erase(client, gid, locale, keys) -> None:
    """Remove translations of one resource in a language."""
    given = {"id": gid, "locale": locale, "keys": keys}
    _run(client, "translations_remove", given, "translationsRemove")


def _run(client, name, variables, field):
    for error in client.run(name, variables)[field]["userErrors"]:
        raise RefusedError(error["message"], (error.get("code") or "refused").lower())
