"""Book settlements as an accountant would."""


class SettlingMixin:
    """Book what came in, for a case that has a ``backend``."""

    def settle(self):
        """Book settlements; create and approve the accounts they ask for."""
        for _turn in range(2):
            self.backend._job_settle()
            rows = self.env["retail.mapping.settlement"].search(
                [("backend_id", "=", self.backend.id), ("state", "=", "suggested")]
            )
            rows.action_create_account()
            rows.action_approve()
        self.backend._job_settle()
        return self.env["retail.settlement"].search(
            [("backend_id", "=", self.backend.id)], order="id"
        )
