"""Why a settlement cannot be booked."""


class PostingProblem(Exception):
    """A settlement that waits; ``cause`` is short and stable.

    :param subject: what it is about: an entry's id or a role
    :param expected: amount the payment has (differences only)
    :param found: amount the settlement has
    """

    def __init__(self, cause, subject="", expected=None, found=None):
        super().__init__(cause, subject, expected, found)
        self.cause = cause
        self.subject = subject
        self.expected = expected
        self.found = found

    @property
    def difference(self):
        """Return found - expected, None when no amounts are involved."""
        if self.expected is None or self.found is None:
            return None
        return self.found - self.expected
