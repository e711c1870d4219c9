{
    "name": "Retail Connector: Store Tills",
    "summary": "Foundation for store tills: till receipts and cash sessions in Odoo",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "license": "LGPL-3",
    "author": "Retail Connector contributors",
    "website": "https://retail-connector.example",
    "development_status": "Alpha",
    "depends": ["point_of_sale", "retail_connector_base"],
}
