"""The fields that a query selects."""

from graphql import FieldNode, FragmentSpreadNode


def selected(schema, fragments, owner, selection_set):
    """Yield (owner type, field node), fragments resolved, without ``__typename``.

    :param fragments: name -> fragment definition
    """
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            if not node.name.value.startswith("__"):
                yield owner, node
            continue
        if isinstance(node, FragmentSpreadNode):
            node = fragments[node.name.value]
        kind = owner
        if node.type_condition:
            kind = schema.get_type(node.type_condition.name.value)
        yield from selected(schema, fragments, kind, node.selection_set)
