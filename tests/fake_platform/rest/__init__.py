"""What fakes with a REST interface share: a server, faults, the vendor's contract."""

from .contract import Contract
from .server import Request, Response, RestFake, route

__all__ = ["Contract", "Request", "Response", "RestFake", "route"]
