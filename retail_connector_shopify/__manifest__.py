{
    "name": "Retail Connector: Shopify",
    "summary": "Orders, customers and products from Shopify, stock to Shopify",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "license": "LGPL-3",
    "author": "Retail Connector contributors",
    "website": "https://retail-connector.example",
    "development_status": "Alpha",
    "depends": ["retail_connector_base"],
    "external_dependencies": {"python": ["requests", "ShopifyAPI"]},
    "data": ["views/retail_backend_views.xml"],
}
