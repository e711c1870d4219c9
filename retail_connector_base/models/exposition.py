"""Figures in the text form that Prometheus reads. No ORM."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

__all__ = ["CONTENT_TYPE_LATEST", "expose"]

# section of the figures -> (name, help, labels, positions of labels, of the value)
GAUGES = (
    (
        "connections",
        "retail_connection_light",
        "Light of a connection: -1 off, 0 fine, 1 late, 2 trouble.",
        ("connection",),
        (0,),
        5,
    ),
    (
        "queues",
        "retail_queue_depth",
        "Items that wait, by direction and kind.",
        ("connection", "direction", "kind"),
        (0, 1, 2),
        3,
    ),
    (
        "queues",
        "retail_queue_oldest_seconds",
        "Age of the oldest item that waits.",
        ("connection", "direction", "kind"),
        (0, 1, 2),
        4,
    ),
    (
        "trouble",
        "retail_trouble",
        "Items parked, to be retried or given up, by cause.",
        ("connection", "direction", "kind", "cause", "state"),
        (0, 1, 2, 3, 4),
        5,
    ),
    (
        "flows",
        "retail_flow_light",
        "Light of a flow: -1 off, 0 fine, 1 late, 2 trouble.",
        ("connection", "flow"),
        (0, 1),
        2,
    ),
    (
        "flows",
        "retail_flow_last_success_timestamp_seconds",
        "When something of a flow last went through; 0: never.",
        ("connection", "flow"),
        (0, 1),
        3,
    ),
    (
        "flows",
        "retail_flow_promise_seconds",
        "Within what time a flow is promised to be done.",
        ("connection", "flow"),
        (0, 1),
        4,
    ),
    (
        "budgets",
        "retail_budget_available",
        "Request points left, as last told by the platform and restored since.",
        ("connection",),
        (0,),
        1,
    ),
    (
        "budgets",
        "retail_budget_maximum",
        "Request points of a full budget.",
        ("connection",),
        (0,),
        2,
    ),
    (
        "budgets",
        "retail_budget_blocked_seconds",
        "How long the platform still asks to wait.",
        ("connection",),
        (0,),
        3,
    ),
    (
        "stock",
        "retail_stock_lag_seconds",
        "Age of the oldest stock change that was not sent.",
        ("connection",),
        (0,),
        1,
    ),
    (
        "alerts",
        "retail_alerts_open",
        "Open alerts by severity.",
        ("connection", "severity"),
        (0, 1),
        2,
    ),
)


class _Figures:
    """Hand figures to the client library, once."""

    def __init__(self, figures):
        self.figures = figures

    def collect(self):
        info = InfoMetricFamily(
            "retail_connection", "What a connection is.", labels=("connection",)
        )
        for key, name, platform, state, environment, _light in self.figures[
            "connections"
        ]:
            facts = {
                "name": name,
                "platform": platform,
                "state": state,
                "environment": environment,
            }
            info.add_metric([str(key)], facts)
        yield info
        for section, name, text, labels, positions, value in GAUGES:
            gauge = GaugeMetricFamily(name, text, labels=labels)
            for row in self.figures[section]:
                gauge.add_metric([str(row[i]) for i in positions], float(row[value]))
            yield gauge


def expose(figures):
    """Return the bytes of all metrics."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(figures))
    return generate_latest(registry)
