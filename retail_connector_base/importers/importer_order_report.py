"""What of imported orders a person has to look at."""

from odoo import api, models

from .importer_order_edit import EditWaits

MONEY_LEFT = "cancelled_with_money"


class RetailImporterOrder(models.AbstractModel):
    """Keep waiting edits, and report money that was not given back."""

    _inherit = "retail.importer.order"

    @api.model
    def _park(self, item, error):
        """Keep an edit that waits for a person where that person decides about it."""
        super()._park(item, error)
        if isinstance(error, EditWaits):
            self.env["retail.order.version"]._hold(error.binding, item)

    @api.model
    def _report(self, backend, ready):
        """Tell of what was imported and still needs a person.

        :param ready: (item, rule, stored document) of what was written
        """
        self._report_money(
            backend, [item for item, rule, _packed in ready if rule.name == MONEY_LEFT]
        )
        self._close_money(
            backend,
            [
                item.document.external_id
                for item, rule, _packed in ready
                if rule.stage == "cancelled" and rule.name != MONEY_LEFT
            ],
        )

    @api.model
    def _close_money(self, backend, external_ids):
        """Close what was reported of orders whose money was given back since."""
        self.env["retail.discrepancy"].sudo().search(
            [
                ("backend_id", "=", backend.id),
                ("type", "=", MONEY_LEFT),
                ("entity", "in", external_ids),
                ("state", "=", "open"),
            ]
        ).action_resolve(self.env._("The money was given back."))

    @api.model
    def _report_money(self, backend, items):
        """Have a person look at cancelled orders whose money was not given back."""
        Discrepancy = self.env["retail.discrepancy"].sudo()
        for item in items:
            if item.outcome.state != "done":
                continue
            document = item.document
            known = Discrepancy.search(
                [
                    ("backend_id", "=", backend.id),
                    ("type", "=", MONEY_LEFT),
                    ("entity", "=", document.external_id),
                ],
                limit=1,
            )
            values = {
                "found": float(document.paid.amount),
                "state": "open",
                "currency_id": item.records.currency_id.id,
            }
            if known:
                known.write(values)
            else:
                Discrepancy.create(
                    {
                        **values,
                        "backend_id": backend.id,
                        "type": MONEY_LEFT,
                        "kind": "order",
                        "entity": document.external_id,
                        "res_model": "sale.order",
                        "res_id": item.records.id,
                        "expected": 0.0,
                    }
                )
