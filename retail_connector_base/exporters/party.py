"""Decide what a shop has to be told about its customers."""

from dataclasses import asdict

from odoo import api, models

from ..canonical import Party, decode
from ..importers.party_groups import GROUPS, fingerprint, groups_of
from ..importers.party_match import names_agree
from ..models.retail_outbox_record import ON_ITS_WAY, STUCK
from ..platforms import TransientError


class RetailExporterParty(models.AbstractModel):
    """Send the groups of fields that changed in Odoo and are Odoo's to change."""

    _name = "retail.exporter.party"
    _description = "Customer exporter"

    @api.model
    def _plan(self, backend, limit):
        """Work off marks; return the outbox rows."""
        partners = self.env["res.partner"].browse(
            self.env["retail.party.dirty"]._take(backend, limit)
        )
        bindings = self.env["retail.binding.party"]._find_records(
            backend, partners.exists()
        )
        pairs = [(binding.record_id, binding) for binding in bindings.values()]
        parties = self.env["retail.party.values"]._parties(backend, pairs)
        mine = [binding for _partner, binding in pairs]
        Outbox = self.env["retail.outbox"]
        flights = Outbox._of(backend, "party", mine, ON_ITS_WAY)
        refused = Outbox._of(backend, "party", mine, STUCK)
        rows = []
        for (_partner, binding), party in zip(pairs, parties, strict=True):
            flight = flights.get(binding.id, Outbox)
            stuck = refused.get(binding.id, Outbox)
            if any(row.tries or row.state == "sending" for row in flight):
                continue  # its answer has the contact looked at again
            changed = self._changed(backend, binding, groups_of(party))
            if changed in [row.payload["hashes"] for row in stuck]:
                continue  # refused as it is: a person tries it again, or ignores it
            # What was refused is not agreed on: it is part of what is told now.
            (flight | stuck).action_ignore()
            if changed:
                rows.append(self._row(binding, party, changed))
        if rows:
            self.env["retail.outbox"]._publish(backend, "party", rows)
        return rows

    def _changed(self, backend, binding, mine):
        """Return group -> content hash of what changed and is Odoo's to change."""
        agreed = binding.agreed or {}
        changed = {}
        for group in GROUPS:
            owner = backend._party_owner(group)
            known = agreed.get(group)
            own = fingerprint(mine[group])
            if owner == "platform" or (known is None and owner != "odoo"):
                continue
            if (known or {}).get("odoo") != own and (known or {}).get("shop") != own:
                changed[group] = own
        return changed

    def _row(self, binding, party, changed):
        binding.export_revision += 1
        return {
            "key": f"party:{binding.id}:{binding.export_revision}",
            "res_model": binding._name,
            "res_id": binding.id,
            "entity_id": binding.external_id,
            "payload": payload(binding.external_id, party, changed),
        }

    @api.model
    def _publish_new(self, backend, partners):
        """Have contacts created at a shop that does not know them yet."""
        known = self.env["retail.binding.party"]._find_records(backend, partners)
        fresh = partners.filtered(
            lambda p: p.id not in known and (p.email or p.phone) and not p.is_company
        )
        parties = self.env["retail.party.values"]._parties(
            backend, [(p, self.env["retail.binding.party"]) for p in fresh]
        )
        rows = []
        for partner, party in zip(fresh, parties, strict=True):
            hashes = {g: fingerprint(v) for g, v in groups_of(party).items()}
            rows.append(
                {
                    "key": f"party:new:{partner.id}",
                    "res_model": partner._name,
                    "res_id": partner.id,
                    "entity_id": str(partner.id),
                    "payload": payload("", party, hashes),
                }
            )
        self.env["retail.outbox"]._publish(backend, "party", rows)
        return fresh

    # --- answers ---

    @api.model
    def _delivered(self, rows, results):
        """Remember what both sides agree on now, so that it does not come back."""
        answers = {result.key: result for result in results}
        for row in rows:
            result = answers.get(row.key)
            if result is None or isinstance(result.error, TransientError):
                continue
            if result.error is None:
                binding = self._binding(row, result)
                if binding:
                    self._agree(binding, row.payload["hashes"], result.answer or {})
                    self.env["retail.party.dirty"].sudo()._mark(
                        row.backend_id, binding.record_id.ids
                    )

    def _binding(self, row, result):
        """Return the binding of a delivered row; a new customer is bound now."""
        external_id = result.external_id
        Binding = self.env["retail.binding.party"].sudo()
        if row.res_model == Binding._name:
            return Binding.browse(row.res_id).exists()
        if row.res_model != "res.partner":
            return Binding
        partner = self.env["res.partner"].sudo().browse(row.res_id).exists()
        known = Binding._find(row.backend_id, [external_id]).get(external_id)
        if known and known.record_id != partner:
            self._report_taken(row, external_id, known.record_id.display_name, partner)
            return Binding
        if result.answer and result.answer.get("found"):
            there = decode(result.answer["document"])
            if not names_agree(partner.name, there.name):
                self._report_taken(row, external_id, there.name, partner)
                return Binding
        found = Binding._bind(
            row.backend_id,
            [
                {
                    "external_id": external_id,
                    "external_name": partner.name,
                    "record_id": partner.id,
                    "matched_by": "published",
                }
            ],
        )
        return found[external_id]

    def _report_taken(self, row, external_id, name, partner):
        """Say that the shop's customer is somebody else; nothing is merged."""
        self.env["retail.discrepancy"].sudo().create(
            {
                "backend_id": row.backend_id.id,
                "type": "party_ambiguous",
                "kind": "party",
                "entity": external_id,
                "res_model": "res.partner",
                "res_id": partner.id,
                "note": self.env._(
                    "The shop's customer with this e-mail address or phone is %s; "
                    "nothing was merged.",
                    name,
                ),
            }
        )

    def _agree(self, binding, hashes, answer):
        agreed = dict(binding.agreed or {})
        theirs = {}
        if answer.get("document"):
            document = decode(answer["document"])
            theirs = groups_of(document)
            agreed["tags_there"] = list(document.tags)
            agreed["home"] = (*(a.external_id for a in document.addresses), "")[0]
        for group, own in hashes.items():
            shop = fingerprint(theirs[group]) if theirs else own
            agreed[group] = {"shop": shop, "odoo": own}
        values = {"agreed": agreed}
        if answer.get("version"):
            values["external_version"] = answer["version"]
        binding.write(values)


def payload(external_id, party: Party, hashes):
    """Return what is sent of a customer, as plain JSON: only the changed groups."""
    plain = asdict(party)
    wanted = {
        "identity": ("name", "email", "phone"),
        "address": ("addresses",),
        "tags": ("tags",),
        "consent": ("accepts_marketing", "email"),
        "sms": ("accepts_sms", "phone"),
        "tax": ("tax_exempt", "tax_exemptions"),
        "details": ("language", "note"),
    }
    names = {name for group in hashes for name in wanted[group]}
    return {
        "external_id": external_id,
        "groups": sorted(hashes),
        "hashes": hashes,
        **{name: plain[name] for name in sorted(names)},
    }
