"""What a carrier is called at a platform, and where its parcels are followed."""

from typing import NamedTuple

from odoo import api, fields, models


class CarrierKey(NamedTuple):
    """A carrier as Odoo names it: a delivery method or free text."""

    name: str


class RetailMappingCarrier(models.Model):
    """Map a carrier of Odoo to the platform's name and a link to follow parcels.

    A carrier needs no decision to be told right: a new one starts approved under its
    own name, or the platform's way of writing it, and can be given another one.
    """

    _name = "retail.mapping.carrier"
    _inherit = ["retail.mapping"]
    _description = "Retail Carrier Mapping"
    _rec_name = "name"
    _target_field = "name_there"

    name = fields.Char(
        "Carrier in Odoo",
        required=True,
        help="Name of the delivery method, or the text written on the transfer.",
    )
    name_there = fields.Char(
        "Carrier at the platform",
        help="A name the platform knows makes its own tracking links; any other text "
        "is shown as it is.",
    )
    url_template = fields.Char(
        "Tracking link",
        help="Where parcels are followed; {number} stands for the parcel's number. "
        "Empty: the delivery method's own link, or the platform's.",
    )

    _key_unique = models.UniqueIndex(
        "(backend_id, name)", "This carrier is mapped already."
    )

    def _key(self):
        return CarrierKey(self.name)

    @api.model
    def _suggest(self, backend, key):
        adapter = backend._adapter_class()
        names = {name.casefold(): name for name in getattr(adapter, "carriers", ())}
        return {
            "name_there": names.get(key.name.casefold(), key.name),
            "state": "approved",
            "approved_at": fields.Datetime.now(),
        }

    @api.model
    def _key_of(self, name):
        """Return the key of a carrier's name."""
        return CarrierKey(name)

    @api.model
    def _of(self, backend, name):
        """Return the mapping of one carrier, empty for none."""
        return self.sudo().search(
            [("backend_id", "=", backend.id), ("name", "=", name)], limit=1
        )

    def _links(self, numbers, own=""):
        """Return a link per number; empty without a template.

        :param own: the delivery method's link, used when there is one parcel
        """
        if self.url_template:
            return [self.url_template.replace("{number}", each) for each in numbers]
        return [own] if own and len(numbers) == 1 else []
