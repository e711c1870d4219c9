"""Where a platform sends a person back to after the sign-in."""

from odoo import http
from odoo.http import request
from odoo.tools.misc import verify_hash_signed

from ..models.retail_backend_sign_in import CALLBACK, SCOPE
from ..platforms import PlatformError


class RetailOAuth(http.Controller):
    """Take the code a person brings, and go back to the connection's form."""

    @http.route(CALLBACK, type="http", auth="user", methods=["GET"])
    def callback(self, state="", **params):
        """Store the tokens of the connection that ``state`` names."""
        backend_id, user_id = _whose(state)
        if user_id != request.env.uid:
            return request.make_response(
                request.env._("The sign-in took too long, or was begun by another."),
                status=400,
            )
        backend = request.env["retail.backend"].browse(backend_id).exists()
        backend.check_access("write")
        try:
            # With the state: some platforms sign all that they send along.
            code = params.get("code", "")
            backend._signed_in({**params, "state": state, "code": code})
        except PlatformError as error:
            backend.message_post(
                body=request.env._("The sign-in failed: %s", error.message)
            )
        else:
            backend.message_post(body=request.env._("Signed in at the platform."))
        return request.redirect(f"/odoo/retail-backends/{backend.id}")


def _whose(state):
    """Return (connection id, user id) that a state was signed for, else zeros."""
    try:
        found = verify_hash_signed(request.env(su=True), SCOPE, state)
    except (ValueError, LookupError, AssertionError):  # what is no state at all
        found = None
    return found or (0, 0)
