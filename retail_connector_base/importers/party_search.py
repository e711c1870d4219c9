"""Find the contacts that customers may be, for a whole batch at once."""

from collections import defaultdict

from odoo.tools import SQL

from .party_match import email_key, names_agree, phone_key, vat_key

KEYS = {
    "email": (email_key, SQL("email_normalized")),
    "phone": (phone_key, SQL(r"right(regexp_replace(phone, '\D', '', 'g'), 9)")),
    "vat": (vat_key, SQL("upper(regexp_replace(vat, '[^0-9A-Za-z]', '', 'g'))")),
}


class PartyIndex:
    """The contacts that share an e-mail address, phone or VAT number with a batch."""

    def __init__(self, env, company, parties):
        self.env = env
        self.partners = {name: self._search(name, company, parties) for name in KEYS}

    def _search(self, name, company, parties):
        """Return key -> list of main contacts (oldest first)."""
        make_key, expression = KEYS[name]
        keys = {make_key(getattr(party, name)) for party in parties} - {""}
        if not keys:
            return {}
        column = SQL.identifier("email_normalized" if name == "email" else name)
        self.env["res.partner"].flush_model(
            ["active", "email_normalized", "phone", "vat", "company_id", "type"]
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT %(expression)s, id FROM res_partner"
                " WHERE %(column)s IS NOT NULL AND active"
                " AND %(expression)s IN %(keys)s"
                " AND (company_id IS NULL OR company_id = %(company)s)"
                " AND type = 'contact'"
                " ORDER BY id",
                expression=expression,
                column=column,
                keys=tuple(keys),
                company=company.id,
            )
        )
        found = defaultdict(list)
        for key, partner_id in rows:
            found[key].append(partner_id)
        Partner = self.env["res.partner"]
        return {key: Partner.browse(ids) for key, ids in found.items()}

    def add(self, party, partner):
        """Let a contact made for ``party`` be found by the rest of the batch."""
        for name, (make_key, _expression) in KEYS.items():
            key = make_key(getattr(party, name))
            if key:
                known = self.partners[name].get(key, self.env["res.partner"])
                self.partners[name][key] = known | partner

    def candidates(self, name, party):
        """Return the contacts that share ``name`` (email, phone, vat) with a party."""
        key = KEYS[name][0](getattr(party, name))
        return self.partners[name].get(key, self.env["res.partner"])


def choose(index, party, taken=()):
    """Return (contact, how, doubt): who a party is, by which rule, or why not.

    :param taken: ids of contacts that are another customer of the same platform
    """
    for how in ("email", "phone", "vat"):
        found = index.candidates(how, party).filtered(lambda p: p.id not in taken)
        if not found:
            continue
        same = found.filtered(lambda partner, how=how: _same(how, partner, party))
        if len(same) == 1:
            return same, how, ""
        doubt = "several" if same else "name_differs"
        return same.browse(), "", f"{how}_{doubt}"
    return index.env["res.partner"], "", ""


def _same(how, partner, party):
    """Return whether ``partner`` can be ``party``, which shares ``how`` with it."""
    if how == "vat":
        return party.is_company == partner.is_company
    if partner.is_company != party.is_company:
        return False
    return names_agree(partner.name, party.name)
