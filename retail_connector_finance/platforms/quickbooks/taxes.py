"""The tax codes of a QuickBooks Online company that entries can name."""

from decimal import Decimal

from ..ledger import LedgerTax
from . import mapper

NO_CODES = {"US", "CA"}  # countries whose entries name no tax codes


class TaxCodes:
    """Read codes with their rates; part of the adapter."""

    def taxes(self):
        """Return each code once for each side that it has rates for.

        In the United States a code says taxable or not and posts nothing, in Canada
        lines name rates instead: there are none to offer.
        """
        if self._country() in NO_CODES:
            return []
        rates = {
            rate["Id"]: Decimal(rate.get("RateValue") or 0)
            for rate in self.client.query("TaxRate", "Active in (true, false)")
        }
        return [
            LedgerTax(
                mapper.tax_code(code["Id"], kind),
                code["Name"],
                mapper.code_rate(details, rates),
                kind=kind,
                active=code.get("Active", True),
            )
            for code in self.client.query("TaxCode", "Active in (true, false)")
            for kind, field in (
                ("sale", "SalesTaxRateList"),
                ("purchase", "PurchaseTaxRateList"),
            )
            if (details := code.get(field, {}).get("TaxRateDetail"))
        ]

    def _country(self):
        realm = self.values.get("realm_id")
        info = self.client.get(f"/companyinfo/{realm}")["CompanyInfo"]
        return info.get("Country", "")
