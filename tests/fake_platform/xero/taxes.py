"""Xero's tax rates, and the tax it computes on the lines of a journal."""

from decimal import ROUND_HALF_UP, Decimal

from ..rest import Response, route

API = "/api.xro/2.0"
CENT = Decimal("0.01")
ALLOWED = {  # class of an account -> what a rate says about it
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
NO_TAX = "NONE"
# tax type, name, percentage, for revenue, for expenses
RATES = (
    (NO_TAX, "No Tax", "0", True, True),
    ("OUTPUT", "Tax on Sales", "8.25", True, False),
    ("OUTPUT2", "20% (VAT on Income)", "20", True, False),
    ("RROUTPUT", "5% (VAT on Income)", "5", True, False),
    ("ZERORATEDOUTPUT", "Zero Rated Income", "0", True, False),
    ("INPUT2", "20% (VAT on Expenses)", "20", False, True),
)


class Taxes:
    """Compute tax line by line, half a cent up, and post it on the GST account."""

    def __init__(self):
        super().__init__()
        self.tax_rates = {
            code: {
                "TaxType": code,
                "Name": name,
                "EffectiveRate": float(rate),
                "DisplayTaxRate": float(rate),
                "Status": "ACTIVE",
                "CanApplyToRevenue": revenue,
                "CanApplyToExpenses": expenses,
                "CanApplyToAssets": True,
                "CanApplyToLiabilities": True,
            }
            for code, name, rate, revenue, expenses in RATES
        }
        self.default_taxes = {"REVENUE": "OUTPUT"}  # of accounts, by their class

    @route("GET", f"{API}/TaxRates")
    def list_tax_rates(self, request):
        """Return the tax rates."""
        return Response(200, {"TaxRates": list(self.tax_rates.values())})

    def taxed(self, asked):
        """Return the lines of a journal with their tax, as the books compute it."""
        kind = asked.get("LineAmountTypes", "Exclusive")
        return [self._taxed(line, kind) for line in asked.get("JournalLines") or ()]

    def _taxed(self, line, kind):
        amount = Decimal(str(line["LineAmount"]))
        if kind == "NoTax":
            return {**line, "TaxType": NO_TAX, "TaxAmount": 0.0, "IsBlank": False}
        account = self.accounts.get(line.get("AccountID")) or {}
        code = line.get("TaxType") or self.default_taxes.get(
            account.get("Class"), NO_TAX
        )
        rate = Decimal(str(self.tax_rates.get(code, {}).get("EffectiveRate", 0))) / 100
        # An amount that includes its tax is split, any other has it added.
        exact = amount * (rate / (1 + rate) if kind == "Inclusive" else rate)
        tax = float(exact.quantize(CENT, ROUND_HALF_UP))
        return {**line, "TaxType": code, "TaxAmount": tax, "IsBlank": False}

    def tax_problems(self, lines, kind):
        """Return what is wrong with the tax of lines: types, the balance with it."""
        problems = [
            f"The TaxType code '{line['TaxType']}' cannot be used with account code"
            for line in lines
            if not self._may_name(line)
        ]
        total = sum(line["LineAmount"] for line in lines)
        if kind == "Exclusive":
            total += sum(line["TaxAmount"] for line in lines)
        if round(total, 2):
            problems.append("The total debits and credits do not balance.")
        return problems

    def _may_name(self, line):
        """Return whether the account of a line takes its tax type."""
        rate = self.tax_rates.get(line["TaxType"], {})
        account = self.accounts.get(line.get("AccountID")) or {}
        use = ALLOWED.get(account.get("Class"))
        fits = line["TaxType"] == NO_TAX or not use or rate.get(use)
        return rate.get("Status") == "ACTIVE" and fits

    def posted(self, journal):
        """Yield (account, amount) of what a journal posts, tax on its own account."""
        control = next(
            number
            for number, account in self.accounts.items()
            if account.get("SystemAccount") == "GST"
        )
        inclusive = journal["LineAmountTypes"] == "Inclusive"
        for line in journal["JournalLines"]:
            tax = line["TaxAmount"]
            yield line["AccountID"], line["LineAmount"] - (tax if inclusive else 0)
            yield control, tax
