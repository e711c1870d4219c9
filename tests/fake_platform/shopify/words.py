"""Names and rates the demo shops are made of."""

FIRST = (
    "Anna", "Jürgen", "Léa", "Mehmet", "Zoë", "Søren", "Chiara", "Piotr", "Inês",
    "Jean-Luc", "Aoife", "Björn", "Yara", "Noah", "Emilia", "Matteo", "Hannah",
    "Lukas", "Sofia", "Tomás",
)  # fmt: skip
LAST = (
    "Müller", "Schneider", "Weiß", "Dubois", "Öztürk", "O'Brien", "Rossi", "Nowak",
    "García", "Lefèvre", "Jensen", "Köhler", "Fischer", "Bakker", "Svensson",
    "Ferreira", "Novák", "Keller", "Moreau", "Baumgärtner",
)  # fmt: skip
STREETS = (
    "Hauptstraße",
    "Lindenweg",
    "Am Markt",
    "Schillerplatz",
    "Rue de la Paix",
    "Ringstraße",
)
PLACES = {
    "DE": [
        ("10115", "Berlin", None),
        ("80331", "München", None),
        ("50667", "Köln", None),
    ],
    "AT": [("1010", "Wien", None), ("5020", "Salzburg", None)],
    "FR": [("75002", "Paris", None), ("69001", "Lyon", None)],
    "CH": [("8001", "Zürich", None)],
    "US": [("90012", "Los Angeles", "CA"), ("10001", "New York", "NY")],
    "CA": [("H2Y 1C6", "Montréal", "QC"), ("M5H 2N2", "Toronto", "ON")],
    "GB": [("SW1A 1AA", "London", None)],
    "JP": [("100-0001", "Tokyo", "JP-13")],
}
COUNTRIES = {
    "DE": "Germany",
    "AT": "Austria",
    "FR": "France",
    "CH": "Switzerland",
    "US": "United States",
    "CA": "Canada",
    "GB": "United Kingdom",
    "JP": "Japan",
}
COMPANIES = ("Blumen Böhm GmbH", "Atelier Nord", "Café Central KG", "Studio Zwölf")


def rate(title, value, liable=False):
    """Return a tax rate of a line."""
    return {"title": title, "rate": value, "channelLiable": liable}


# taxes by destination: normal and reduced rate; an absent country is an export
TAXES = {
    "DE": ([rate("DE VAT", "0.19")], [rate("DE VAT", "0.07")]),
    "AT": ([rate("AT VAT", "0.2")], [rate("AT VAT", "0.1")]),
    "FR": ([rate("FR VAT", "0.2")], [rate("FR VAT", "0.055")]),
    "GB": ([rate("GB VAT", "0.2")], []),
    "JP": ([rate("JP CT", "0.1")], [rate("JP CT", "0.08")]),
    "US": (
        [
            rate("California State Tax", "0.0725"),
            rate("Los Angeles County Tax", "0.0225"),
        ],
        [rate("California State Tax", "0.0725")],
    ),
    "CA": ([rate("GST", "0.05"), rate("QST", "0.09975")], [rate("GST", "0.05")]),
}
EU = ("DE", "AT", "FR")
PRODUCTS = (
    # title, type, price, cost, first option, second option
    ("Alpine T-Shirt", "Shirts", "24.90", "8.10", "S M L XL", "White Navy"),
    ("Linen Shirt", "Shirts", "59.00", "21.50", "S M L", "Sand Sky"),
    ("Merino Pullover", "Knitwear", "89.95", "34.20", "S M L XL", ""),
    ("Wool Beanie", "Accessories", "19.90", "5.40", "", "Grey Moss Rust"),
    ("Canvas Tote", "Bags", "17.50", "4.80", "", ""),
    ("Leather Belt", "Accessories", "39.00", "12.00", "85cm 95cm 105cm", ""),
    ("Trail Shoe", "Shoes", "119.00", "52.00", "39 40 41 42 43 44", ""),
    ("Rain Jacket", "Outerwear", "149.00", "61.00", "S M L", "Black Yellow"),
    ("Travel Mug", "Home", "22.95", "7.30", "", "Steel Blue"),
    ("Olive Oil 500 ml", "Food", "12.49", "5.20", "", ""),
    ("Mountain Honey", "Food", "8.75", "3.60", "250g 500g", ""),
    ("Notebook A5", "Books", "9.99", "3.10", "Plain Lined Dotted", ""),
    ("City Guide", "Books", "16.00", "7.70", "", ""),
    ("Candle", "Home", "14.33", "4.40", "Cedar Fig Linen", ""),
    ("Poster 50x70", "Home", "27.77", "6.10", "Framed Unframed", ""),
)
SERIES = ("", "Nordic", "Classic", "Studio")
REDUCED = ("Food", "Books")
GATEWAYS = (
    "shopify_payments",
    "shopify_payments",
    "shopify_payments",
    "paypal",
    "Klarna",
)
