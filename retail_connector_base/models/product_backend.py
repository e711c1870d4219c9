"""What a connection decides about products, and the jobs that send them."""

from odoo import api, fields, models

from ..exporters.product_parts import GROUPS

QUEUE = "plan:product"
OWNERS = [("odoo", "Odoo"), ("shop", "The shop"), ("nobody", "Nobody")]
BUSY = 5  # seconds until a product that is being sent is looked at again
RULES = {f"own_{group}" for group in GROUPS} | {
    "on_archive", "translate_lang_ids", "send_cost",
}  # fmt: skip


def _owner(group):
    """Return the field that says who owns a group of fields."""
    return fields.Selection(
        OWNERS,
        GROUPS[group],
        required=True,
        default="odoo",
        help="Odoo: sent to the shop. The shop: read into Odoo. Nobody: each side "
        "keeps its own.",
    )


class RetailBackend(models.Model):
    """Own the content of products group by group, plan and preview what is sent."""

    _inherit = "retail.backend"

    own_text = _owner("text")
    own_seo = _owner("seo")
    own_tags = _owner("tags")
    own_status = _owner("status")
    own_variants = _owner("variants")
    own_tax = _owner("tax")
    own_media = _owner("media")
    own_metafields = _owner("metafields")
    own_collections = _owner("collections")
    own_publications = _owner("publications")
    own_translations = _owner("translations")
    has_products = fields.Boolean(compute="_compute_has_products")
    auto_list = fields.Boolean(
        "Offer new products",
        help="Every saleable product of the company is offered in this shop.",
    )
    listing_status = fields.Selection(
        [("active", "Active"), ("draft", "Draft")],
        "New products are",
        required=True,
        default="active",
    )
    listing_vendor = fields.Char(
        "Vendor", help="Written into products that are offered from now on."
    )
    publication_ids = fields.Many2many(
        "retail.publication",
        string="Publish new products on",
        check_company=True,
        domain="[('backend_id', '=', id)]",
    )
    translate_lang_ids = fields.Many2many(
        "res.lang",
        string="Translations into",
        help="Languages of the shop beside its main one.",
    )
    send_cost = fields.Boolean("Send cost", default=True)
    on_archive = fields.Selection(
        [
            ("archived", "Archive it in the shop"),
            ("draft", "Make it a draft in the shop"),
            ("delete", "Delete it in the shop"),
            ("keep", "Leave it in the shop"),
        ],
        "Products not sold any more",
        required=True,
        default="archived",
        help="What happens in the shop when a product is archived or deleted in Odoo, "
        "or no longer offered.",
    )
    on_gone = fields.Selection(
        [
            ("unlist", "Do not offer it any more"),
            ("again", "Create it again"),
            ("archive", "Archive the product in Odoo"),
        ],
        "Products deleted in the shop",
        required=True,
        default="unlist",
    )
    listing_ids = fields.One2many("retail.listing", "backend_id")

    @api.depends("platform")
    def _compute_has_products(self):
        for backend in self:
            adapter = backend._adapter_class()
            backend.has_products = bool(adapter) and "product" in adapter.pushes

    def write(self, vals):
        """Other rules are news for every product."""
        result = super().write(vals)
        if not RULES.isdisjoint(vals) or vals.get("state") == "live":
            for backend in self:
                self.env["retail.product.dirty"].sudo()._backend(backend)
        if "translate_lang_ids" in vals:
            mine = [("backend_id", "in", self.ids)]
            self.env["retail.collection"].sudo().search(mine)._changed()
        return result

    def _owned(self, owner="odoo"):
        """Return the groups of fields that ``owner`` owns."""
        self.ensure_one()
        return {group for group in GROUPS if self[f"own_{group}"] == owner}

    def _sends(self, kind):
        """Return whether facts of a kind are planned for this shop now."""
        self.ensure_one()
        flows = self.sudo().flow_ids.filtered(lambda f: f.code == f"{kind}_out")
        return self.state == "live" and self.active and not all(flows.mapped("paused"))

    def _adapter_options(self):
        """Let the adapter read pictures to upload, and texts in other languages."""
        return {
            **super()._adapter_options(),
            "read_file": self._read_file,
            "locales": sorted(self.sudo()._locales()),
        }

    def _locales(self):
        """Return the code of each language beside the main one -> its language."""
        self.ensure_one()
        return {
            lang.iso_code.replace("_", "-"): lang for lang in self.translate_lang_ids
        }

    def _main_lang(self):
        """Return a shop's main language: the one its jobs run in, whoever looks."""
        return self.sudo().user_id.lang or "en_US"

    def _read_file(self, reference):
        """Return (mimetype, content) of a picture that a product refers to."""
        file = self.env["ir.attachment"].sudo().browse(int(reference)).exists()
        return (file.mimetype, file.raw) if file else None

    # --- jobs ---

    def _wake_products(self):
        """Have the planning look at what changed, where products are sent."""
        for backend in self:
            if backend._sends("product"):
                flow = backend.sudo().flow_ids.filtered(
                    lambda f: f.code == "product_out"
                )
                backend._wake(QUEUE, delay=flow.delay_seconds or 0)

    def _job_plan_product(self):
        """Turn the marks that wait into changes for the shop."""
        self.ensure_one()
        if not self._sends("product"):
            return "not sending"
        if not self.env["retail.lane"]._lock(self, QUEUE):
            return "another job plans"
        backend = self.sudo().with_company(self.company_id)
        if backend.auto_list:
            backend._list_new_products()
        plan = backend.env["retail.exporter.product"]._plan(backend)
        self._wake_rest(QUEUE)
        if plan.busy:
            self._wake(QUEUE, delay=BUSY)
        return f"{plan.looked} products, {len(plan.rows)} changes"

    def _job_plan_collection(self):
        """Turn changed collections into facts for the shop."""
        self.ensure_one()
        if not self._sends("collection"):
            return "not sending"
        if not self.env["retail.lane"]._lock(self, "plan:collection"):
            return "another job plans"
        backend = self.sudo().with_company(self.company_id)
        return f"{backend.env['retail.exporter.collection']._plan(backend)} changes"

    def _list_new_products(self, limit=1000):
        """Offer saleable products that are not offered yet."""
        templates = self.env["product.template"].search(
            [
                ("sale_ok", "=", True),
                ("company_id", "in", [False, self.company_id.id]),
                ("id", "not in", self._service_templates().ids),
                ("retail_listing_ids", "not any", [("backend_id", "=", self.id)]),
            ],
            limit=limit,
        )
        self.env["retail.listing"]._offer(self, templates)
        self.env.cr.precommit.run()

    def _service_templates(self):
        """Return the products that stand for shipping, tips and so on."""
        names = [name for name in self._fields if name.endswith("_product_id")]
        products = self.env["product.product"]
        for name in names:
            if self._fields[name].comodel_name == "product.product":
                products |= self[name]
        return products.product_tmpl_id

    def _due_in(self, queue, index):
        """Say whether the planning of products has work left."""
        if queue == QUEUE:
            return 0 if self.env["retail.product.dirty"].sudo()._waiting(self) else None
        return super()._due_in(queue, index)

    def _wake_all(self):
        """Wake the planning too, where its wake-up was lost."""
        result = super()._wake_all()
        for backend in self:
            if self.env["retail.product.dirty"].sudo()._waiting(backend):
                backend._wake_products()
        return result

    def _wake_media(self):
        """Have the pictures downloaded that are marked."""
        self.ensure_one()
        self._enqueue(
            "_job_fetch_media",
            identity="media",
            priority=20,
            description=self.env._("%s: download pictures", self.sudo().name),
        )

    def _job_fetch_media(self):
        """Download the next pictures of the shop."""
        self.ensure_one()
        if not self._is_working():
            return
        importer = self.env["retail.importer.media"].sudo()
        if self._speak(lambda adapter: importer._fetch(self.sudo(), adapter)):
            self._wake_media()

    def _job_adopt(self, adoption_id):
        """Read the next products of a shop that is to be adopted."""
        self.ensure_one()
        adoption = self.env["retail.adoption"].sudo().browse(adoption_id).exists()
        if adoption.state != "reading" or not self._is_working():
            return
        if self._speak(adoption._read) is False:
            adoption._enqueue_next()

    # --- buttons ---

    def action_adopt(self):
        """Open a new report of the shop's products."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Adopt products"),
            "res_model": "retail.adoption",
            "views": [(False, "form")],
            "context": {"default_backend_id": self.id},
        }

    def action_product_preview(self):
        """Show what the next planning would send."""
        self.ensure_one()
        return self._product_preview()

    def _product_preview(self, listings=None):
        self.ensure_one()
        preview = self.env["retail.product.preview"].create(
            {
                "backend_id": self.id,
                "listing_ids": [(6, 0, listings.ids if listings else [])],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview products"),
            "res_model": preview._name,
            "res_id": preview.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_listings(self):
        """Open the products offered in this shop."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Products in the shop"),
            "res_model": "retail.listing",
            "views": [(False, "list"), (False, "form")],
            "domain": [("backend_id", "=", self.id)],
            "context": {"default_backend_id": self.id},
        }
