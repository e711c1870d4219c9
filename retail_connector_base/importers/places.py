"""Countries and states of a batch of addresses, and what an address is in Odoo."""

from .party_match import address_key


def is_own(name, is_company, address):
    """Return whether an address is the person's own, not somebody else's."""
    return not is_company and address_key(
        {"name": address.name or name}
    ) == address_key({"name": name})


def own_values(values):
    """Return the values of an address for the contact it belongs to."""
    return {
        field: value
        for field, value in values.items()
        if field != "name" and (field != "phone" or value)
    }


class Places:
    """The countries and states that a batch of addresses names, read once."""

    def __init__(self, env, addresses):
        codes = {a.country_code.upper() for a in addresses if a and a.country_code}
        countries = env["res.country"].search([("code", "in", list(codes))])
        self.countries = {country.code: country for country in countries}
        states = env["res.country.state"].search(
            [
                ("country_id", "in", countries.ids),
                (
                    "code",
                    "in",
                    list(
                        {a.state_code.upper() for a in addresses if a and a.state_code}
                    ),
                ),
            ]
        )
        self.states = {(state.country_id.code, state.code): state for state in states}
        self.codes = {state.id: state.code for state in states}
        self.country_codes = {country.id: country.code for country in countries}

    def values(self, owner, address):
        """Return the contact values of an address of ``owner`` (a name)."""
        country = self.countries.get(address.country_code.upper())
        state = self.states.get(
            (address.country_code.upper(), address.state_code.upper())
        )
        name = address.name or owner
        if address.company and address.company != name:
            name = f"{address.company}, {name}" if address.name else address.company
        return {
            "name": name,
            "street": address.street or False,
            "street2": address.street2 or False,
            "zip": address.zip or False,
            "city": address.city or False,
            "state_id": state.id if state else False,
            "country_id": country.id if country else False,
            "phone": address.phone or False,
        }

    def key(self, values):
        """Return how the contact values of an address are compared."""
        return address_key(
            {
                **values,
                "state_code": self.codes.get(values["state_id"]),
                "country_code": self.country_codes.get(values["country_id"]),
            }
        )
