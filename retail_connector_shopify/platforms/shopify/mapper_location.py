"""Places that keep stock or sell."""

from odoo.addons.retail_connector_base.canonical import Location

from .shapes import View, address


def location(view: View, payload) -> Location:
    """Return a place; a fulfilment service's own is not ours to manage."""
    return Location(
        external_id=payload["id"],
        name=payload["name"],
        address=address(payload["address"]),
        active=payload["isActive"],
        fulfils_online_orders=payload["fulfillsOnlineOrders"],
        managed_elsewhere=payload["isFulfillmentService"],
    )
