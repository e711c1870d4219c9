"""metafieldDefinitionCreate: a typed place for values, unique per owner type."""

from ..errors import refuse
from ..registry import mutation
from .metafields_set import definition_of


@mutation("metafieldDefinitionCreate")
def metafield_definition_create(call, definition):
    """Define a metafield; a second time it is taken."""
    space = definition.get("namespace") or "$app"
    owner, key = definition["ownerType"], definition["key"]
    if definition_of(call.shop, owner, space, key):
        message = (
            f"Key is in use for {owner.title()} metafields on the '{space}' namespace."
        )
        refuse(["definition", "key"], message, "TAKEN")
    record = call.shop.add(
        "MetafieldDefinition",
        {
            "name": definition["name"],
            "namespace": space,
            "key": key,
            "ownerType": owner,
            "description": definition.get("description"),
            "type": {"name": definition["type"], "category": "TEXT"},
            "validations": [],
        },
    )
    return {"createdDefinition": record["id"]}
