"""Parse and validate requests as Shopify does, with its error codes."""

import re
from functools import lru_cache

from graphql import (
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    visit,
)
from graphql import validate as check
from graphql.execution.values import get_variable_values

from .errors import ApiError

MISSING_ARGUMENT = "missingRequiredArguments"
MISSING_INPUT = "missingRequiredInputObjectAttribute"
BAD_LITERAL = "argumentLiteralsIncompatible"
# The wording is graphql-core's (3.2 or 3.3); only the codes are the platform's.
CODES = (
    ("Cannot query field", "undefinedField"),
    ("Unknown argument", "argumentNotAccepted"),
    ("^Argument '.*' of type .* is required|argument '.*' of type", MISSING_ARGUMENT),
    ("include required field|required type .* not provided", MISSING_INPUT),
    ("unknown field|is not defined by type", "argumentNotAccepted"),
    ("OneOf Input Object", "invalidOneOfInputObject"),
    ("Unknown directive", "undefinedDirective"),
    ("Unknown type", "undefinedType"),
    ("Unknown fragment", "undefinedFragment"),
    ("Variable '.*' is never used", "variableNotUsed"),
    ("Variable '.*' is not defined", "variableNotDefined"),
    ("Variable '.*' of type .* used in position", "variableMismatch"),
    ("Fragment '.*' is never used", "useAndDefineFragment"),
    ("must (not )?have a selection", "selectionMismatch"),
    ("conflict because", "fieldConflict"),
    ("Expected |cannot represent|does not exist in|invalid", BAD_LITERAL),
)


class Rejected(Exception):
    """The request is refused as a whole."""

    def __init__(self, errors):
        super().__init__(errors[0]["message"])
        self.errors = errors


@lru_cache(maxsize=512)
def _document(schema, text):
    """Return the parsed document or the list of its errors."""
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        return [_rendered(error, "PARSE_ERROR")]
    errors = check(schema, document)
    return [_rendered(error, _code(error)) for error in errors] or document


def document_of(schema, text):
    """Return the valid document of a query text."""
    if not isinstance(text, str) or not text.strip():
        raise Rejected(
            [ApiError("No query string was present", "BAD_REQUEST").render()]
        )
    found = _document(schema, text)
    if isinstance(found, list):
        raise Rejected(found)
    return found


def operation_of(document, name):
    """Return the operation to execute."""
    operations = {
        node.name.value if node.name else "": node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    }
    if not name and len(operations) == 1:
        return next(iter(operations.values()))
    if (name or "") not in operations:
        raise Rejected(
            [ApiError("An operation name is required", "BAD_REQUEST").render()]
        )
    return operations[name or ""]


def variables_of(schema, operation, values):
    """Return the coerced variables; wrong ones refuse the request."""
    result = get_variable_values(schema, operation.variable_definitions or (), values)
    if isinstance(result, list):
        raise Rejected([_invalid_variable(error, values) for error in result])
    return getattr(result, "coerced", result)


@lru_cache(maxsize=512)
def deprecations(schema, document):
    """Return the fields in use that will go away, as the header names them."""
    found = set()
    info = TypeInfo(schema)

    class Finder(Visitor):
        def enter_field(self, node, *_rest):
            owner, field = info.get_parent_type(), info.get_field_def()
            if field is not None and field.deprecation_reason:
                found.add(f"{owner.name}.{node.name.value}")

    visit(document, TypeInfoVisitor(info, Finder()))
    return ", ".join(sorted(found))


def _invalid_variable(error, values):
    name = re.search(r"\$(\w+)", error.message)
    answer = _rendered(error, "INVALID_VARIABLE")
    answer["extensions"]["value"] = values.get(name.group(1)) if name else None
    answer["extensions"]["problems"] = [{"path": [], "explanation": error.message}]
    return answer


def _code(error):
    for pattern, code in CODES:
        if re.search(pattern, error.message):
            return code
    return "graphqlValidation"


def _rendered(error: GraphQLError, code):
    return {
        "message": error.message,
        "locations": [
            {"line": place.line, "column": place.column}
            for place in error.locations or ()
        ],
        "extensions": {"code": code},
    }
