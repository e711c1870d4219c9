"""Where the vendors' published contracts are that cannot be had from a registry.

They are data of others and no part of this project. Tests and fakes that judge requests
by them read them from ``RETAIL_SPECS``, else from ``shared/specs`` beside the checkout.
"""

import os
from pathlib import Path

VARIABLE = "RETAIL_SPECS"
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "specs"


class SpecMissing(AssertionError):
    """A published contract that a test needs is not on this machine."""


def spec(*parts: str) -> Path:
    """Return the path of a contract, e.g. ``spec("square", "api-2025-08-20.json")``."""
    path = Path(os.environ.get(VARIABLE) or BESIDE, *parts)
    if not path.exists():
        raise SpecMissing(
            f"The published contract {'/'.join(parts)} is missing: nothing can be "
            f"checked against it. Put the vendors' contracts into {BESIDE} or name "
            f"their folder in {VARIABLE}."
        )
    return path
