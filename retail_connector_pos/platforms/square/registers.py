"""Which register a sale belongs to: its device, else the store's one register.

A device is called alike wherever it turns up: with a prefix in the list of devices,
without it in payments and cash drawers.
"""

from odoo.addons.retail_connector_base.canonical import Register

from .shapes import moment

MAIN = "main"  # the register of everything without a device
BY_STORE = "store"  # setting: all devices of a store are one register


def device_id(text) -> str:
    """Return the bare id of a device."""
    return (text or "").removeprefix("device:")


def register_of(payments, policy) -> str:
    """Return the register of a sale by its payments."""
    if policy == BY_STORE:
        return MAIN
    for payment in payments:
        found = device_id((payment.get("device_details") or {}).get("device_id"))
        if found:
            return found
    return MAIN


def registers_of(name, devices, payments, policy) -> tuple[Register, ...]:
    """Return the registers of a store: its one, and each device known of it."""
    found = {MAIN: Register(MAIN, name)}
    if policy == BY_STORE:
        return tuple(found.values())
    for device in devices:
        key = device_id(device["id"])
        label = (device.get("attributes") or {}).get("name") or key
        found[key] = Register(key, label)
    for payment in payments:
        details = payment.get("device_details") or {}
        key = device_id(details.get("device_id"))
        if key:
            found.setdefault(key, Register(key, details.get("device_name") or key))
    return tuple(found.values())


def shift_of(shifts, register, at, policy) -> str:
    """Return the drawer shift a sale was made in; empty when none or several fit.

    Square does not say it of a sale, so device and time have to.
    """
    fitting = [shift["id"] for shift in shifts if _fits(shift, register, at, policy)]
    return fitting[0] if len(fitting) == 1 else ""


def _fits(shift, register, at, policy):
    device = device_id((shift.get("device") or {}).get("id")) or MAIN
    if policy != BY_STORE and device != register:
        return False
    ended = moment(shift.get("ended_at") or shift.get("closed_at"))
    return moment(shift["opened_at"]) <= at and (ended is None or at <= ended)
