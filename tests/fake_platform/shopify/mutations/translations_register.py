"""translationsRegister: texts in another language, tied to the text they translate."""

from ..errors import UserErrors, user_error
from ..fields_catalogue import translatable
from ..registry import mutation

MAX_KEYS = 100
MAIN = "en"


@mutation("translationsRegister")
def translations_register(call, resource_id, translations):
    """Store texts; one whose original changed meanwhile is refused."""
    record = call.shop.get(resource_id)
    if record is None:
        message = f"Resource {resource_id} does not exist"
        raise UserErrors(user_error(["resourceId"], message, "RESOURCE_NOT_FOUND"))
    if len(translations) > MAX_KEYS:
        message = f"Too many keys for resource - maximum {MAX_KEYS} per mutation"
        raise UserErrors(
            user_error(["resourceId"], message, "TOO_MANY_KEYS_FOR_RESOURCE")
        )
    digests = {
        content["key"]: content["digest"]
        for content in translatable(record)["translatableContent"]
    }
    errors = []
    for place, entry in enumerate(translations):
        errors += _check(["translations", str(place)], entry, digests)
    if errors:
        raise UserErrors(*errors)
    for entry in translations:
        texts = record.setdefault("_translations", {}).setdefault(entry["locale"], {})
        texts[entry["key"]] = [entry["value"], entry["translatableContentDigest"]]
    return {
        "translations": [
            {
                "key": entry["key"],
                "locale": entry["locale"],
                "value": entry["value"],
                "outdated": False,
            }
            for entry in translations
        ]
    }


def _check(path, entry, digests):
    if entry["key"] not in digests:
        message = f"Key {entry['key']} is not a valid translatable field"
        yield user_error([*path, "key"], message, "INVALID_KEY_FOR_MODEL")
    elif digests[entry["key"]] != entry["translatableContentDigest"]:
        message = "Translatable content hash is invalid"
        yield user_error(
            [*path, "translatableContentDigest"],
            message,
            "INVALID_TRANSLATABLE_CONTENT",
        )
    if entry["locale"] == MAIN:
        message = "Locale cannot be the same as the shop's primary locale"
        yield user_error([*path, "locale"], message, "INVALID_LOCALE_FOR_SHOP")
