"""The steps of a chain, in the order of time: documents, messages, work, rules."""

from odoo import api, models
from odoo.fields import Domain

STEPS = 500  # of the trace, in one chain


class RetailChainBuilder(models.AbstractModel):
    """Collect everything that is known of the documents that belong together."""

    _name = "retail.chain.builder"
    _description = "Builder of Chains"

    @api.model
    def _lines(self, record):
        """Return the values of a record's chain, oldest first."""
        nodes = self.env["retail.chain.links"]._walk(record)
        events = (
            self._events(nodes)
            | nodes.pop("retail.event", self.env["retail.event"]).sudo()
        )
        outbox = (
            self._outbox(nodes)
            | nodes.pop("retail.outbox", self.env["retail.outbox"]).sudo()
        )
        steps = self._steps(nodes, events, outbox)
        lines = [
            *(self._message(event) for event in events),
            *(self._sent(row) for row in outbox),
            *(self._step(step) for step in steps),
            *(self._document(one) for records in nodes.values() for one in records),
            *self._rules(nodes, steps),
        ]
        return sorted(lines, key=lambda line: (not line["at"], line["at"] or 0))

    # --- what is asked for ---

    def _entities(self, nodes):
        """Yield (backend id, kinds, ids at the platform) of the documents."""
        for model, kinds in self.env["retail.chain.links"]._kinds().items():
            for backend, bindings in (
                nodes.get(model, self.env[model]).grouped("backend_id").items()
            ):
                yield backend.id, list(kinds), bindings.mapped("external_id")

    def _entity_domain(self, nodes):
        return Domain.OR(
            Domain("backend_id", "=", backend)
            & Domain("kind", "in", kinds)
            & Domain("entity_id", "in", ids)
            for backend, kinds, ids in self._entities(nodes)
        )

    def _record_domain(self, nodes):
        return Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "in", records.ids)
            for model, records in nodes.items()
        )

    def _events(self, nodes):
        return (
            self.env["retail.event"]
            .sudo()
            .search(self._entity_domain(nodes), order="id", limit=STEPS)
        )

    def _outbox(self, nodes):
        domain = self._entity_domain(nodes) | self._record_domain(nodes)
        return self.env["retail.outbox"].sudo().search(domain, order="id", limit=STEPS)

    def _steps(self, nodes, events, outbox):
        """Return the steps of the trace about any of these."""
        domain = (
            self._entity_domain(nodes)
            | self._record_domain(nodes)
            | Domain("event_id", "in", events.ids)
            | Domain("outbox_id", "in", outbox.ids)
        )
        return self.env["retail.trace"].sudo().search(domain, limit=STEPS)

    # --- lines ---

    def _message(self, event):
        origins = dict(event._fields["origin"]._description_selection(self.env))
        return {
            "at": event.received_at,
            "kind": "message",
            "name": " ".join(filter(None, (event.topic, event.entity_id))),
            "detail": origins.get(event.origin),
            "version": event.version,
            "res_model": event._name,
            "res_id": event.id,
        }

    def _sent(self, row):
        return {
            "at": row.sent_at or row.create_date,
            "kind": "sent",
            "name": " ".join(filter(None, (row.kind, row.entity_id))),
            "detail": row.key,
            "res_model": row._name,
            "res_id": row.id,
        }

    def _step(self, step):
        labels = dict(step._fields["step"]._description_selection(self.env))
        return {
            "at": step.at,
            "kind": "step",
            "name": " ".join(filter(None, (labels.get(step.step), step.kind))),
            "detail": ": ".join(filter(None, (step.code, step.note))),
            "version": self._configuration(step),
            "job_uuid": step.job_uuid,
            "user_id": step.user_id.id,
            "digest": step.digest,
            "res_model": "retail.trace",
            "res_id": step.id,
        }

    def _document(self, record):
        values = self.env["retail.chain"]._amount_of(record)
        return {
            "at": record.create_date,
            "kind": "document",
            "name": f"{record._description}: {record.display_name}",
            "user_id": record.create_uid.id,
            "res_model": record._name,
            "res_id": record.id,
            **values,
        }

    # --- rules ---

    def _configuration(self, step):
        """Return which configuration was in force at a step: how often it had changed.

        The audit log has each change with who, before and after.
        """
        if step.step not in ("mapped", "imported", "confirmed", "invoiced", "paid"):
            return False
        count = (
            self.env["retail.audit"]
            .sudo()
            .search_count(
                [
                    ("backend_id", "in", (step.backend_id.id, False)),
                    ("company_id", "in", (step.company_id.id, False)),
                    ("at", "<=", step.at),
                ]
            )
        )
        return self.env._("configuration %s", count)

    def _rules(self, nodes, steps):
        """Return the mappings that were used, each in the version of the time."""
        imported = [step.at for step in steps if step.step in ("imported", "mapped")]
        at = max(imported, default=None)
        return [self._rule(mapping, at) for mapping in self._mappings(nodes)]

    def _mappings(self, nodes):
        """Yield the mappings that the documents were made by."""
        orders = nodes.get("sale.order", self.env["sale.order"])
        backends = (
            nodes.get("retail.binding.order", orders).mapped("backend_id")
            if ("retail.binding.order" in nodes)
            else self.env["retail.backend"]
        )
        tender_keys = {
            (tender.backend_id.id, tender.gateway)
            for tender in nodes.get("retail.binding.tender", ())
        }
        yield from (
            self.env["retail.mapping.tax"]
            .sudo()
            .search(
                [
                    ("backend_id", "in", backends.ids),
                    ("tax_id", "in", orders.order_line.tax_ids.ids),
                ]
            )
        )
        for mapping in (
            self.env["retail.mapping.tender"]
            .sudo()
            .search([("backend_id", "in", backends.ids)])
        ):
            if (mapping.backend_id.id, mapping.gateway) in tender_keys:
                yield mapping

    def _rule(self, mapping, at):
        """Return the line of a mapping: who approved it, which version it was then."""
        changes = (
            self.env["retail.audit"]
            .sudo()
            .search([("model", "=", mapping._name), ("res_id", "=", mapping.id)])
        )
        then = changes.filtered(lambda change: not at or change.at <= at)
        later = len(changes) - len(then)
        version = self.env._("version %s", len(set(then.mapped("at"))))
        if later:
            version = self.env._("%(version)s, changed since", version=version)
        return {
            "at": mapping.approved_at or mapping.create_date,
            "kind": "rule",
            "name": f"{mapping._description}: {mapping.display_name}",
            "version": version,
            "user_id": mapping.approved_by_id.id,
            "res_model": mapping._name,
            "res_id": mapping.id,
        }
