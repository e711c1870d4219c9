"""Settlements to balanced entries. Imports no Odoo."""

from .problem import PostingProblem
from .roles import FEE_OF, ROLES, role_of
from .settlement import Booked, Leg, Posting, returned_posting, settlement_posting
from .split import split_by_month

__all__ = [
    "FEE_OF",
    "ROLES",
    "Booked",
    "Leg",
    "Posting",
    "PostingProblem",
    "returned_posting",
    "role_of",
    "settlement_posting",
    "split_by_month",
]
