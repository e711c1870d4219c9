"""The numbers of imported receipts: each is used once."""

from odoo import api, models

from odoo.addons.retail_connector_base.importers.importer import PartlyParked

from ..models.retail_pos_number import Number


class RetailImporterReceiptNumber(models.AbstractModel):
    """Note the numbers of receipts that did not pass the numbers' gate on arrival."""

    _name = "retail.importer.receipt.number"
    _description = "Retail Receipt Numbers"

    @api.model
    def _groups(self, batch, items):
        """Return (register, epoch) -> items with a number that proves something."""
        groups = {}
        for item in items:
            receipt = item.document
            register, place = batch.register(receipt), receipt.place
            if register.numbered and place.sequence:
                epoch = place.epoch or register.epoch
                groups.setdefault((register, epoch), []).append(item)
        return groups

    @api.model
    def _claim(self, batch, items):
        """Park receipts whose number another receipt has."""
        Number_ = self.env["retail.pos.number"]
        problems = []
        for (register, epoch), mine in self._groups(batch, items).items():
            known = Number_._digests(
                register, epoch, [item.document.place.sequence for item in mine]
            )
            owners = {
                sequence: owner for (sequence, _rev), (_d, owner) in known.items()
            }
            fresh = []
            for item in mine:
                receipt, sequence = item.document, item.document.place.sequence
                owner = owners.setdefault(sequence, receipt.external_id)
                if owner != receipt.external_id:
                    problems.append((item, "number_conflict", self._sentence(item)))
                elif (sequence, receipt.place.revision) not in known:
                    fresh.append(
                        Number(
                            sequence,
                            receipt.place.revision,
                            receipt.external_id,
                            None,
                            "",
                        )
                    )
            if fresh and not problems:
                Number_._insert(register, epoch, fresh)
                if epoch == register.epoch:
                    register._recount()
        if problems:
            raise PartlyParked(problems)

    @api.model
    def _sentence(self, item):
        return self.env._(
            "Another receipt of the register has number %s already.",
            item.document.place.sequence,
        )

    @api.model
    def _settle(self, batch, items):
        """Say that the numbers are booked.

        The register's own row is left alone: the till's next request holds it.
        """
        for (register, epoch), mine in self._groups(batch, items).items():
            self.env["retail.pos.number"]._mark(
                register,
                epoch,
                [item.document.place.sequence for item in mine],
                "booked",
            )
