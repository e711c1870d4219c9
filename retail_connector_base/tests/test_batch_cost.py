"""What a longer page costs more: customers, companies, refunds, shipments.

Nothing of ours is asked for or written one by one. What Odoo itself does for each
contact that is created below another, or is put there, is named below.
"""

from dataclasses import replace

from odoo.tests import tagged

from ..canonical import (
    Address,
    Company,
    CompanyContact,
    CompanyLocation,
    FulfilmentState,
)
from .goods_common import GoodsCase
from .refund_common import RefundCase

FEW, MANY = 5, 30
MORE = MANY - FEW
SPREAD = 15  # statements that caches and chunks make a difference of
CHILD = 3  # Odoo's statements for an address created below a contact
JOINED = 7  # Odoo's statements for a contact that is put below a company
STREET = Address(
    name="Buyer", street="1 Long Lane", city="Boston", zip="02108", country_code="US"
)


class BatchCost:
    """Measure what the import of a page costs, after the caches are filled."""

    def assert_flat(self, kind, documents, odoo=0):
        """Import ``documents(prefix, count)``; more of them cost what is Odoo's own."""
        costs = []
        for prefix, count in (("warm", FEW), ("few", FEW), ("many", MANY)):
            page = documents(prefix, count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            items = self._import(*page, kind=kind)
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
            self.assertEqual(
                {item.outcome.state for item in items}, {"done"}, items[0].outcome
            )
        self.assertLessEqual(costs[2] - costs[1], odoo + SPREAD, costs)


@tagged("post_install", "-at_install", "retail")
class TestBatchCost(BatchCost, RefundCase):
    """What is told of people and money."""

    def test_customers(self):
        def customers(prefix, count):
            return [
                replace(
                    self.party(f"{prefix}{n}", f"{prefix} {n}", f"{prefix}{n}@x.com"),
                    addresses=(STREET,),
                )
                for n in range(count)
            ]

        self.assert_flat("party", customers, CHILD * MORE)

    def test_companies(self):
        def companies(prefix, count):
            return [
                Company(
                    f"{prefix}{n}",
                    name=f"{prefix} {n} Ltd",
                    locations=(
                        CompanyLocation(f"l{prefix}{n}", "Office", shipping=STREET),
                    ),
                    contacts=(
                        CompanyContact(
                            f"c{prefix}{n}",
                            name=f"Person {prefix} {n}",
                            email=f"p{prefix}{n}@x.com",
                        ),
                    ),
                )
                for n in range(count)
            ]

        self.assert_flat("company", companies, (CHILD + JOINED) * MORE)

    def test_refunds(self):
        orders = {
            prefix: [
                self.order(
                    f"{prefix}{n}",
                    [self.line("l1", 10, 2)],
                    customer=self.party(f"c{n}", f"Buyer {n}", f"b{n}@example.com"),
                )
                for n in range(count)
            ]
            for prefix, count in (("warm", FEW), ("few", FEW), ("many", MANY))
        }
        self._account(*(order for page in orders.values() for order in page))

        def refunds(prefix, count):
            ids = [order.external_id for order in orders[prefix][:count]]
            return [
                self.refunds(self.refund(self.part(amount=10), order=key), order=key)
                for key in ids
            ]

        self.assert_flat("refund", refunds)


@tagged("post_install", "-at_install", "retail")
class TestBatchCostOfGoods(BatchCost, GoodsCase):
    """What is told of goods."""

    def test_shipments(self):
        pages = {
            prefix: [f"{prefix}{n}" for n in range(count)]
            for prefix, count in (("warm", FEW), ("few", FEW), ("many", MANY))
        }
        self._import(
            *(
                self.order(number, lines=[self.line("l1", 10, 1)])
                for page in pages.values()
                for number in page
            )
        )
        self.backend._job_confirm()

        def states(prefix, count):
            return [
                FulfilmentState(
                    number,
                    work=(self.work(number=f"w{number}", l1=(1, 0)),),
                    parcels=(
                        replace(
                            self.parcel(number=f"p{number}", l1=1), order_id=number
                        ),
                    ),
                    updated_at=self.later(1),
                )
                for number in pages[prefix][:count]
            ]

        self.assert_flat("fulfilment", states)
