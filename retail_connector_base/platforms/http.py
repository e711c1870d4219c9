"""One way out: a session with timeouts, typed errors and logs that tell no secrets."""

import contextlib
import email.utils
import logging
import re
import time
from collections import Counter
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from .budget import Bucket, Budget, OverBudget
from .errors import ConfigError, NotFoundError, TransientError, UnknownOutcome

__all__ = ["Bucket", "Budget", "Http", "OverBudget", "retry_after"]

_logger = logging.getLogger(__name__)

TIMEOUT = (5, 30)  # seconds to connect, seconds between two bytes
POOL = 4  # connections kept a host
AGENT = "RetailConnectorOdoo/19.0"
ENDS = re.compile(r"deprecat|sunset", re.IGNORECASE)
MOST_NOTICES = 100  # kept until somebody takes them
MOST_ANSWERS = 5  # of a kind, kept until somebody takes them
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

# status -> (error, code, sentence); what is not here is the adapter's to interpret
STATUS_ERRORS = {
    401: (ConfigError, "unauthorized", "the credentials are not accepted"),
    402: (ConfigError, "payment_required", "the account is frozen at the platform"),
    403: (ConfigError, "forbidden", "the credentials do not allow this"),
    404: (NotFoundError, "not_found", "there is nothing at this address"),
    408: (TransientError, "timeout", "the platform took too long"),
    423: (TransientError, "locked", "the account is locked at the moment"),
    429: (TransientError, "throttled", "too many requests"),
    430: (TransientError, "throttled", "too many requests"),
}


class Http:
    """Send requests for one connection; keep its sockets open between them.

    :param name: said in the user agent and the logs, e.g. ``backend 3``
    """

    def __init__(self, name="", *, session=None, clock=time.monotonic):
        self.name = name
        self.clock = clock
        self.session = session or _new_session()
        self.notices = Counter()  # (header, path, text) of what the platform ends
        self.watched = {}  # kind -> how the path of a reading request ends
        self.answers = []  # (kind, answer) of those, the first ones of each kind
        self.session.headers["User-Agent"] = f"{AGENT} ({name})" if name else AGENT

    def request(
        self,
        method,
        url,
        *,
        headers=None,
        params=None,
        json=None,
        data=None,
        timeout=TIMEOUT,
        idempotent=None,
        stream=False,
    ):
        """Return the response, or raise what a caller can act on.

        :param idempotent: a repeat does no harm; None: only for reading methods.
            Decides whether a lost answer is a TransientError or an UnknownOutcome.
        :param stream: leave the body to be read by the caller, who closes it
        """
        method = method.upper()
        if idempotent is None:
            idempotent = method in SAFE
        options = {
            "headers": headers,
            "params": params,
            "json": json,
            "data": data,
            "timeout": timeout,
            "stream": stream,
            "allow_redirects": False,  # a redirect would carry the token elsewhere
        }
        try:
            try:
                response = self._send(method, url, options)
            except _BROKEN:
                if method not in SAFE:
                    raise
                # The platform had closed the kept connection: once more on a new one.
                response = self._send(method, url, options)
        except (*_BROKEN, requests.ReadTimeout):
            raise self._lost(idempotent) from None
        self._keep_notices(response, url)
        self._check(response, idempotent)
        if self.watched and method in SAFE and not stream:
            self._keep_answer(response, url)
        return response

    def take_answers(self):
        """Return (kind, answer) of what was watched, and forget."""
        found, self.answers = self.answers, []
        return found

    def _keep_answer(self, response, url):
        """Remember the first answers of each watched kind, to be looked at later."""
        path = urlsplit(url).path
        for kind, end in self.watched.items():
            known = sum(1 for one, _answer in self.answers if one == kind)
            if path.endswith(end) and known < MOST_ANSWERS:
                # What is no JSON is told by whoever asked for it.
                with contextlib.suppress(ValueError):
                    self.answers.append((kind, response.json()))

    def take_notices(self):
        """Return (header, path, text) -> count of deprecation notices, and forget."""
        found, self.notices = self.notices, Counter()
        return found

    def _keep_notices(self, response, url):
        """Remember headers by which a platform announces that something ends."""
        for name, value in response.headers.items():
            ends = ENDS.search(name) or (name.lower() == "warning" and "299" in value)
            if ends and len(self.notices) < MOST_NOTICES:
                path = re.sub(r"\d{2,}|[0-9a-fA-F-]{24,}", "*", urlsplit(url).path)
                self.notices[name, path, value] += 1

    def close(self):
        """Close the kept connections."""
        self.session.close()

    def _send(self, method, url, options):
        """Send once; translate what certainly had no effect."""
        started, status = self.clock(), "-"
        try:
            response = self.session.request(method, url, **options)
            status = response.status_code
            return response
        except requests.ConnectTimeout:
            raise TransientError("the platform cannot be reached", "connect") from None
        except requests.exceptions.SSLError:
            raise TransientError("no secure connection was possible", "tls") from None
        except _WRONG_ADDRESS:
            raise ConfigError("the address is not valid", "address") from None
        except requests.ConnectionError as error:
            if _was_never_connected(error):
                message = "the platform cannot be reached"
                raise TransientError(message, "connect") from None
            raise
        finally:
            where = urlsplit(url)
            milliseconds = (self.clock() - started) * 1000
            # No query, no headers, no body: they carry tokens and people.
            _logger.debug(
                "%s %s %s%s -> %s in %.0f ms",
                self.name,
                method,
                where.hostname,
                where.path,
                status,
                milliseconds,
            )

    def _lost(self, idempotent):
        """Return the error for a request that was sent and not answered."""
        if idempotent:
            return TransientError("the platform did not answer", "no_answer")
        return UnknownOutcome("the platform did not answer; it may have done it")

    def _check(self, response, idempotent):
        status = response.status_code
        if status < 300:
            return
        if status in STATUS_ERRORS:
            error, code, sentence = STATUS_ERRORS[status]
            response.close()
            if issubclass(error, TransientError):
                wait = retry_after(response.headers)
                raise error(f"{sentence} ({status})", code, wait)
            raise error(f"{sentence} ({status})", code)
        if 300 <= status < 400 and status != 304:
            response.close()
            raise ConfigError(f"the address moved ({status})", "redirect")
        if status >= 500:
            wait = retry_after(response.headers)
            response.close()
            error = TransientError if idempotent else UnknownOutcome
            raise error(f"the platform failed ({status})", f"http_{status}", wait)


_BROKEN = (
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
    requests.ConnectionError,
)
_WRONG_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
)


def _new_session():
    session = requests.Session()
    adapter = requests.adapters.HTTPAdapter(
        pool_connections=POOL, pool_maxsize=POOL, max_retries=0
    )
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.trust_env = True  # a merchant's proxy is in the environment
    return session


def _was_never_connected(error):
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(
        reason,
        urllib3.exceptions.NewConnectionError
        | urllib3.exceptions.NameResolutionError
        | urllib3.exceptions.ConnectTimeoutError
        | urllib3.exceptions.ProxyError,
    )


def retry_after(headers, now=time.time):
    """Return the seconds a Retry-After header asks for, or None."""
    value = headers.get("Retry-After")
    if not value:
        return None
    if re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", value):
        return max(float(value), 0.0)
    try:
        return max(email.utils.parsedate_to_datetime(value).timestamp() - now(), 0.0)
    except (TypeError, ValueError):
        return None
