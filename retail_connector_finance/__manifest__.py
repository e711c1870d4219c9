{
    "name": "Retail Connector: Finance",
    "summary": "Foundation for finance: journal batches and settlements to the ledger",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Retail Connector contributors",
    "website": "https://retail-connector.example",
    "development_status": "Alpha",
    "depends": ["account", "retail_connector_base"],
}
