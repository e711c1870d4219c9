"""Names of options and of their values in other languages, out.

Each is a resource of its own: what is there already is read first, so that only what
differs is written.
"""

from . import reads_translations, translation_push
from .mapper_product import option_names

NAME = "name"  # the platform's word for the only text that an option has
PAGE = reads_translations.PAGE


def deliver(client, product, wanted, gone) -> bool:
    """Translate options of a product, and take translations away; return whether any.

    An option or value that the product does not have any more is left out.

    :param wanted: locale -> {our name of a text: its translation}
    :param gone: locale -> our names of the texts
    """
    if not any(wanted.values()) and not any(gone.values()):
        return False
    found = client.run("product_options", {"id": product})["product"]
    ids = {name: one for one, name in option_names(found or {}).items()}
    changed = _differing(client, ids, wanted)
    digests = _digests(client, list(changed))
    for one, texts in changed.items():
        rows = [
            {
                "locale": locale,
                "key": NAME,
                "value": text,
                "translatableContentDigest": digests[one],
            }
            for locale, text in sorted(texts.items())
            if one in digests
        ]
        if rows:
            translation_push.write(client, one, rows)
    done = bool(changed)
    for locale, names in sorted(gone.items()):
        for one in sorted(ids[name] for name in names if name in ids):
            translation_push.erase(client, one, locale, [NAME])
            done = True
    return done


def _differing(client, ids, wanted):
    """Return id -> {locale: translation} of what the shop does not have so far."""
    changed = {}
    for locale, texts in wanted.items():
        mine = {ids[name]: text for name, text in texts.items() if name in ids}
        there = {
            node["resourceId"]: text["value"]
            for _locale, node in reads_translations.read(client, list(mine), [locale])
            for text in node["translations"]
            if text["key"] == NAME and not text["outdated"]
        }
        for one, text in mine.items():
            if there.get(one) != text:
                changed.setdefault(one, {})[locale] = text
    return changed


def _digests(client, ids):
    """Return id -> what names the present content of an option."""
    found = {}
    for start in range(0, len(ids), PAGE):
        answer = client.run("translatable", {"ids": ids[start : start + PAGE]})
        for node in answer["translatableResourcesByIds"]["nodes"]:
            for content in node["translatableContent"]:
                if content["key"] == NAME and content["digest"]:
                    found[node["resourceId"]] = content["digest"]
    return found
