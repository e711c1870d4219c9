"""Payloads that are not what a platform's documents promise. Imports no Odoo."""

import contextlib

from ..canonical.invariant import InvariantError
from .errors import PlatformError, RejectedDocument


@contextlib.contextmanager
def understood():
    """Turn what goes wrong while a payload is parsed into RejectedDocument.

    Only the field is named: the text of a payload may be personal.
    """
    try:
        yield
    except (InvariantError, PlatformError):
        raise
    except (LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise RejectedDocument(
            f"unexpected shape: {type(error).__name__} {error}"
        ) from error
    except ValueError as error:
        raise RejectedDocument(f"unexpected value: {type(error).__name__}") from error
