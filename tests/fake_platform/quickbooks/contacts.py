"""QuickBooks Online's customers and vendors, and the lines that have to name them."""

DEMANDED = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}


class Contacts:
    """Refuse a line of a receivable or payable without its customer or vendor."""

    def __init__(self):
        super().__init__()
        self.names = {  # entity -> id -> what it is known by
            "Customer": {"1": {"DisplayName": "Summary of shop customers"}},
            "Vendor": {"1": {"DisplayName": "Summary of suppliers"}},
        }

    def add_contact(self, entity, name, email="", vat=""):
        """Enter a customer or vendor, as a bookkeeper does; return its id."""
        number = str(1 + max(map(int, self.names[entity]), default=0))
        found = {"DisplayName": name}
        if email:
            found["PrimaryEmailAddr"] = {"Address": email}
        if vat:
            field = {"Customer": "PrimaryTaxIdentifier", "Vendor": "TaxIdentifier"}
            found[field[entity]] = vat
        self.names[entity][number] = found
        return number

    def _customers(self):
        return self._named("Customer")

    def _vendors(self):
        return self._named("Vendor")

    def _named(self, entity):
        return [
            {"Id": number, "Active": True, **found}
            for number, found in self.names[entity].items()
        ]

    def contact_problem(self, kind, detail):
        """Return (code, message) of what a line names wrongly, or None."""
        entity, wanted = detail.get("Entity"), DEMANDED.get(kind)
        if wanted and (not entity or entity.get("Type") != wanted):
            return "6000", f"A {wanted.lower()} must be selected for {kind}"
        if entity:
            known = self.names.get(entity.get("Type"), {})
            if entity["EntityRef"]["value"] not in known:
                return "2500", "Invalid Reference Id : Names element id not found"
        return None
