"""Errors of the Admin API: top-level ones, and user errors within the data."""


class ApiError(Exception):
    """A top-level error of one field, or of the whole request."""

    def __init__(self, message, code="INTERNAL_SERVER_ERROR", **extensions):
        super().__init__(message)
        self.message = message
        self.extensions = {"code": code, **extensions}

    def render(self, path=None, location=None):
        """Return the error as it stands in the answer."""
        answer = {"message": self.message, "extensions": self.extensions}
        if location is not None:
            answer["locations"] = [location]
        if path is not None:
            answer["path"] = path
        return answer


class UserErrors(Exception):
    """Business errors: the mutation answers with them and has changed nothing."""

    def __init__(self, *errors):
        super().__init__("; ".join(error["message"] for error in errors))
        self.errors = list(errors)


def user_error(field, message, code=None):
    """Return one entry of a ``userErrors`` list."""
    return {"field": field, "message": message, "code": code}


def refuse(field, message, code=None):
    """Stop a mutation with one user error."""
    raise UserErrors(user_error(field, message, code))


def not_found(gid):
    """Return the error for an id that no record of the wanted kind has."""
    return ApiError(f"Invalid id: {gid}", "RESOURCE_NOT_FOUND")


def not_modelled(type_name, field_name):
    """Return the error for a required field the fake has no data for."""
    return ApiError(
        f"The fake platform does not model {type_name}.{field_name}.",
        "INTERNAL_SERVER_ERROR",
    )
