{
    "name": "Retail Connector: bare route to compare with",
    "summary": "For the benchmarks only: never install it anywhere else",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "Retail Connector contributors",
    "website": "https://retail-connector.example",
    "development_status": "Alpha",
    "depends": ["retail_connector_base"],
    "data": [],
    "installable": True,
}
