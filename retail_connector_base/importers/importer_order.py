"""Orders of a platform to sale orders, with totals equal to the cent."""

from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..canonical import codec
from ..models.bindings.rule_messages import rule_message
from .importer import PartlyParked
from .order_batch import OrderBatch
from .order_content import fingerprint
from .order_rule import RELEASABLE, Rule, order_rule
from .order_values import binding_values, order_values

CENTS = Decimal("0.000001")  # compare amounts beyond any currency's smallest unit


class RetailImporterOrder(models.AbstractModel):
    """Create and update sale orders, a batch at a time.

    Importing only writes drafts and says what is next (``stage``). Confirming,
    invoicing and paying touch what orders share, so they have queues of their own.
    """

    _name = "retail.importer.order"
    _inherit = ["retail.importer"]
    _description = "Retail Order Importer"

    @api.model
    def _import(self, items, backend):
        bindings = self._locked(backend, [i.document.external_id for i in items])
        items = self._not_busy(self._newest(items), bindings)
        items = self._known_versions(items, bindings)
        work = self._news(items, bindings, backend)
        batch = self._batch(work, bindings, backend)
        ready = []
        for item, rule, packed in work:
            problem = batch.problem(item.document)
            if problem:
                item.parked(*problem)
            else:
                ready.append((item, rule, packed))
        fresh = [row for row in ready if row[0].document.external_id not in bindings]
        self._create_orders(batch, fresh)
        update = self.env["retail.importer.order.update"]
        for item, rule, packed in ready:
            binding = bindings.get(item.document.external_id)
            if binding:
                update._update(batch, item, rule, packed, binding)
        self._report(backend, ready)
        for stage in {rule.stage for _item, rule, _packed in ready}:
            backend._wake_stage(stage)

    @api.model
    def _batch(self, work, bindings, backend):
        """Return what the documents, and those they replace, have to be looked up."""
        documents = [item.document for item, *_rest in work]
        known = [bindings.get(document.external_id) for document in documents]
        before = [binding._document() for binding in known if binding]
        return OrderBatch(self.env, backend, [*documents, *filter(None, before)])

    # --- which documents are news ---

    @api.model
    def _locked(self, backend, external_ids):
        """Return the bindings that exist; those a stage works on are not locked.

        A row that another transaction holds is left out of ``locked_ids``: its
        document is tried again a little later.
        """
        bindings = self.env["retail.binding.order"]._find(backend, external_ids)
        if bindings:
            ids = tuple(binding.id for binding in bindings.values())
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM retail_binding_order WHERE id IN %s"
                    " ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
                    ids,
                )
            )
            free = {row[0] for row in rows}
            for external_id, binding in list(bindings.items()):
                if binding.id not in free:
                    bindings[external_id] = None
        return bindings

    @api.model
    def _newest(self, items):
        """Return the newest item of each order; the others are superseded."""
        newest = {}
        for item in items:
            other = newest.get(item.document.external_id)
            if other is not None:
                loser = item if item.version < other.version else other
                loser.ignored("superseded", self.env._("A newer one came along."))
                if loser is item:
                    continue
            newest[item.document.external_id] = item
        return list(newest.values())

    @api.model
    def _not_busy(self, items, bindings):
        """Return the items whose order nobody works on; the others come again."""
        free = []
        for item in items:
            if bindings.get(item.document.external_id, False) is None:
                item.later("busy", self.env._("The order is being worked on."))
            else:
                free.append(item)
        return free

    @api.model
    def _news(self, items, bindings, backend):
        """Return (item, rule, stored document) of what has to be written."""
        policy = backend._order_policy()
        work = []
        for item in items:
            document = item.document
            binding = bindings.get(document.external_id)
            rule = order_rule(document, policy)
            if binding and binding.released and rule.cause in RELEASABLE:
                rule = Rule("released", "confirm")
            packed = codec.encode(document)
            if binding and binding.content_hash == fingerprint(packed):
                item.done(binding.record_id, "unchanged")
            elif rule.stage == "ignore":
                item.ignored(rule.cause, rule_message(self.env, rule))
            else:
                work.append((item, rule, packed))
        return work

    # --- create ---

    @api.model
    def _create_orders(self, batch, rows):
        """Create the sale orders and bindings of ``rows``; check their totals."""
        if not rows:
            return
        documents = [item.document for item, _rule, _packed in rows]
        people = self.env["retail.importer.order.people"]._people(batch, documents)
        names = self._names(batch, documents)
        positions = self._fiscal_positions(batch, people)
        orders = self.env["sale.order"].create(
            [
                order_values(batch, document, trio, name, position)
                for document, trio, name, position in zip(
                    documents, people, names, positions, strict=True
                )
            ]
        )
        self._check_totals(
            [(row[0], order) for row, order in zip(rows, orders, strict=True)]
        )
        cancelled = orders.browse()
        bindings = self.env["retail.binding.order"].create(
            [
                {
                    "backend_id": batch.backend.id,
                    "record_id": order.id,
                    "content_hash": fingerprint(packed),
                    "document": packed,
                    "synced_at": self.env.cr.now(),
                    "shipped_before": batch.was_shipped_before(item.document),
                    "stage": rule.stage,
                    "stage_cause": rule.cause or False,
                    "stage_error": rule_message(self.env, rule) or False,
                    **binding_values(batch, item.document, item, rule),
                }
                for (item, rule, packed), order in zip(rows, orders, strict=True)
            ]
        )
        self.env["retail.importer.order.tender"]._sync(
            batch, [(b, d) for b, d in zip(bindings, documents, strict=True)]
        )
        for (item, rule, _packed), order in zip(rows, orders, strict=True):
            if rule.stage == "cancelled":
                cancelled |= order
            item.notes.append(("mapped", rule.name, rule_message(self.env, rule)))
            item.done(order)
        if cancelled:
            cancelled._action_cancel()

    @api.model
    def _names(self, batch, documents):
        """Return a name per order: prefix and the platform's name, unique."""
        prefix = batch.backend.order_prefix or ""
        wanted = [f"{prefix}{document.name}" for document in documents]
        used = set(
            self.env["sale.order"]
            .search([("name", "in", wanted), ("company_id", "=", batch.company.id)])
            .mapped("name")
        )
        names = []
        for document, name in zip(documents, wanted, strict=True):
            if name in used:
                name = f"{name} ({document.external_id.rsplit('/', 1)[-1]})"
            used.add(name)
            names.append(name)
        return names

    @api.model
    def _fiscal_positions(self, batch, people):
        """Return the fiscal position of each order; taxes come from the mapping."""
        fixed = batch.backend.fiscal_position_id
        Position = self.env["account.fiscal.position"]
        if fixed or not Position.search_count(
            [
                *Position._check_company_domain(batch.company),
                ("auto_apply", "=", True),
            ],
            limit=1,
        ):
            return [fixed] * len(people)
        known, positions = {}, []
        for customer, _invoice_to, deliver_to in people:
            key = tuple(
                value
                for contact in (customer, deliver_to)
                for value in (
                    contact.country_id,
                    contact.state_id,
                    contact.zip,
                    contact.vat,
                    contact.property_account_position_id,
                )
            )
            if key not in known:
                known[key] = Position._get_fiscal_position(
                    customer, delivery=deliver_to
                )
            positions.append(known[key])
        return positions

    @api.model
    def _check_totals(self, pairs, deviation=(0, 0)):
        """Raise unless each order's total and tax are the platform's, to the cent.

        :param deviation: by how much a person changed total and tax in Odoo
        """
        problems = []
        for item, order in pairs:
            document = item.document
            for what, ours, theirs, allowed in (
                (self.env._("total"), order.amount_total, document.total, deviation[0]),
                (self.env._("tax"), order.amount_tax, document.total_tax, deviation[1]),
            ):
                found = Decimal(repr(ours)).quantize(CENTS) - allowed
                difference = found - theirs.amount
                if difference:
                    message = self.env._(
                        "The %(what)s would be %(found)s instead of %(expected)s "
                        "(difference %(difference)s).",
                        what=what,
                        found=f"{found.normalize():f}",
                        expected=theirs,
                        difference=f"{difference.normalize():+f}",
                    )
                    problems.append((item, "total_mismatch", message))
                    break
        if problems:
            raise PartlyParked(problems)
