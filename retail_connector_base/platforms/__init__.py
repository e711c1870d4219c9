"""What every platform shares: the adapter contract, its errors, HTTP. No Odoo."""

from .adapter import (
    ADAPTERS,
    Adapter,
    ExportState,
    Health,
    Notice,
    Page,
    PushItem,
    PushResult,
    Unsupported,
)
from .errors import (
    BadSignature,
    ConfigError,
    DisconnectedError,
    NotFoundError,
    PlatformError,
    RefusedError,
    RejectedDocument,
    StaleError,
    TransientError,
    UnknownOutcome,
)
from .parsing import understood
from .settings import Setting

__all__ = [
    "ADAPTERS",
    "Adapter",
    "BadSignature",
    "ConfigError",
    "DisconnectedError",
    "ExportState",
    "Health",
    "NotFoundError",
    "Notice",
    "Page",
    "PlatformError",
    "PushItem",
    "PushResult",
    "RefusedError",
    "RejectedDocument",
    "Setting",
    "StaleError",
    "TransientError",
    "UnknownOutcome",
    "Unsupported",
    "understood",
]
