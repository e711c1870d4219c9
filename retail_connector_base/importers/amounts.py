"""Carry a platform's amounts into Odoo's tax engine, to the cent. No Odoo.

Odoo computes a line from price, discount and taxes, and rounds by the company's
setting. The platform did the same with other roundings, so the line carries the
platform's amounts beside the price (``extra_tax_data``), and Odoo shows, invoices
and books exactly those as long as nobody edits the line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..canonical import minor_units

PERCENT = Decimal("0.01")  # Odoo keeps a discount with two decimals


@dataclass(frozen=True)
class LineAmounts:
    """A line as Odoo shows it, and the exact amounts it stands for.

    :param price_unit: what the customer saw for one unit
    :param discount: percentage, rounded, for the eye
    :param net: amount without any tax
    :param taxes: amount per Odoo tax id
    """

    quantity: Decimal
    price_unit: Decimal
    discount: Decimal
    net: Decimal
    taxes: Mapping[int, Decimal]

    @property
    def gross(self) -> Decimal:
        """Return the amount with all taxes."""
        return self.net + sum(self.taxes.values(), Decimal(0))


def line_amounts(line, prices_include_tax: bool, tax_ids) -> LineAmounts:
    """Return the amounts of a canonical order line.

    :param tax_ids: Odoo tax id of each of ``line.taxes``, in order; taxes that map
        to the same Odoo tax are added up
    """
    taxes: dict[int, Decimal] = {}
    for tax_id, tax in zip(tax_ids, line.taxes, strict=True):
        taxes[tax_id] = taxes.get(tax_id, Decimal(0)) + tax.amount.amount
    full = line.unit_price.amount * line.quantity
    discount = Decimal(0)
    if full:
        discount = (line.discount.amount * 100 / full).quantize(PERCENT, ROUND_HALF_UP)
    return LineAmounts(
        quantity=line.quantity,
        price_unit=line.unit_price.amount,
        discount=discount,
        net=line.net(prices_include_tax).amount,
        taxes=taxes,
    )


def in_company_currency(amount: Decimal, rate: Decimal, currency: str) -> Decimal:
    """Return ``amount`` divided by ``rate``, rounded to the currency's unit."""
    unit = Decimal(1).scaleb(-minor_units(currency))
    return (amount / rate).quantize(unit, ROUND_HALF_UP)


def extra_tax_data(amounts: LineAmounts, currency_id: int, company=None) -> dict:
    """Return the ``extra_tax_data`` value of an Odoo line.

    :param company: (currency code, rate) to give the amounts in the company's
        currency too; without it Odoo converts and rounds them itself
    """
    data = {
        "currency_id": currency_id,
        "price_unit": float(amounts.price_unit),
        "discount": float(amounts.discount),
        "quantity": float(amounts.quantity),
        "manual_total_excluded_currency": float(amounts.net),
        # A line without tax needs an entry too, or Odoo ignores the manual total.
        "manual_tax_amounts": {"0": {}},
    }
    for tax_id, tax in amounts.taxes.items():
        data["manual_tax_amounts"][str(tax_id)] = {
            "base_amount_currency": float(amounts.net),
            "tax_amount_currency": float(tax),
        }
    if company is not None:
        _add_company_amounts(data, amounts, *company)
    return data


def _add_company_amounts(data, amounts, currency, rate):
    data["rate"] = float(rate)
    net = float(in_company_currency(amounts.net, rate, currency))
    data["manual_total_excluded"] = net
    for tax_id, tax in amounts.taxes.items():
        data["manual_tax_amounts"][str(tax_id)].update(
            base_amount=net,
            tax_amount=float(in_company_currency(tax, rate, currency)),
        )


def share(amounts: LineAmounts, before: Decimal, quantity: Decimal, currency: str):
    """Return the part of a line that ``quantity`` units are, after ``before`` units.

    Parts are differences of rounded running totals, so the parts of a line always
    add up to the line, in whatever steps it is invoiced.
    """
    unit = Decimal(1).scaleb(-minor_units(currency))

    def part(amount):
        def running(units):
            if units == amounts.quantity:
                return amount
            return (amount * units / amounts.quantity).quantize(unit, ROUND_HALF_UP)

        return running(before + quantity) - running(before)

    return LineAmounts(
        quantity=quantity,
        price_unit=amounts.price_unit,
        discount=amounts.discount,
        net=part(amounts.net),
        taxes={tax_id: part(tax) for tax_id, tax in amounts.taxes.items()},
    )


def amounts_of(data: Mapping) -> LineAmounts:
    """Return the amounts that an ``extra_tax_data`` value carries."""
    return LineAmounts(
        quantity=_decimal(data["quantity"]),
        price_unit=_decimal(data["price_unit"]),
        discount=_decimal(data["discount"]),
        net=_decimal(data["manual_total_excluded_currency"]),
        taxes={
            int(tax_id): _decimal(tax["tax_amount_currency"])
            for tax_id, tax in data["manual_tax_amounts"].items()
            if tax
        },
    )


def _decimal(number) -> Decimal:
    # repr of a float is its shortest exact text: 25.1, not 25.100000000000001421
    return Decimal(repr(float(number)))
