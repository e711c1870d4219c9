"""Take back imports: delete what they created, while nobody uses it."""

from odoo import api, fields, models
from odoo.tools import SQL

CAUSE = "taken_back"
# kind -> bindings; other kinds change what is there, and are corrected there
BINDINGS = {
    "order": "retail.binding.order",
    "party": "retail.binding.party",
    "product": "retail.binding.template",
}
# Tables whose rows say nothing about use: they go with the record.
OWN = (
    "mail_",
    "product_template_attribute_",
    "product_value",  # the cost it began with
    "product_variant_",
    "retail_",
)


class RetailImportUndo(models.AbstractModel):
    """Know whether what an import created can be deleted, and do it."""

    _name = "retail.import.undo"
    _description = "Imports Taken Back"

    @api.model
    def _plan(self, events):
        """Return event -> (binding or None, reason why not)."""
        plan = {}
        for (backend, kind), mine in events.grouped(
            lambda event: (event.backend_id, event.kind)
        ).items():
            plan.update(self._plan_kind(backend, kind, mine))
        return plan

    def _plan_kind(self, backend, kind, events):
        if kind not in BINDINGS:
            reason = self.env._("It created nothing of its own: correct it in Odoo.")
            return {event: (None, reason) for event in events}
        bindings = self.env[BINDINGS[kind]]._find(backend, events.mapped("entity_id"))
        used = self._used(self.env[BINDINGS[kind]].union(*bindings.values()))
        plan, seen = {}, set()
        for event in events.sorted("id", reverse=True):
            binding = bindings.get(event.entity_id)
            if event.state != "done" or not binding or not binding.record_id:
                reason = self.env._("There is nothing of it in Odoo.")
            elif event.entity_id in seen:
                reason = self.env._("A newer message is about the same record.")
            else:
                reason = getattr(self, f"_why_not_{kind}")(binding) or used.get(binding)
            seen.add(event.entity_id)
            plan[event] = (None, reason) if reason else (binding, "")
        return plan

    # --- why not ---

    def _why_not_order(self, binding):
        order = binding.record_id
        if binding.invoice_id or order.invoice_ids:
            return self.env._("It is invoiced: give it back by a refund.")
        if "posted" in binding.tender_ids.mapped("state"):
            return self.env._("Its payments are booked.")
        if order.state not in ("draft", "sent"):
            return self.env._("It is confirmed: cancel the sales order.")
        return self._changed_by_hand(order, binding)

    def _why_not_product(self, binding):
        if not self._made_by_import(binding):
            return self.env._("It was there before and was only matched.")
        return self._changed_by_hand(binding.record_id, binding)

    def _why_not_party(self, binding):
        if not binding.owned:
            return self.env._("It was there before and was only matched.")
        return self._changed_by_hand(binding.record_id, binding)

    def _made_by_import(self, binding):
        """Return whether the record and its binding came in one transaction."""
        return binding.record_id.create_date == binding.create_date

    def _changed_by_hand(self, record, binding):
        """Return the reason when a person wrote on a record since it came."""
        machine = binding.backend_id.user_id | self.env.ref("base.user_root")
        if record.write_uid in machine or record.write_date <= record.create_date:
            return ""
        return self.env._("%s has changed it since.", record.write_uid.name)

    # --- use ---

    def _used(self, bindings):
        """Return binding -> sentence for those whose record others refer to."""
        if not bindings or bindings._name == "retail.binding.order":
            return {}
        owners = {}
        for binding in bindings:
            for records in self._records(binding):
                owners.update({(records._name, one): binding for one in records.ids})
        found = {}
        for model in {name for name, _id in owners}:
            ids = [one for name, one in owners if name == model]
            for table, one in self._references(self.env[model]._table, ids):
                found.setdefault(owners[model, one], set()).add(self._words(table))
        return {
            binding: self.env._("It is used: %s.", ", ".join(sorted(names)))
            for binding, names in found.items()
        }

    def _records(self, binding):
        """Return the records that go together, as recordsets."""
        record = binding.record_id.with_context(active_test=False)
        if binding._name == "retail.binding.party":
            return [record | record.child_ids]
        return [record, record.product_variant_ids]

    def _references(self, table, ids):
        """Yield (table, id) for each of these rows that another table points at."""
        self.env.flush_all()
        pointers = self.env.execute_query(
            SQL(
                """SELECT t.relname, a.attname FROM pg_constraint c
                     JOIN pg_class t ON t.oid = c.conrelid
                     JOIN pg_attribute a ON a.attrelid = c.conrelid
                          AND a.attnum = c.conkey[1]
                    WHERE c.contype = 'f' AND c.confrelid = %s::regclass""",
                table,
            )
        )
        for other, column in pointers:
            if other.startswith(OWN) or other.endswith("_rel"):
                continue
            if (table, other) == ("product_template", "product_product"):
                continue  # its own variants, looked at themselves
            among = SQL("AND NOT id = ANY(%s)", ids) if other == table else SQL()
            rows = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT %s FROM %s WHERE %s = ANY(%s) %s",
                    SQL.identifier(column),
                    SQL.identifier(other),
                    SQL.identifier(column),
                    ids,
                    among,
                )
            )
            for (one,) in rows:
                yield other, one

    def _words(self, table):
        """Return what people call the rows of a table."""
        for model in self.env.values():
            if model._table == table and not model._abstract:
                return self.env["ir.model"]._get(model._name).name
        return table

    # --- do ---

    @api.model
    def _undo(self, plan):
        """Delete records with their bindings; what was read is left out from now on.

        :param plan: event -> binding
        """
        now = fields.Datetime.now()
        for event, binding in plan.items():
            records = binding.record_id
            if event.kind == "party":
                records |= records.child_ids
            self._unbind(binding, records)
            records.unlink()
            event.write({"state": "ignored", "cause": CAUSE, "done_at": now})
            event._trace("cancelled", CAUSE)

    def _unbind(self, binding, records):
        """Forget what links the records: the platform is told nothing of the end."""
        if binding._name == "retail.binding.template":
            self.env["retail.binding.variant"].search(
                [("record_id", "in", records.product_variant_ids.ids)]
            ).unlink()
            self.env["retail.listing"].search(
                [("template_id", "in", records.ids)]
            ).unlink()
        binding.unlink()
