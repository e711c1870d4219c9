"""Who may see and decide about refunds, returns and reasons."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .refund_common import RefundCase

GROUPS = "retail_connector_base.group_%s"


@tagged("post_install", "-at_install", "retail")
class TestRefundAccess(RefundCase):
    """Viewers read, accountants decide, companies are apart."""

    def setUp(self):
        super().setUp()
        self._sold()
        [self.binding] = self._refund(self.refund(self.part(amount=10, tax="1.00")))
        self.mapping = self.env["retail.mapping.return.reason"].create(
            {
                "backend_id": self.backend.id,
                "reason": "Ugly",
                "disposition": "restock",
            }
        )

    def _user(self, name, group, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            name,
            GROUPS % group,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def _seen(self, user):
        return {
            name: self.env[name]
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
            .search_count([])
            for name in (
                "retail.binding.refund",
                "retail.binding.return",
                "retail.mapping.return.reason",
            )
        }

    def test_a_viewer_reads_and_decides_nothing(self):
        viewer = self._user("viewer", "viewer")
        self.assertEqual(
            self._seen(viewer),
            {
                "retail.binding.refund": 1,
                "retail.binding.return": 0,
                "retail.mapping.return.reason": 1,
            },
        )
        with self.assertRaises(AccessError):
            self.binding.with_user(viewer).note = "x"
        with self.assertRaises(AccessError):
            self.mapping.with_user(viewer).action_approve()
        with self.assertRaises(AccessError):
            self.binding.with_user(viewer).unlink()

    def test_an_accountant_approves_reasons_and_resumes_refunds(self):
        accountant = self._user("accountant", "accountant")
        self.mapping.with_user(accountant).action_approve()
        self.assertEqual(self.mapping.state, "approved")
        self.binding._set_stage("parked", "period_locked", "locked")
        self.binding.with_user(accountant).action_resume()
        self.assertEqual(self.binding.stage, "credit")

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._user("stranger", "manager", other)
        self.assertEqual(set(self._seen(stranger).values()), {0})

    def test_a_parked_refund_and_an_open_reason_are_to_be_resolved(self):
        self.binding._set_stage("parked", "period_locked", "A locked period.")
        self.env.flush_all()
        found = self.env["retail.exception"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("source", "in", ("refund", "reason")),
            ]
        )
        self.assertEqual(set(found.mapped("source")), {"refund", "reason"})
        found.filtered(lambda x: x.source == "refund").action_retry()
        self.assertEqual(self.binding.stage, "credit")
        self.backend._job_account()
        self.assertEqual(self.binding.stage, "done")
