"""The till of the tests: it lives beside the addons, in the repository."""

import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests.fake_platform.store_feed import PRICES, Line, Till  # noqa: E402

__all__ = ["PRICES", "Line", "Till"]
