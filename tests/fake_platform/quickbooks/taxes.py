"""QuickBooks Online's tax codes outside the United States, and tax on journal lines."""

ACCOUNT = "90"  # what the agency is owed: every tax posts on it
# id -> name, rates of sales, rates of purchases; rates are id -> percentage
CODES = {
    "TAX": ("TAX", [], []),
    "2": ("20.0% S", ["11"], ["12"]),
    "3": ("5.0% R", ["13"], []),
    "4": ("0.0% Z", ["14"], ["15"]),
    "6": ("Old 17.5%", ["16"], []),
}
RATES = {"11": 20, "12": 20, "13": 5, "14": 0, "15": 0, "16": 17.5}


class Taxes:
    """Take the tax of a line as it is said, where its code is one of the company's."""

    country = "US"

    def __init__(self):
        super().__init__()
        self.tax_rates = dict(RATES)
        self.tax_codes = {
            number: {
                "Id": number,
                "Name": name,
                "Active": not name.startswith("Old"),
                "SalesTaxRateList": _rates(sales),
                "PurchaseTaxRateList": _rates(purchases),
            }
            for number, (name, sales, purchases) in CODES.items()
        }

    def _taxcodes(self):
        return list(self.tax_codes.values())

    def _taxrates(self):
        return [
            {"Id": number, "Name": f"Rate {value}", "RateValue": value, "Active": True}
            for number, value in self.tax_rates.items()
        ]

    def tax_problem(self, detail):
        """Return (code, message) of what is wrong with the tax of a line, or None."""
        reference = detail.get("TaxCodeRef")
        if not reference:
            return ("6000", "A tax without a code") if detail.get("TaxAmount") else None
        code = self.tax_codes.get(reference["value"])
        side = detail.get("TaxApplicableOn")
        if self.country == "US" or not code or not code["Active"]:
            return "6100", f"Invalid tax code: {reference['value']}"
        if not side or not code[f"{side}TaxRateList"]["TaxRateDetail"]:
            return "6100", f"Tax code {reference['value']} is not for {side}"
        if detail.get("TaxAmount", 0) < 0:
            return "6000", "The tax must not be negative"
        return None

    def posted(self, entry):
        """Yield (account, amount) of what an entry posts, tax on the agency's."""
        for line in entry["Line"]:
            detail = line["JournalEntryLineDetail"]
            sign = 1 if detail["PostingType"] == "Debit" else -1
            yield detail["AccountRef"]["value"], sign * line["Amount"]
            yield ACCOUNT, sign * detail.get("TaxAmount", 0)


def _rates(numbers):
    return {
        "TaxRateDetail": [
            {"TaxRateRef": {"value": number}, "TaxTypeApplicable": "TaxOnAmount"}
            for number in numbers
        ]
    }
