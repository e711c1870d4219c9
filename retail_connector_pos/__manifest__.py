{
    "name": "Retail Connector: Store Tills",
    "summary": "Receipts, shifts and stock of store tills in Odoo's point of sale",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "license": "LGPL-3",
    "author": "Retail Connector contributors",
    "website": "https://retail-connector.example",
    "development_status": "Beta",
    "depends": ["point_of_sale", "retail_connector_base"],
    "external_dependencies": {"python": ["lxml"]},
    "data": [
        "security/ir.model.access.csv",
        "security/retail_pos_rules.xml",
        "data/queue_job_function.xml",
        "data/ir_cron.xml",
    ],
}
