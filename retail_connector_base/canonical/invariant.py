"""What makes a document refuse to exist: a named field and the exact difference.

Documents check themselves when they are made, so nobody downstream has to ask
whether a total is the sum of its lines.
"""

from decimal import Decimal


class InvariantError(ValueError):
    """A document contradicts itself.

    :param path: field that is wrong, e.g. ``order.total``
    :param problem: one sentence for an operator
    :param expected: what the platform says (money amounts only)
    :param found: what the parts add up to (money amounts only)
    """

    def __init__(
        self,
        path: str,
        problem: str,
        expected: Decimal | None = None,
        found: Decimal | None = None,
    ):
        super().__init__(path, problem, expected, found)
        self.path = path
        self.problem = problem
        self.expected = expected
        self.found = found

    @property
    def difference(self) -> Decimal | None:
        """Return ``found - expected``, or None when no amounts are involved."""
        if self.expected is None or self.found is None:
            return None
        return self.found - self.expected

    def __str__(self):
        text = f"{self.path}: {self.problem}"
        if self.difference is not None:
            text += (
                f" (expected {self.expected}, found {self.found}, "
                f"difference {self.difference:+})"
            )
        return text


def require(condition, path, problem):
    """Raise :class:`InvariantError` for ``path`` unless ``condition`` holds."""
    if not condition:
        raise InvariantError(path, problem)


def require_equal(expected, found, path, problem):
    """Raise unless two :class:`~.money.Money` agree to the last digit."""
    if expected.currency != found.currency:
        raise InvariantError(
            path, f"{problem}: {found.currency} where {expected.currency} was expected"
        )
    if expected.amount != found.amount:
        raise InvariantError(path, problem, expected.amount, found.amount)
