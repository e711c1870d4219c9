"""POSLog XML, 2.x and 6.0, to batches of the store feed. Pure.

The two differ in where they name the store (``RetailStoreID``, ``BusinessUnit/UnitID``)
and every vendor adds elements of its own, so elements are found by their local name
and what is not known is left alone. POSLog knows no epoch: there is one.
"""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from odoo.addons.retail_connector_base.canonical import Money, allocate
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .batch import FeedBatch, take_apart
from .poslog_xml import amount, child, flag, number, parse, path, stamp, text

NAMESPACE = UUID("d3f0a2f5-3f4e-5a0c-8a75-9a0b6d5c7e11")
MOST = 500  # records of one batch
EPOCH = 1
CONTROLS = {"PaidIn": "paid_in", "PaidOut": "paid_out"}
VOIDED = ("Canceled", "Cancelled", "Voided", "Suspended")
POST_VOIDED = ("PostVoided", "PostVoid")
TENDERS = {"Cash": "cash", "CreditDebit": "card", "GiftCard": "gift card"}


def read(raw: bytes, now: datetime) -> list[FeedBatch]:
    """Return one batch per register in a POSLog; raise RejectedDocument."""
    root = parse(raw)
    registers = {}
    for element in root.iter("{*}Transaction"):
        store = text(element, "RetailStoreID") or path(
            element, "BusinessUnit", "UnitID"
        )
        register = text(element, "WorkstationID")
        if not store or not register:
            raise RejectedDocument("missing", "Transaction.WorkstationID", "poslog")
        registers.setdefault((store, register), []).append(element)
    if not registers:
        raise RejectedDocument("no transactions", "POSLog", "poslog")
    batches = []
    for (store, register), elements in registers.items():
        try:
            records = [_record(element, store, register) for element in elements]
        except ArithmeticError:
            raise RejectedDocument("an amount is no number", code="poslog") from None
        for start in range(0, len(records), MOST):
            part = records[start : start + MOST]
            batches.append(take_apart(_envelope(store, register, part, now), now))
    return batches


def _envelope(store, register, records, now):
    last = max((record.get("sequence") or 0) for record in records)
    return {
        "feed_version": "1.0",
        "store_id": store,
        "register_id": register,
        "epoch": EPOCH,
        "batch_id": str(uuid5(NAMESPACE, f"{store}/{register}/{last}")),
        "sent_at": now.isoformat(),
        "register_state": {"last_sequence": last, "queued": 0, "software": "POSLog"},
        "transactions": records,
    }


def _record(element, store, register):
    sequence = number(element, "SequenceNumber")
    begin, end = stamp(element, "BeginDateTime"), stamp(element, "EndDateTime")
    day = text(element, "BusinessDayDate")[:10]
    record = {
        "id": str(uuid5(NAMESPACE, f"{store}/{register}/{day}/{sequence}")),
        "sequence": sequence,
        "kind": "control",
        "business_date": day,
        "ended_at": end or begin,
    }
    for name, value in (
        ("began_at", begin),
        ("operator", text(element, "OperatorID")),
        ("receipt_number", text(element, "ReceiptNumber")),
        ("currency", text(element, "CurrencyCode")),
    ):
        if value:
            record[name] = value
    if flag(element, "TrainingModeFlag"):
        record["training"] = True
    retail = child(element, "RetailTransaction")
    control = child(element, "TenderControlTransaction")
    if flag(element, "CancelFlag"):
        record["kind"] = "void"
    elif retail is not None:
        _retail(record, retail)
    elif control is not None:
        _tender_control(record, control)
    elif child(element, "ControlTransaction", "NoSale") is not None:
        record["kind"] = "no_sale"
    return record


def _tender_control(record, control):
    """Take over cash paid in or out; other controls only use up their number."""
    for name, kind in CONTROLS.items():
        found = child(control, name)
        if found is not None:
            record["kind"] = kind
            record["amount"] = str(abs(Decimal(amount(found, "Amount") or "0")))
            record["reason"] = text(found, "Reason") or name


