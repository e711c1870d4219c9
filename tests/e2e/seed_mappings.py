"""Taxes, payment and shipping methods of a shop, some of them approved."""

TAXES = (
    ("VAT", 0.19, "DE", True, False),
    ("VAT", 0.07, "DE", True, False),
    ("CA State Tax", 0.0725, "US", False, False),
    ("Marketplace tax", 0.0625, "US", False, True),
)
KNOWN_RATES, APPROVED_RATES = (0.07, 0.0725), (0.07,)


def add_mappings(month):
    """Add taxes, payment and shipping methods to approve."""
    env, backend = month.env, month.backend
    for title, rate, country, included, liable in TAXES:
        mapping = env["retail.mapping.tax"].create(
            {
                "backend_id": backend.id,
                "title": title,
                "rate": rate,
                "country_code": country,
                "prices_include_tax": included,
                "channel_liable": liable,
            }
        )
        if rate in KNOWN_RATES:
            mapping.action_create_tax()  # stands for the suggestion of a tax
        if rate in APPROVED_RATES:
            mapping.action_approve()
    journal = env["account.journal"].search(
        [("type", "=", "general"), ("company_id", "=", month.company.id)], limit=1
    )
    for gateway, method in (("card_payments", ""), ("paypal", ""), ("klarna", "")):
        env["retail.mapping.tender"].create(
            {
                "backend_id": backend.id,
                "gateway": gateway,
                "method": method,
                "journal_id": journal.id,
            }
        )
    for title, code in (("Standard", "std"), ("Express", "exp")):
        env["retail.mapping.shipping"].create(
            {"backend_id": backend.id, "title": title, "code": code}
        )
