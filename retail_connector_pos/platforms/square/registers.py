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


def place_of(payments, shifts, at, policy) -> tuple[str, str]:
    """Return (register, drawer shift) of a sale; no shift when none or several fit.

    Square says neither of a sale: the device comes from its payments, the shift from
    device and time. A return has no payment; it is made where the store's only open
    drawer is.
    """
    around = [shift for shift in shifts if _is_open(shift, at)]
    if policy == BY_STORE:
        return MAIN, around[0]["id"] if len(around) == 1 else ""
    register = _device_of(payments)
    if register:
        around = [shift for shift in around if _drawer(shift) == register]
    elif len(around) == 1:
        register = _drawer(around[0])
    return register or MAIN, around[0]["id"] if len(around) == 1 else ""


def _device_of(payments):
    for payment in payments:
        found = device_id((payment.get("device_details") or {}).get("device_id"))
        if found:
            return found
    return ""


def _drawer(shift):
    return device_id((shift.get("device") or {}).get("id")) or MAIN


def _is_open(shift, at):
    ended = moment(shift.get("ended_at") or shift.get("closed_at"))
    return moment(shift["opened_at"]) <= at and (ended is None or at <= ended)


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
