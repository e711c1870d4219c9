"""A month of a demo retailer, through the connector's importers to every ledger.

``python -m tests.month.run`` runs it whole; the Odoo tests run a small one.
"""
