"""What a bulk query may look like."""

from graphql import (
    GraphQLSyntaxError,
    get_named_type,
    is_list_type,
    is_non_null_type,
    parse,
    validate,
)

from .errors import UserErrors, user_error
from .selected import selected

MAX_CONNECTIONS, MAX_DEPTH, MAX_BYTES = 5, 2, 65535
LIST_PROBLEM = (
    "Queries that contain a connection field within a list field are not currently "
    "supported."
)
NODES_PROBLEM = (
    "All connection fields in a bulk query must select their contents using 'edges' > "
    "'node', e.g: 'products { edges { node {'. Selecting via 'nodes' is not supported. "
    "Invalid connection fields: '%s'."
)
DEPTH_PROBLEM = (
    "Bulk queries cannot contain connections with a nesting depth greater "
    f"than {MAX_DEPTH}."
)
ID_PROBLEM = (
    "The parent 'node' field for a nested connection must select the 'id' field "
    "without an alias and must be of 'ID' return type. "
    "Connection fields without 'id': %s."
)


def check(schema, query):
    """Return the parsed bulk query, or refuse it with every broken rule."""
    if len(query.encode()) > MAX_BYTES:
        size = len(query.encode())
        _refuse([f"Query is too large ({size} bytes; maximum is {MAX_BYTES} bytes)"])
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        _refuse([f"Invalid bulk query: {error.message}"])
    operations = [n for n in document.definitions if n.kind == "operation_definition"]
    if len(operations) != 1:
        _refuse(["Bulk queries must contain exactly one operation."])
    if operations[0].operation.value != "query":
        _refuse(["Invalid operation type. Only `query` operations are supported."])
    invalid = validate(schema, document)
    if invalid:
        _refuse([f"Invalid bulk query: {error.message}" for error in invalid])
    walk = Walk(schema, document)
    walk.selections(schema.query_type, operations[0].selection_set, 0, None, False)
    _refuse(walk.problems())
    return document


def _refuse(messages):
    if messages:
        raise UserErrors(*(user_error(["query"], text, "INVALID") for text in messages))


class Walk:
    """Collects what the rules are about."""

    def __init__(self, schema, document):
        self.schema = schema
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if node.kind == "fragment_definition"
        }
        self.connections = 0
        self.deepest = 0
        self.by_nodes = []
        self.without_id = []
        self.in_list = False
        self.top_level = []

    def problems(self):
        """Return the broken rules in words."""
        found = [
            f"Bulk queries cannot contain a top level `{name}` field."
            for name in self.top_level
        ]
        if not self.connections:
            found.append("Bulk queries must contain at least one connection.")
        if self.by_nodes:
            found.append(NODES_PROBLEM % ", ".join(self.by_nodes))
        if self.connections > MAX_CONNECTIONS:
            found.append(
                f"Bulk queries cannot contain more than {MAX_CONNECTIONS} connections."
            )
        if self.deepest > MAX_DEPTH:
            found.append(DEPTH_PROBLEM)
        if self.without_id:
            found.append(ID_PROBLEM % ", ".join(self.without_id))
        if self.in_list:
            found.append(LIST_PROBLEM)
        return found

    def fields(self, owner, selection_set):
        """Yield the field nodes with their owner type, fragments resolved."""
        return selected(self.schema, self.fragments, owner, selection_set)

    def selections(self, owner, selection_set, depth, parent, in_list):
        """Look at one level; ``parent`` is (name, selects id) of what is around."""
        for kind, node in self.fields(owner, selection_set):
            name = node.name.value
            if kind is self.schema.query_type and name in ("node", "nodes"):
                self.top_level.append(name)
            if not node.selection_set:
                continue
            field_type = kind.fields[name].type
            named = get_named_type(field_type)
            if named.name.endswith("Connection"):
                self._connection(named, node, depth, parent, in_list)
            else:
                listed = in_list or _is_list(field_type)
                self.selections(named, node.selection_set, depth, parent, listed)

    def _connection(self, named, node, depth, parent, in_list):
        self.connections += 1
        self.deepest = max(self.deepest, depth + 1)
        self.in_list = self.in_list or in_list
        if parent and not parent[1] and parent[0] not in self.without_id:
            self.without_id.append(parent[0])
        for owner, inner in self.fields(named, node.selection_set):
            if inner.name.value == "nodes":
                self.by_nodes.append(node.name.value)
            if inner.name.value != "edges":
                continue
            edge = get_named_type(owner.fields["edges"].type)
            for edge_owner, leaf in self.fields(edge, inner.selection_set):
                if leaf.name.value == "node":
                    kind = get_named_type(edge_owner.fields["node"].type)
                    has_id = any(
                        f.name.value == "id" and not f.alias
                        for _owner, f in self.fields(kind, leaf.selection_set)
                    )
                    inside = (node.name.value, has_id)
                    self.selections(kind, leaf.selection_set, depth + 1, inside, False)


def _is_list(field_type):
    bare = field_type.of_type if is_non_null_type(field_type) else field_type
    return is_list_type(bare)
