"""The guided start: what is mapped, booked, matched and looked at before going live."""

from odoo import models
from odoo.tools.misc import format_datetime

from .retail_guide import Step

COUNTED = 5000  # products up to which the first sync is counted on opening the guide


class RetailBackend(models.Model):
    """Judge the steps about masters and mappings, and do what they offer."""

    _inherit = "retail.backend"

    def _guide_locations(self):
        places = self.location_ids.filtered(lambda place: not place.managed_elsewhere)
        mapped = places.filtered("record_id")
        wanted = places.filtered(lambda place: place.active and place.push_stock)
        left = wanted - mapped
        if not places:
            state, message = "optional", self.env._("The platform named no location.")
        elif not mapped:
            state = "todo"
            message = self.env._("No location is mapped: no stock would be sent.")
        elif left:
            state = "todo"
            message = self.env._(
                "Map, or switch off: %s.", ", ".join(left.mapped("external_name"))
            )
        else:
            state, message = "done", self.env._("Every location is decided.")
        actions = [(self.env._("Locations"), "action_open_locations", not left)]
        if left:
            suggest = self.env._("Suggest by name")
            actions.insert(0, (suggest, "action_suggest_locations", True))
        facts = (
            (self.env._("Locations"), len(places)),
            (self.env._("Mapped"), len(mapped)),
        )
        title = self.env._("Map locations")
        return Step("locations", title, state, message, facts, tuple(actions))

    def _guide_taxes(self):
        return self._guide_mapping(
            "taxes", self.env._("Map taxes"), "retail.mapping.tax", "action_open_taxes"
        )

    def _guide_tenders(self):
        return self._guide_mapping(
            "tenders",
            self.env._("Map payment methods"),
            "retail.mapping.tender",
            "action_open_tenders",
        )

    def _guide_mapping(self, code, title, model, opener, extra=()):
        """Return the step of a kind of mapping: suggestions wait for approval."""
        counts = dict(
            self.env[model]._read_group(
                [("backend_id", "=", self.id)], ["state"], ["__count"]
            )
        )
        waiting, approved = counts.get("suggested", 0), counts.get("approved", 0)
        parked = self.env[model]._waiting_per_backend(self).get(self.id, 0)
        if waiting:
            state = "todo"
            message = self.env._("Suggestions that wait for approval: %s", waiting)
        elif approved:
            state, message = "done", self.env._("All that was met is approved.")
        else:
            state = "optional"
            message = self.env._(
                "None was met yet. The first documents that name one suggest it, and "
                "wait until it is approved."
            )
        facts = [
            (self.env._("Approved"), approved),
            (self.env._("To approve"), waiting),
        ]
        if parked:
            facts.append((self.env._("Documents that wait"), parked))
        actions = ((self.env._("Open"), opener, bool(waiting)), *extra)
        return Step(code, title, state, message, tuple(facts), actions)

    def _guide_accounting(self):
        lacking = self._guide_accounting_lacks()
        label = dict(
            self._fields["accounting_policy"]._description_selection(self.env)
        )[self.accounting_policy]
        message = (
            self.env._("Choose: %s.", ", ".join(lacking))
            if lacking
            else self.env._("Books %s.", label.lower())
        )
        products = self.env._("Products for special lines are created on going live.")
        return Step(
            "accounting",
            self.env._("Decide how it is booked"),
            "todo" if lacking else "done",
            message if self.shipping_product_id else f"{message} {products}",
            (
                (self.env._("Accounting"), label),
                (self.env._("Sells from"), self.sale_warehouse_id.name or "-"),
            ),
            ((self.env._("Policies"), "action_open_form", bool(lacking)),),
        )

    def _guide_accounting_lacks(self):
        """Return the labels of what the chosen policy needs and has not."""
        needed = ["sale_warehouse_id"]
        if self.accounting_policy == "summary":
            needed += ["summary_journal_id", "summary_partner_id"]
        return [
            self._fields[name]._description_string(self.env)
            for name in needed
            if not self[name]
        ]

    def _guide_catalogue(self):
        report = self.env["retail.adoption"].search(
            [("backend_id", "=", self.id)], limit=1
        )
        matched = self.env["retail.binding.variant"].search_count(
            [("backend_id", "=", self.id), ("record_id", "!=", False)]
        )
        facts = [(self.env._("Matched products"), matched)]
        actions = [(self.env._("Report"), "action_open_adoption", False)]
        if report.state in ("report", "done"):
            facts += [
                (self.env._("Variants there"), report.variant_count),
                (self.env._("Not in Odoo"), report.missing_count),
                (self.env._("Duplicate"), report.duplicate_count),
                (self.env._("Without SKU"), report.blank_count),
            ]
        if report.state == "reading":
            state, message = "todo", self.env._("The products are being read.")
        elif report.state == "report":
            state = "todo"
            message = self.env._(
                "The report is ready: %s are still to be decided. Apply it.",
                report.open_count,
            )
            actions = [(self.env._("Decide"), "action_open_adoption", True)]
        elif matched or report.state == "done":
            state, message = "done", self.env._("The catalogue is matched.")
        else:
            state = "todo"
            message = self.env._(
                "Read what the platform sells and match it by SKU and barcode. Nothing "
                "is written but a report."
            )
        if state == "todo" and report.state not in ("reading", "report"):
            read = self.env._("Read and match")
            actions.insert(0, (read, "action_read_catalogue", True))
        title = self.env._("Match the catalogue")
        return Step("catalogue", title, state, message, tuple(facts), tuple(actions))

    def _guide_preview(self):
        """The first sync, in numbers: looked at, not decided, so never missing."""
        facts = tuple(self._guide_first_sync()) if self.last_check_at else ()
        actions = tuple(self._guide_previews())
        return Step(
            "preview",
            self.env._("Preview the first sync"),
            "optional" if self.state in ("draft", "connected") else "done",
            self.env._("What would be sent now. Nothing is written to see it."),
            facts,
            actions,
        )

    def _guide_first_sync(self):
        """Return (label, value) of what the first sync would send."""
        self.ensure_one()
        backend, facts = self.sudo(), []
        products = self.env["retail.binding.variant"].search_count(
            [("backend_id", "=", self.id), ("record_id", "!=", False)]
        )
        if products > COUNTED:
            return [(self.env._("Products, see the previews"), products)]
        pushes = self._adapter_class().pushes
        if "stock" in pushes:
            rows = self.env["retail.exporter.stock"].sudo()._preview(backend)
            sent = [row for row in rows if row["action"] == "send"]
            units = sum(
                abs(row["target_qty"] - (row["remote_qty"] or 0)) for row in sent
            )
            facts += [
                (self.env._("Stock levels to change"), len(sent)),
                (self.env._("Units moved by that"), units),
                (
                    self.env._("Levels to read first"),
                    sum(row["action"] == "read" for row in rows),
                ),
            ]
        if "price" in pushes and backend.pricelist_id:
            lines = self.env["retail.exporter.price"].sudo()._preview(backend)
            sent = [line for line in lines if line.action == "send" and line.wanted]
            moved = sum(
                abs(line.wanted.amount - (line.shop_price or 0)) for line in sent
            )
            held = sum(line.action == "hold" for line in lines)
            facts += [
                (self.env._("Prices to change"), len(sent)),
                (
                    self.env._("Sum of the price changes"),
                    f"{moved} {self.currency_id.name or ''}".strip(),
                ),
                (self.env._("Prices to approve"), held),
            ]
        if "order" in self._adapter_class().kinds:
            since = self.pull_since and format_datetime(self.env, self.pull_since)
            facts.append(
                (self.env._("Orders are read from"), since or self.env._("going live"))
            )
        return facts

    def _guide_previews(self):
        """Return (label, method, main) of the previews there are."""
        pushes = self._adapter_class().pushes
        offers = (
            ("stock", self.env._("Stock"), "action_stock_preview"),
            ("price", self.env._("Prices"), "action_price_preview"),
            ("product", self.env._("Products"), "action_product_preview"),
        )
        return [
            (label, method, False) for kind, label, method in offers if kind in pushes
        ]

    # --- buttons ---

    def action_open_flows(self):
        """Open the flows of this connection."""
        return self._open("action_retail_flow")

    def action_open_locations(self):
        """Open the locations of this connection."""
        return self._open("action_retail_binding_location")

    def action_suggest_locations(self):
        """Map locations to stock locations or warehouses of the same name."""
        self.ensure_one()
        self.check_access("write")
        company = [("company_id", "=", self.company_id.id)]
        warehouses = self.env["stock.warehouse"].search(company)
        names = {w.name.casefold(): w.lot_stock_id for w in warehouses}
        codes = {w.code.casefold(): w.lot_stock_id for w in warehouses}
        places = self.location_ids.filtered(
            lambda place: not place.record_id and not place.managed_elsewhere
        )
        found = 0
        for place in places:
            name = (place.external_name or "").casefold()
            location = names.get(name) or codes.get(name)
            if not location and len(places) == len(warehouses) == 1:
                location = warehouses.lot_stock_id  # there is nothing to choose
            if location:
                place.record_id = location
                found += 1
        if found:
            return self._notify(self.env._("%s locations were mapped.", found), "info")
        return self.action_open_locations()

    def action_read_catalogue(self):
        """Read the platform's products into a report."""
        self.ensure_one()
        adoption = self.env["retail.adoption"].create({"backend_id": self.id})
        adoption.action_read()
        return adoption._open_form()

    def action_open_adoption(self):
        """Open the last report about the catalogue, or the list to make one."""
        self.ensure_one()
        report = self.env["retail.adoption"].search(
            [("backend_id", "=", self.id)], limit=1
        )
        return report._open_form() if report else self._open("action_retail_adoption")


class RetailAdoption(models.Model):
    """Be opened from the guided start."""

    _inherit = "retail.adoption"

    def _open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
