"""POSLog XML of other tills, as records of the feed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.platforms import RejectedDocument
from odoo.addons.retail_connector_pos.platforms.store_feed import (
    StoreFeedAdapter,
    files,
    poslog,
)

NOW = datetime(2026, 11, 9, 17, 5, tzinfo=UTC)

POSLOG2 = b"""<?xml version="1.0"?>
<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/">
  <Transaction CancelFlag="false">
    <RetailStoreID>S1</RetailStoreID><WorkstationID>1</WorkstationID>
    <SequenceNumber>11</SequenceNumber>
    <BusinessDayDate>2026-11-09</BusinessDayDate>
    <BeginDateTime>2026-11-09T17:00:00</BeginDateTime>
    <EndDateTime>2026-11-09T17:01:00</EndDateTime>
    <OperatorID>Kim</OperatorID><CurrencyCode>USD</CurrencyCode>
    <RetailTransaction TransactionStatus="Totaled">
      <LineItem><SequenceNumber>1</SequenceNumber>
        <Sale><ItemID>MUG</ItemID><Description>Mug</Description>
          <ActualSalesUnitPrice>10.00</ActualSalesUnitPrice>
          <ExtendedAmount>19.00</ExtendedAmount><Quantity>2</Quantity></Sale>
      </LineItem>
      <LineItem><SequenceNumber>2</SequenceNumber>
        <Sale><ItemID>TEE</ItemID><ActualSalesUnitPrice>1.00</ActualSalesUnitPrice>
          <ExtendedAmount>1.00</ExtendedAmount><Quantity>1</Quantity></Sale>
      </LineItem>
      <LineItem><SequenceNumber>3</SequenceNumber>
        <Tax TaxType="Sales"><TaxRuleID>Sales tax</TaxRuleID>
          <TaxableAmount>20.00</TaxableAmount><Amount>1.60</Amount>
          <Percent>8</Percent></Tax></LineItem>
      <LineItem><SequenceNumber>4</SequenceNumber>
        <Tender TenderType="Cash"><Amount>30.00</Amount>
          <TenderChange><Amount>8.40</Amount></TenderChange></Tender></LineItem>
      <Total TotalType="TransactionGrandAmount">21.60</Total>
    </RetailTransaction>
  </Transaction>
  <Transaction>
    <RetailStoreID>S1</RetailStoreID><WorkstationID>1</WorkstationID>
    <SequenceNumber>12</SequenceNumber>
    <BusinessDayDate>2026-11-09</BusinessDayDate>
    <EndDateTime>2026-11-09T17:02:00</EndDateTime><CurrencyCode>USD</CurrencyCode>
    <ControlTransaction><NoSale/></ControlTransaction>
  </Transaction>
</POSLog>"""

POSLOG6 = b"""<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/">
  <Transaction>
    <BusinessUnit><UnitID>S2</UnitID></BusinessUnit>
    <WorkstationID>7</WorkstationID><SequenceNumber>3</SequenceNumber>
    <BusinessDayDate>2026-11-09</BusinessDayDate>
    <EndDateTime>2026-11-10T02:01:00+01:00</EndDateTime>
    <CurrencyCode>EUR</CurrencyCode>
    <RetailTransaction>
      <LineItem><SequenceNumber>1</SequenceNumber>
        <Return><POSIdentity><POSItemID>4006381333931</POSItemID></POSIdentity>
          <ActualSalesUnitPrice>11.90</ActualSalesUnitPrice>
          <ExtendedAmount>11.90</ExtendedAmount><Quantity>1</Quantity>
          <Tax><TaxGroupID>VAT</TaxGroupID>
            <TaxableAmount TaxIncludedInTaxableAmountFlag="true">11.90</TaxableAmount>
            <Amount>1.90</Amount><Percent>19</Percent></Tax>
          <Reason>defect</Reason>
          <TransactionLink><BusinessUnit><UnitID>S1</UnitID></BusinessUnit>
            <WorkstationID>1</WorkstationID><SequenceNumber>11</SequenceNumber>
            <LineItemSequenceNumber>1</LineItemSequenceNumber></TransactionLink>
        </Return></LineItem>
      <LineItem><SequenceNumber>2</SequenceNumber>
        <Tender TenderType="CreditDebit" TypeCode="Refund"><Amount>11.90</Amount>
          <Authorization><ReferenceNumber>A-9</ReferenceNumber></Authorization>
        </Tender></LineItem>
      <Total TotalType="TransactionGrandAmount">-11.90</Total>
    </RetailTransaction>
  </Transaction>
</POSLog>"""


def test_poslog_2_becomes_a_sale_with_the_tax_split():
    (taken,) = poslog.read(POSLOG2, NOW)
    assert not taken.rejected
    assert [r.kind for r in taken.records] == ["receipt", ""]
    sale = StoreFeedAdapter({}).parse("receipt", taken.records[0].payload)
    assert (sale.total.amount, sale.total_tax.amount) == (
        Decimal("21.60"),
        Decimal("1.60"),
    )
    assert [line.tax.amount for line in sale.lines] == [
        Decimal("1.52"),
        Decimal("0.08"),
    ]
    assert sale.lines[0].discount.amount == Decimal("1.00")
    assert sale.place.staff == "Kim"


def test_poslog_6_becomes_a_linked_return():
    (taken,) = poslog.read(POSLOG6, NOW)
    assert (taken.store_id, taken.register_id) == ("S2", "7")
    back = StoreFeedAdapter({}).parse("receipt", taken.records[0].payload)
    (line,) = back.lines
    assert back.prices_include_tax
    assert (line.quantity, line.subtotal.amount) == (Decimal(-1), Decimal("-11.90"))
    assert line.origin.receipt_id == "S1/1/1/11"
    assert line.reason == "defect"
    assert back.tenders[0].reference == "A-9"
    assert back.place.business_date == date(2026, 11, 9)


@pytest.mark.parametrize(
    "raw",
    [
        b"no xml",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><POSLog>&e;</POSLog>',
        b"<POSLog/>",
        b"<POSLog><Transaction/></POSLog>",
        POSLOG2.replace(b"<ExtendedAmount>19.00", b"<ExtendedAmount>many"),
    ],
)
def test_xml_that_is_none_is_refused(raw):
    with pytest.raises(RejectedDocument):
        files.read("x.xml", raw, NOW)
