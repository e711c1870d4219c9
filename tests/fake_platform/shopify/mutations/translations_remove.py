"""translationsRemove: texts in other languages are taken away, each key in each."""

from ..errors import UserErrors, user_error
from ..registry import mutation


@mutation("translationsRemove")
def translations_remove(call, resource_id, locales, translation_keys, market_ids=None):
    """Take texts away; one that is not there is no error."""
    record = call.shop.get(resource_id)
    if record is None:
        message = f"Resource {resource_id} does not exist"
        raise UserErrors(user_error(["resourceId"], message, "RESOURCE_NOT_FOUND"))
    gone = []
    for locale in locales:
        texts = record.get("_translations", {}).get(locale, {})
        for key in translation_keys:
            if key in texts:
                value, _digest = texts.pop(key)
                gone.append(
                    {"key": key, "locale": locale, "value": value, "outdated": False}
                )
    return {"translations": gone}
