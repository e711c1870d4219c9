"""The people a runbook is for, each with the rights of their group and no more."""

from odoo.tests import new_test_user

GROUPS = {
    "operator": "retail_connector_base.group_operator",
    "manager": "retail_connector_base.group_manager",
    # sells, and keeps contacts
    "staff": "retail_connector_base.group_operator,base.group_partner_manager,"
    "sales_team.group_sale_salesman_all_leads",
    # keeps products and counts stock, and sees the connector
    "merchandiser": "retail_connector_base.group_viewer,product.group_product_manager,"
    "stock.group_stock_manager,product.group_product_pricelist",
}


class RunbookPeople:
    """Mixed into a test case with a ``company``: do things as one of them."""

    def by(self, name, records):
        """Return records as a person of a group has them."""
        login = f"runbook-{name}"
        user = self.env["res.users"].search([("login", "=", login)])
        user = user or new_test_user(
            self.env,
            login,
            groups=GROUPS[name],
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        return records.with_user(user).with_context(
            allowed_company_ids=self.company.ids
        )
