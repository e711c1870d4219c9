"""What a field answers that the record in the store does not have."""

from graphql import is_enum_type, is_list_type, is_non_null_type, is_scalar_type

from .errors import not_modelled

ZERO = {"Boolean": False, "Int": 0, "Float": 0.0, "UnsignedInt64": "0"}


def fallback(owner, name, field_type):
    """Return ``function(source, call)`` for a field without data.

    Nullable fields are null, lists and connections are empty, money is zero; any other
    required field is refused loudly, because an invented value would hide a gap.
    """
    required = is_non_null_type(field_type)
    bare = field_type.of_type if required else field_type
    if name == "legacyResourceId":
        return lambda source, call: source["id"].partition("?")[0].rpartition("/")[2]
    if getattr(bare, "name", "") in ("Money", "MoneyV2"):
        return _from_bag(owner, name, bare.name, required)
    if not required:
        return _nothing
    if is_list_type(bare):
        return lambda source, call: []
    if bare.name.endswith("Connection"):
        return lambda source, call: []
    if bare.name == "MoneyBag":
        return lambda source, call: call.shop.no_money()
    if is_scalar_type(bare) and bare.name in ZERO:
        value = ZERO[bare.name]
        return lambda source, call: value
    if is_scalar_type(bare) or is_enum_type(bare) or bare is not None:
        return _refuse(owner, name)
    return _nothing


def _nothing(source, call):
    return None


def _refuse(owner, name):
    def refuse(source, call):
        raise not_modelled(owner, name)

    return refuse


def _from_bag(owner, name, kind, required):
    """Answer a deprecated amount from the money bag that replaced it."""

    def read(source, call):
        bag = source.get(name + "Set")
        if bag is not None:
            return bag["shopMoney"]["amount"] if kind == "Money" else bag["shopMoney"]
        if required:
            raise not_modelled(owner, name)
        return None

    return read
