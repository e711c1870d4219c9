"""Keep the bytes of signed messages that come as a form."""

from odoo import models
from odoo.http import request

KEEP = "retail_keep_body"  # of a route: largest body in bytes


class IrHttp(models.AbstractModel):
    """Odoo reads a form to its end before a route is called.

    What was signed are the bytes, so a route that asks for it gets them all the same.
    """

    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        largest = rule.endpoint.routing.get(KEEP)
        length = request.httprequest.content_length
        if largest and length and length <= largest:
            request.httprequest.get_data(cache=True)
        super()._pre_dispatch(rule, args)
