"""What the API refuses about products, with its codes."""

from .errors import UserErrors, user_error
from .mutations.metafields_set import check_metafield
from .roots import by_custom_id

MAX_OPTIONS, MAX_VARIANTS, MAX_QUANTITIES = 3, 2048, 50_000


def identified(shop, identifier, given):
    """Return the product an identifier names, None when there is none yet."""
    if not identifier:
        found = given.get("id")
        return _by_id(shop, found, ["input", "id"]) if found else None
    if "id" in given:
        message = "The id field is not allowed if identifier is provided."
        raise UserErrors(user_error(["input"], message, "ID_NOT_ALLOWED"))
    if identifier.get("id"):
        return _by_id(shop, identifier["id"], ["identifier", "id"])
    products = shop.table("Product").values()
    if identifier.get("handle"):
        wanted = identifier["handle"]
        return next((p for p in products if p["handle"] == wanted), None)
    return _by_custom_id(shop, identifier["customId"], given)


def _by_id(shop, gid, path):
    found = shop.want(gid, "Product")
    if found is None:
        message = "Product does not exist"
        raise UserErrors(user_error(path, message, "PRODUCT_DOES_NOT_EXIST"))
    return found


def _by_custom_id(shop, custom, given):
    found = by_custom_id(shop, "Product", custom)
    space, key = custom.get("namespace") or "$app", custom["key"]
    same = [
        entry
        for entry in given.get("metafields") or ()
        if (entry.get("namespace") or "$app") == space and entry["key"] == key
    ]
    if not same or same[0]["value"] != custom["value"]:
        message = "The metafield of the identifier must be in the input with its value."
        raise UserErrors(
            user_error(["input", "metafields"], message, "METAFIELD_MISMATCH")
        )
    return found


def check_product(shop, product, given):
    """Raise every user error of a ProductSetInput at once."""
    errors = [*_head(shop, product, given), *_lists(given)]
    errors += _variants(shop, product, given)
    for place, entry in enumerate(given.get("metafields") or ()):
        path = ["input", "metafields", str(place)]
        own = product["id"] if product else None
        errors += [
            {**error, "code": "INVALID_METAFIELD"}
            for error in check_metafield(shop, path, entry, "PRODUCT", own)
        ]
    if errors:
        raise UserErrors(*errors)


def _head(shop, product, given):
    title = given.get("title", product and product["title"])
    if not title or not title.strip():
        yield user_error(["input", "title"], "Title can't be blank", "INVALID_INPUT")
    handle = given.get("handle")
    others = (p for p in shop.table("Product").values() if p is not product)
    if handle and any(other["handle"] == handle for other in others):
        message = f"Handle '{handle}' already in use. Please provide a new handle."
        yield user_error(["input", "handle"], message, "HANDLE_NOT_UNIQUE")
    for place, gid in enumerate(given.get("collections") or ()):
        path = ["input", "collections", str(place)]
        collection = shop.want(gid, "Collection")
        if collection is None:
            yield user_error(path, "Collection does not exist", "INVALID_INPUT")
        elif collection["_smart"]:
            message = "Can't manually add products to a smart collection"
            yield user_error(path, message, "INVALID_INPUT")


def _lists(given):
    options, variants = given.get("productOptions"), given.get("variants")
    if variants is not None and not options:
        message = "Product options input is required when updating variants"
        yield user_error(["input"], message, "PRODUCT_OPTIONS_INPUT_MISSING")
    if options and variants is None:
        message = "Variants input is required when updating product options"
        yield user_error(["input"], message, "VARIANTS_INPUT_MISSING")
    if len(options or ()) > MAX_OPTIONS:
        message = f"The number of options exceeds the limit of {MAX_OPTIONS}"
        yield user_error(["input", "productOptions"], message, "OPTIONS_OVER_LIMIT")
    names = [option["name"].lower() for option in options or ()]
    if len(set(names)) < len(names):
        message = "Option names must be unique"
        yield user_error(["input", "productOptions"], message, "DUPLICATED_OPTION_NAME")
    if len(variants or ()) > MAX_VARIANTS:
        message = f"The number of variants exceeds the limit of {MAX_VARIANTS}"
        yield user_error(["input", "variants"], message, "VARIANTS_OVER_LIMIT")


def _variants(shop, product, given):
    files = {_name(file) for file in given.get("files") or ()}
    own = set(product["_variants"]) if product else set()
    seen = set()
    known = {
        (option["name"], value["name"])
        for option in given.get("productOptions") or ()
        for value in option.get("values") or ()
    }
    for place, entry in enumerate(given.get("variants") or ()):
        path = ["input", "variants", str(place)]
        combo = tuple((o["optionName"], o["name"]) for o in entry["optionValues"])
        if combo in seen:
            message = "The variant already exists. Please change at least one option"
            yield user_error(path, message, "INVALID_VARIANT")
        seen.add(combo)
        if not set(combo) <= known:
            message = "Option value does not exist"
            yield user_error(path, message, "OPTION_VALUE_DOES_NOT_EXIST")
        if entry.get("id") and entry["id"] not in own:
            message = "Product variant does not exist"
            yield user_error(path, message, "PRODUCT_VARIANT_DOES_NOT_EXIST")
        if entry.get("file") and _name(entry["file"]) not in files:
            message = "The file of a variant must be among the product's files"
            yield user_error([*path, "file"], message, "INVALID_INPUT")


def _name(file):
    return file.get("id") or file.get("originalSource")
