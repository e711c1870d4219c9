"""Requests of tests to fakes on 127.0.0.1."""

PATIENCE = 30  # seconds; the test framework compares timeouts with a number


class Loopback:
    """Lets requests to fakes pass, whose timeouts are pairs; before a test case."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        return super()._request_handler(
            session, request, **{**options, "timeout": PATIENCE}
        )
