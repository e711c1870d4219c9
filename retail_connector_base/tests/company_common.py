"""A company of its own for tests, so that a demo's records are in nobody's way."""


class OwnCompany:
    """Gives a test case ``company`` and ``warehouse``, with accounts in US dollars."""

    @classmethod
    def found_company(cls, name):
        """Make the company the only one that the test's user works in."""
        cls.company = cls.env["res.company"].create(
            {
                "name": name,
                "country_id": cls.env.ref("base.us").id,
                "currency_id": cls.env.ref("base.USD").id,
            }
        )
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
