"""Checks of the custom scalars a request may carry."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from graphql import GraphQLError, value_from_ast_untyped


def decimal(value):
    """Accept a decimal number as text or number."""
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        Decimal(str(value))
    except InvalidOperation:
        raise GraphQLError(f"invalid decimal {value!r}") from None
    return str(value)


def moment(value):
    """Accept an ISO 8601 time."""
    try:
        datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise GraphQLError(f"invalid DateTime {value!r}") from None
    return value


def text(value):
    """Accept a text only."""
    if not isinstance(value, str):
        raise GraphQLError(f"{value!r} is not a text")
    return value


def literal(check):
    """Return the check for a value written into the query."""

    def parse(node, variables=None):
        return check(value_from_ast_untyped(node, variables))

    return parse


CHECKS = {"Decimal": decimal, "Money": decimal, "DateTime": moment, "URL": text}
