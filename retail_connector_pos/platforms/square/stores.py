"""Read locations with what may be a register there."""

from datetime import UTC, datetime, timedelta

from .registers import BY_STORE
from .shapes import stamp

LOOK_BACK = timedelta(days=7)  # in which a device that sells is seen


def rows(client, policy):
    """Return each location with its devices and some late payments."""
    places = client.get("/v2/locations").get("locations") or ()
    if policy == BY_STORE:
        return [{"location": place, "devices": []} for place in places]
    devices = _devices(client)
    return [
        {
            "location": place,
            "devices": devices.get(place["id"], []),
            "payments": _sellers(client, place["id"]),
        }
        for place in places
    ]


def _devices(client):
    """Return location id -> devices signed in there."""
    found = {}
    for device in client.all("/v2/devices", "devices"):
        for part in device.get("components") or ():
            details = part.get("application_details") or {}
            place = details.get("session_location")
            if place and device not in found.setdefault(place, []):
                found[place].append(device)
    return found


def _sellers(client, place):
    """Return a payment of each device that sold lately."""
    since = datetime.fromtimestamp(client.clock(), UTC) - LOOK_BACK
    answer = client.get(
        "/v2/payments",
        location_id=place,
        begin_time=stamp(since),
        sort_order="DESC",
        limit=100,
    )
    seen = {}
    for row in answer.get("payments") or ():
        details = row.get("device_details")
        if details and details.get("device_id"):
            seen.setdefault(details["device_id"], {"device_details": details})
    return [seen[key] for key in sorted(seen)]
