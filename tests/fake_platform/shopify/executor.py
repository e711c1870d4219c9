"""Run compiled plans over the store: values, nulls and errors as GraphQL wants them."""

from graphql import execute, is_list_type

from . import registry
from .documents import document_of, operation_of, variables_of
from .errors import ApiError
from .paging import window
from .plan import Compiler, conditions, object_type, shape

ABSENT = object()


class Call:
    """One request being executed."""

    def __init__(self, shop, schema, granted, bulk=False):
        self.shop = shop
        self.schema = schema
        self.granted = granted
        self.bulk = bulk  # connections are not windowed
        self.document = self.operation = self.compiler = None
        self.variables = {}
        self.arguments = {}
        self.errors = []
        self.path = []
        self.warnings = []  # of search terms

    def prepare(self, text, variables, operation_name):
        """Parse, validate and coerce; raises ``Rejected``."""
        self.document = document_of(self.schema.graphql, text)
        self.operation = operation_of(self.document, operation_name)
        self.variables = variables_of(
            self.schema.graphql, self.operation, variables or {}
        )
        return self

    @property
    def kind(self):
        """Return query or mutation."""
        return self.operation.operation.value

    @property
    def name(self):
        """Return the operation's name, or its first field."""
        if self.operation.name:
            return self.operation.name.value
        return getattr(self.operation.selection_set.selections[0], "name", None).value

    def root_type(self):
        """Return the root type of the operation."""
        return self.schema.graphql.get_root_type(self.operation.operation)

    def plan(self):
        """Return the compiled root fields, cached on the schema."""
        cache = self.schema.plans
        values = tuple(self.variables.get(name) for name in conditions(self.document))
        key = (id(self.document), id(self.operation), self.granted, values)
        if key not in cache:
            if len(cache) > 1000:
                cache.clear()
            compiler = Compiler(
                self.schema, self.document, self.variables, self.granted
            )
            fields = compiler.fields(self.root_type(), [self.operation.selection_set])
            # the document is kept, so that its id stays its own
            cache[key] = compiler, fields, self.document
        self.compiler = cache[key][0]
        return cache[key][1]

    def run(self):
        """Execute and return ``(data, errors)``."""
        fields = self.plan()
        if any(field.name in ("__schema", "__type") for field in fields):
            result = execute(self.schema.graphql, self.document)
            return result.data, []
        data = {}
        for field in fields:
            self.path = [field.key]
            try:
                data[field.key] = self._root(field)
            except ApiError as error:
                self.fail(field, error)
                if not field.nullable:
                    return None, self.errors
                data[field.key] = None
        return data, self.errors

    def _root(self, field):
        if field.name == "__typename":
            return field.owner
        if field.denied:
            raise access_denied(field)
        args = field.values(self)
        if self.kind == "mutation":
            value = self.shop.mutate(self, field, args)
        elif field.name in registry.ROOTS:
            value = registry.ROOTS[field.name](self, **registry.snake(args))
        else:
            value = field.missing({}, self)
        return self.complete(field, field.type, value, args)

    def fail(self, field, error):
        """Note an error where it happened."""
        place = field.nodes[0].loc
        location = None
        if place is not None:
            start = place.start_token
            location = {"line": start.line, "column": start.column}
        self.errors.append(error.render(list(self.path), location))

    def complete(self, field, field_type, value, args=None):
        """Return the value as the answer shows it."""
        bare, nullable = shape(field_type)
        if value is None:
            if not nullable:
                name = f"{field.owner}.{field.name}"
                raise ApiError(f"Cannot return null for non-nullable field {name}")
            return None
        if is_list_type(bare):
            return self._complete_list(field, bare.of_type, value)
        if field.leaf or not field.nodes[0].selection_set:
            if field.choices is not None and value not in field.choices:
                raise ApiError(f"{value!r} is no value of {field.owner}.{field.name}")
            return value
        if field.connection:
            value = window(value, args, self.bulk)
        elif type(value) is str:  # the id of another record
            value = self.shop.get(value)
            if value is None:
                return self.complete(field, field_type, None)
        return self.collect(self._fields_of(field, field_type, value), value)

    def _fields_of(self, field, field_type, value):
        """Return the fields selected of the value's own type."""
        kind = object_type(self.schema, field_type, value)
        fields = field.plans.get(kind.name)
        if fields is None:
            scopes = self.schema.denied(kind.name, self.granted)
            if scopes:
                raise access_denied(field, scopes)
            sets = [node.selection_set for node in field.nodes]
            fields = field.plans[kind.name] = self.compiler.fields(kind, sets)
        return fields

    def _complete_list(self, field, item_type, values):
        answer = []
        path = self.path
        nullable = shape(item_type)[1]
        for place, item in enumerate(values):
            path.append(place)
            depth = len(path)
            try:
                answer.append(self.complete(field, item_type, item))
            except ApiError as error:
                if not nullable:
                    raise
                self.fail(field, error)
                del path[depth:]
                answer.append(None)
            path.pop()
        return answer

    def collect(self, fields, source):
        """Return the selected fields of one record."""
        answer = {}
        for field in fields:
            if field.leaf and field.resolver is None and not field.denied:
                value = source.get(field.name, ABSENT)
                if value is ABSENT:
                    value = field.missing(source, self)
                if value is not None and (
                    field.choices is None or value in field.choices
                ):
                    answer[field.key] = value
                    continue
                if value is None and field.nullable:
                    answer[field.key] = None
                    continue
            answer[field.key] = self._value(field, source)
        return answer

    def _value(self, field, source):
        path = self.path
        path.append(field.key)
        depth = len(path)
        try:
            if field.denied:
                raise access_denied(field)
            args = field.values(self)
            if field.resolver is not None:
                value = field.resolver(source, args, self)
            else:
                value = source.get(field.name, ABSENT)
                if value is ABSENT:
                    value = field.missing(source, self)
            if type(value) is list and args.get("first") is not None:
                value = value if field.connection else value[: args["first"]]
            value = self.complete(field, field.type, value, args)
        except ApiError as error:
            if not field.nullable:
                raise
            self.fail(field, error)
            del path[depth:]
            value = None
        path.pop()
        return value


def access_denied(field, scopes=None):
    """Return the error for a field the app's scopes do not cover."""
    wanted = " or ".join(f"`{scope}`" for scope in scopes or field.denied)
    required = f"{wanted} access scope."
    return ApiError(
        f"Access denied for {field.name} field. Required access: {required}",
        "ACCESS_DENIED",
        documentation="https://shopify.dev/api/usage/access-scopes",
        requiredAccess=required,
    )
