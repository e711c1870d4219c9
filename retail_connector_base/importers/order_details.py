"""What an order tells beside its lines: terms, tags, campaign, attributes. No Odoo."""

from datetime import UTC, timedelta

from .order_content import naive

UTM = {
    "source_id": "utm_source",
    "medium_id": "utm_medium",
    "campaign_id": "utm_campaign",
}


def due_dates(document) -> list[dict]:
    """Return the instalments as plain values: amount and due date (text or None).

    Without stated instalments, days count from the order and the total is due.
    """
    terms = document.terms
    if terms is None or not terms.on_account:
        return []
    same = [i for i in terms.instalments if i.amount.currency == document.currency]
    if len(same) == len(terms.instalments) and same:
        return [{"amount": float(i.amount.amount), "due": _day(i.due_at)} for i in same]
    due = max((i.due_at for i in terms.instalments if i.due_at), default=None)
    if due is None and terms.days is not None:
        due = (document.processed_at or document.created_at) + timedelta(terms.days)
    return [{"amount": float(document.total.amount), "due": _day(due)}] if due else []


def _day(moment):
    return moment.astimezone(UTC).date().isoformat() if moment else None


def detail_values(document) -> dict:
    """Return the values of the order binding that people look for."""
    address = document.shipping or document.billing
    return {
        "fulfilment_status": document.fulfilment_status or False,
        "tags": ", ".join(document.tags) or False,
        "country_code": address.country_code.upper() or False,
        "staff": document.staff or (document.place and document.place.staff) or False,
        "attributes": dict(document.attributes) or False,
        "cancel_reason": document.cancel_reason or False,
        "changed_at": naive(document.updated_at),
    }


def term_values(document) -> dict:
    """Return the values of the sale order that say when it is due."""
    parts = due_dates(document)
    days = [part["due"] for part in parts if part["due"]]
    return {
        "retail_terms": document.terms.name if document.terms else False,
        "retail_instalments": parts if len(parts) > 1 else False,
        "retail_due_date": max(days) if days else False,
    }
