"""Compile a validated selection into a plan that is quick to run over dicts.

The stock executor of graphql-core spends most of its time on generality (awaitables,
lazy iterables, introspection) that a dict store does not need: an order with all its
money has some 500 fields. A plan is compiled once per document and then reused.
"""

from functools import lru_cache

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    value_from_ast,
)
from graphql.language import VariableNode, Visitor, visit

from .defaults import fallback
from .errors import ApiError
from .registry import FIELDS


class Field:
    """One selected field of one object type."""

    __slots__ = (
        "arguments",
        "choices",
        "connection",
        "definition",
        "denied",
        "fixed",
        "has_variables",
        "key",
        "leaf",
        "missing",
        "name",
        "nodes",
        "nullable",
        "owner",
        "plans",
        "resolver",
        "type",
    )  # fmt: skip

    def __init__(self, compiler, owner, key, nodes):
        self.key, self.owner, self.nodes = key, owner.name, nodes
        self.name = nodes[0].name.value
        self.plans = {}
        if self.name.startswith("__"):
            self.leaf, self.resolver, self.denied, self.nullable = True, None, (), False
            self.choices, self.missing, self.type = (
                None,
                lambda source, call: owner.name,
                None,
            )
            return
        self.definition = owner.fields[self.name]
        self.type = self.definition.type
        self.nullable = not is_non_null_type(self.type)
        named = get_named_type(self.type)
        bare = self.type if self.nullable else self.type.of_type
        self.leaf = is_leaf_type(bare)
        self.choices = (
            frozenset(named.values) if isinstance(named, GraphQLEnumType) else None
        )
        self.connection = named.name.endswith("Connection")
        self.resolver = _resolver(owner, self.name)
        self.missing = fallback(owner.name, self.name, self.type)
        self.denied = compiler.denied(owner.name, self.name, named)
        self.has_variables = any(
            _has_variable(node) for node in nodes[0].arguments or ()
        )
        self.fixed = None

    def values(self, call):
        """Return the arguments, computed once per request."""
        if self.fixed is not None:
            return self.fixed
        known = call.arguments.get(self)
        if known is None:
            given = {
                node.name.value: node.value for node in self.nodes[0].arguments or ()
            }
            known = {}
            for name, argument in self.definition.args.items():
                _set_argument(known, name, argument, given.get(name), call.variables)
            call.arguments[self] = known
            if not self.has_variables:
                self.fixed = known
        return known

    def idempotency_key(self, call):
        """Return the key of the @idempotent directive, None without one."""
        for directive in self.nodes[0].directives or ():
            if directive.name.value == "idempotent":
                return value_from_ast(
                    directive.arguments[0].value,
                    call.schema.graphql.get_type("String"),
                    call.variables,
                )
        return None


def _resolver(owner, name):
    """Return the computed field of the type or of an interface it has."""
    for kind in (owner, *owner.interfaces):
        if (kind.name, name) in FIELDS:
            return FIELDS[kind.name, name]
    return None


def _set_argument(known, name, argument, node, variables):
    if isinstance(node, VariableNode):
        if node.name.value in variables:
            known[name] = variables[node.name.value]
            return
        node = None
    if node is not None:
        known[name] = value_from_ast(node, argument.type, variables)
        return
    default = getattr(argument, "default_value", None)
    if default is not None and repr(default) != "Undefined":
        known[name] = default


class Compiler:
    """Turns the selections of one operation into lists of fields."""

    def __init__(self, schema, document, variables, granted):
        self.schema = schema
        self.variables = variables
        self.granted = granted
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def denied(self, owner, name, named):
        """Return the scopes that reading the field lacks."""
        return self.schema.denied(
            f"{owner}.{name}", self.granted
        ) or self.schema.denied(named.name.removesuffix("Connection"), self.granted)

    def fields(self, owner, selection_sets):
        """Return the fields selected of an object type."""
        groups = {}
        for selections in selection_sets:
            self._collect(owner, selections, groups)
        return [Field(self, owner, key, nodes) for key, nodes in groups.items()]

    def _collect(self, owner, selections, groups):
        for node in selections.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                groups.setdefault(key, []).append(node)
                continue
            if isinstance(node, FragmentSpreadNode):
                node = self.fragments[node.name.value]
            if self._applies(owner, node.type_condition):
                self._collect(owner, node.selection_set, groups)

    def _applies(self, owner, condition):
        if condition is None:
            return True
        wanted = self.schema.graphql.get_type(condition.name.value)
        if is_abstract_type(wanted):
            return self.schema.graphql.is_sub_type(wanted, owner)
        return wanted is owner

    def _included(self, node):
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                value = value_from_ast(
                    directive.arguments[0].value,
                    self.schema.graphql.get_type("Boolean"),
                    self.variables,
                )
                if value is not (directive.name.value == "include"):
                    return False
        return True


def object_type(schema, field_type, value):
    """Return the object type of a value where a union or interface is declared."""
    named = get_named_type(field_type)
    if is_object_type(named):
        return named
    found = schema.graphql.get_type(value.get("__typename", ""))
    if found is None or not schema.graphql.is_sub_type(named, found):
        raise ApiError(f"{value.get('__typename')} is no {named.name}")
    return found


def shape(field_type):
    """Return the type without non-null marks, and whether null is allowed."""
    if is_non_null_type(field_type):
        return field_type.of_type, False
    return field_type, True


@lru_cache(maxsize=512)
def conditions(document):
    """Return the names of the variables that @skip and @include depend on."""
    names = set()

    class Finder(Visitor):
        def enter_directive(self, node, *_rest):
            if node.name.value in ("skip", "include"):
                value = node.arguments[0].value
                if isinstance(value, VariableNode):
                    names.add(value.name.value)

    visit(document, Finder())
    return tuple(sorted(names))


def _has_variable(node):
    found = []

    class Finder(Visitor):
        def enter_variable(self, variable, *_rest):
            found.append(variable)

    visit(node, Finder())
    return bool(found)


__all__ = ["Compiler", "Field", "conditions", "is_list_type", "object_type", "shape"]
