"""Try another version of the API with every request we make, and change nothing.

A document with several operations is validated as a whole, but only the one that is
named is carried out: so each of our requests travels with a harmless one, and those
that change something are checked against the other version's schema without being run.
"""

from odoo.addons.retail_connector_base.platforms import PlatformError
from odoo.addons.retail_connector_base.platforms.rehearsal import (
    Finding,
    Rehearsal,
    compare,
)

from .client import AdminClient
from .queries import Operation, names, operation

HARMLESS = "query Rehearsal { shop { id } }\n"


def rehearse(now, other, version: str, samples) -> Rehearsal:
    """Return what another version does with our requests.

    :param now: adapter as it works today
    :param other: the same, speaking the other version
    """
    findings = [_validate(other.client, name) for name in names()]
    findings += compare(now, other, samples)
    return Rehearsal(
        wanted=version,
        served=other.client.served_version,
        findings=tuple(findings),
        deprecations=other.client.deprecations,
    )


def _validate(client: AdminClient, name):
    wanted = operation(name)
    checked = Operation(name, HARMLESS + wanted.text, 1, True)
    try:
        client.run_operation(checked, {}, "Rehearsal")
    except PlatformError as error:
        return Finding(name, "refused", detail=error.message)
    return Finding(name, "same")
