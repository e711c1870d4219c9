"""Take over what a shop says of a customer, group by group, as far as it owns it."""

from datetime import UTC

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import html2plaintext, plaintext2html

from .party_groups import COMPLETE, GROUPS, TAKE, fingerprint, groups_of, merged_tags
from .party_groups import verdict as verdict_of
from .places import Places, is_own, own_values

CONSENT = {True: "subscribed", False: "unsubscribed"}


class RetailImporterPartyGroups(models.AbstractModel):
    """Apply the shop's changes to contacts and remember what both sides agreed on."""

    _name = "retail.importer.party.groups"
    _description = "Retail Customer Field Groups"

    @api.model
    def _take(self, backend, rows):
        """Bring contacts in line with the shop's customers, a batch at a time.

        :param rows: (contact, Party, its binding)
        """
        values = self.env["retail.party.values"]
        before = values._parties(backend, [(p, b) for p, _party, b in rows])
        self._make_tags({tag for _p, party, _b in rows for tag in party.tags})
        again, homes = [], []
        for (partner, party, binding), mine in zip(rows, before, strict=True):
            verdicts = self._verdicts(backend, partner, party, binding, mine)
            self._apply(backend, partner, party, binding, verdicts)
            if verdicts["address"] in (TAKE, COMPLETE):
                homes += [(partner, address) for address in party.addresses]
            again.append((partner, binding, party, verdicts, groups_of(mine)))
        self.env["retail.importer.address"]._addresses(backend, homes)
        after = values._parties(backend, [(row[0], row[1]) for row in again])
        for (partner, binding, party, verdicts, mine), now in zip(
            again, after, strict=True
        ):
            if self._agree(backend, binding, party, verdicts, mine, groups_of(now)):
                self.env["retail.party.dirty"].sudo()._mark(backend, partner.ids)

    def _verdicts(self, backend, partner, party, binding, mine):
        """Return group -> whether the shop's word is taken."""
        agreed = binding.agreed or {}
        theirs, own = groups_of(party), groups_of(mine)
        newer = not party.updated_at or (
            party.updated_at.astimezone(UTC).replace(tzinfo=None) >= partner.write_date
        )
        return {
            group: verdict_of(
                backend._party_owner(group),
                agreed.get(group) or {},
                fingerprint(theirs[group]),
                fingerprint(own[group]),
                newer,
            )
            for group in GROUPS
        }

    def _apply(self, backend, partner, party, binding, verdicts):
        for group, verdict in verdicts.items():
            if verdict in (TAKE, COMPLETE):
                method = getattr(self, f"_take_{group}")
                method(backend, partner, party, binding, verdict == TAKE)
        binding.synced_at = fields.Datetime.now()

    def _agree(self, backend, binding, party, verdicts, mine, now):
        """Remember what both sides say now; return whether Odoo's word has to go out.

        :param mine: groups of the contact before, ``now``: after
        """
        agreed = dict(binding.agreed or {})
        theirs = groups_of(party)
        due = False
        for group, verdict in verdicts.items():
            known = agreed.get(group) or {}
            shop, own = fingerprint(theirs[group]), fingerprint(now[group])
            owner = backend._party_owner(group)
            if owner == "odoo" and known and known["shop"] != shop and shop != own:
                known, due = {"shop": shop, "odoo": ""}, True  # put the shop right
            elif verdict in (TAKE, COMPLETE):
                known = {"shop": shop, "odoo": own}
            elif known:
                known = {**known, "shop": shop}
                due = due or (owner != "platform" and known["odoo"] != own)
            agreed[group] = known
        agreed["tags_there"] = list(party.tags)
        agreed["home"] = party.addresses[0].external_id if party.addresses else ""
        if agreed != binding.agreed:
            binding.agreed = agreed
        return due

    # --- one group each ---

    def _take_identity(self, backend, partner, party, binding, overwrite):
        importer = self.env["retail.importer.party"]
        importer._refresh(partner, party, binding if overwrite else binding.browse())

    def _take_address(self, backend, partner, party, binding, overwrite):
        """Move the contact's home; all addresses of a batch are added at once."""
        if overwrite and binding.owned and partner.street:
            self._move_home(partner, party, binding)

    def _move_home(self, partner, party, binding):
        """Change the contact's own address when the shop's first one moved."""
        home = party.addresses[:1]
        known = (binding.agreed or {}).get("home")
        if not home or not known:
            return
        [address] = home
        if address.external_id != known or not is_own(
            partner.name, partner.is_company, address
        ):
            return
        values = own_values(Places(self.env, home).values(partner.name, address))
        changed = {
            name: value
            for name, value in values.items()
            if partner._fields[name].convert_to_write(partner[name], partner) != value
        }
        if changed:
            partner.write(changed)

    def _take_tags(self, backend, partner, party, binding, overwrite):
        before = (binding.agreed or {}).get("tags_there") or ()
        mine = partner.category_id.mapped("name")
        add, gone = merged_tags(before if overwrite else (), party.tags, mine)
        if not add and not gone:
            return
        tags = self._make_tags({*add, *gone})
        partner.category_id = [
            *(Command.link(tags[name].id) for name in add),
            *(Command.unlink(tags[name].id) for name in gone),
        ]

    def _make_tags(self, names):
        """Return name -> contact tag; create the missing ones."""
        Category = self.env["res.partner.category"]
        found = {
            tag.name: tag
            for tag in Category.search([("name", "in", list(names))], order="id desc")
        }
        missing = sorted(set(names) - set(found))
        for tag in Category.create([{"name": name} for name in missing]):
            found[tag.name] = tag
        return found

    def _take_consent(self, backend, partner, party, binding, overwrite):
        said = CONSENT.get(party.accepts_marketing)
        self._agree_to(partner, "retail_marketing", said, overwrite)

    def _take_sms(self, backend, partner, party, binding, overwrite):
        said = CONSENT.get(party.accepts_sms)
        self._agree_to(partner, "retail_marketing_sms", said, overwrite)

    def _agree_to(self, partner, name, said, overwrite):
        """Keep what a customer said about one way of marketing."""
        if said and partner[name] != said and (overwrite or not partner[name]):
            partner[name] = said

    def _take_details(self, backend, partner, party, binding, overwrite):
        values = {}
        lang = self.env["retail.importer.party"]._spoken(party.language)
        if lang and lang != partner.lang and (overwrite or not partner.lang):
            values["lang"] = lang
        mine = html2plaintext(partner.comment or "").strip()
        if party.note and party.note != mine and (not mine or overwrite):
            values["comment"] = plaintext2html(party.note)
        if values:
            partner.write(values)

    def _take_tax(self, backend, partner, party, binding, overwrite):
        codes = ", ".join(party.tax_exemptions) or False
        if binding.tax_exemptions != codes or binding.tax_exempt != party.tax_exempt:
            binding.write(
                {"tax_exemptions": codes, "tax_exempt": bool(party.tax_exempt)}
            )
        position = backend.exempt_fiscal_position_id
        current = partner.property_account_position_id
        if party.tax_exempt and position and not current:
            partner.property_account_position_id = position
        elif not party.tax_exempt and position and current == position and overwrite:
            partner.property_account_position_id = False