def _retail(record, retail):
    status = retail.get("TransactionStatus") or text(retail, "TransactionStatus")
    if status in VOIDED:
        record["kind"] = "void"
        return
    link = child(retail, "TransactionLink")
    if status in POST_VOIDED and link is not None:
        record.update(kind="post_void", voids=_link(link))
        return
    record["kind"] = "sale"
    lines, tenders, loose_taxes = [], [], []
    for item in retail.findall("{*}LineItem"):
        if flag(item, "CancelFlag") or flag(item, "VoidFlag"):
            continue
        place = number(item, "SequenceNumber")
        for name, sign in (("Sale", 1), ("Return", -1)):
            sold = child(item, name)
            if sold is not None:
                lines.append(_line(place or len(lines) + 1, sold, sign))
        if (tender := child(item, "Tender")) is not None:
            tenders.append(_tender(place or len(tenders) + 1, tender))
        if (tax := child(item, "Tax")) is not None:
            loose_taxes.append(_tax(tax, 1))
    _spread(loose_taxes, lines, record.get("currency") or "USD")
    taxes = sum(
        (Decimal(tax["amount"]) for line in lines for tax in line["taxes"]), Decimal(0)
    )
    net = sum((Decimal(line["net"]) for line in lines), Decimal(0))
    record.update(
        lines=lines,
        tenders=tenders,
        prices_include_tax=any(line.pop("_included") for line in lines),
        total=str(_total(retail, net + taxes)),
        tax_total=str(taxes),
    )


def _total(retail, computed):
    """Return the total the till states; the lines' own if it states none."""
    for total in retail.findall("{*}Total"):
        if total.get("TotalType") == "TransactionGrandAmount" and total.text:
            return Decimal(total.text.strip())
    return computed


def _line(place, sold, sign):
    quantity = Decimal(text(sold, "Quantity") or "1")
    taxes = [_tax(tax, sign) for tax in sold.findall("{*}Tax")]
    included = any(
        flag(base, "TaxIncludedInTaxableAmountFlag")
        for base in sold.iter("{*}TaxableAmount")
    )
    extended = abs(Decimal(amount(sold, "ExtendedAmount") or "0")) * sign
    if included:
        extended -= sum((Decimal(tax["amount"]) for tax in taxes), Decimal(0))
    price = amount(sold, "ActualSalesUnitPrice") or amount(
        sold, "RegularSalesUnitPrice"
    )
    line = {
        "line": place,
        "type": "item",
        "quantity": str(abs(quantity) * sign),
        "unit_price": price or str(abs(extended)),
        "net": str(extended),
        "taxes": taxes,
        "_included": included,
    }
    sku = text(sold, "ItemID")
    barcode = path(sold, "POSIdentity", "POSItemID")
    for name, value in (
        ("sku", sku),
        ("barcode", barcode),
        ("name", text(sold, "Description")),
    ):
        if value:
            line[name] = value[:80]
    gross = Decimal(line["net"]) + (
        sum((Decimal(t["amount"]) for t in taxes), Decimal(0)) if included else 0
    )
    discount = Decimal(line["unit_price"]) * Decimal(line["quantity"]) - gross
    if abs(discount) >= Decimal("0.01"):
        line["discounts"] = [{"title": "POSLog", "amount": f"{discount:.2f}"}]
    if sign < 0:
        link = child(sold, "TransactionLink")
        returned = {"receipt": _link(link)} if link is not None else {}
        reason = text(sold, "Reason")
        line["returns"] = {**returned, **({"reason": reason} if reason else {})}
    return line


def _tax(tax, sign):
    code = text(tax, "TaxRuleID") or text(tax, "TaxGroupID") or tax.get("TaxType")
    return {
        "code": (code or "Tax")[:40],
        "rate": text(tax, "Percent") or "0",
        "amount": str(abs(Decimal(amount(tax, "Amount") or "0")) * sign),
    }


def _spread(taxes, lines, currency):
    """Give each line its share of taxes that are stated for the whole receipt."""
    for tax in taxes:
        shares = allocate(
            Money(Decimal(tax["amount"]), currency),
            [Decimal(line["net"]) for line in lines],
        )
        for line, share in zip(lines, shares, strict=True):
            if share:
                line["taxes"].append({**tax, "amount": str(share.amount)})


def _tender(place, tender):
    kind = tender.get("TenderType") or text(tender, "TenderID")
    paid = Decimal(amount(tender, "Amount") or "0")
    if tender.get("TypeCode") == "Refund":
        paid = -abs(paid)
    record = {
        "tender": place,
        "type": (TENDERS.get(kind, kind) or "other")[:40],
        "amount": str(paid),
    }
    change = child(tender, "TenderChange")
    if change is not None:
        record["change"] = str(abs(Decimal(amount(change, "Amount") or "0")))
    reference = path(tender, "Authorization", "ReferenceNumber")
    if reference:
        record["reference"] = reference[:120]
    return record


def _link(link):
    key = {
        "store_id": text(link, "RetailStoreID") or path(link, "BusinessUnit", "UnitID"),
        "register_id": text(link, "WorkstationID"),
        "epoch": EPOCH,
        "sequence": number(link, "SequenceNumber"),
    }
    line = number(link, "LineItemSequenceNumber")
    return {**key, **({"line": line} if line else {})}
