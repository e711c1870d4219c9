"""Customers and postal addresses."""

from . import words


def add_customer(shop, rng, number):
    """Store a customer of the demo shop."""
    country = rng.choice([shop.country] * 5 + ["AT", "FR", "CH"])
    first, last = rng.choice(words.FIRST), rng.choice(words.LAST)
    company = rng.choice(words.COMPANIES) if number % 9 == 8 else None
    home = address(shop, rng, first, last, country, company)
    email = f"customer{number + 1}@example.com" if number % 13 != 12 else None
    return store_customer(
        shop, first, last, email, home, phone=home["phone"] if number % 3 else None
    )


def store_customer(shop, first, last, email=None, home=None, phone=None, **more):
    """Store a customer with one address."""
    return shop.add(
        "Customer",
        {
            "firstName": first,
            "lastName": last,
            "displayName": f"{first} {last}".strip(),
            "email": email,
            "phone": phone,
            "locale": "de",
            "note": None,
            "tags": [],
            "state": "DISABLED",
            "taxExempt": False,
            "taxExemptions": [],
            "verifiedEmail": bool(email),
            "validEmailAddress": bool(email),
            "lifetimeDuration": "about 1 year",
            "productSubscriberStatus": "NEVER_SUBSCRIBED",
            "dataSaleOptOut": False,
            "canDelete": False,
            "defaultAddress": home,
            "_addresses": [home] if home else [],
            "_orders": [],
            **more,
        },
    )


def address(shop, rng, first, last, country, company=None):
    """Return a postal address."""
    zip_code, city, province = rng.choice(words.PLACES[country])
    street = f"{rng.choice(words.STREETS)} {rng.randrange(1, 120)}"
    return {
        "__typename": "MailingAddress",
        "id": shop.new_id("MailingAddress"),
        "firstName": first,
        "lastName": last,
        "name": f"{first} {last}",
        "company": company,
        "address1": street,
        "address2": "2. Stock" if rng.random() < 0.1 else None,
        "zip": zip_code,
        "city": city,
        "province": province,
        "provinceCode": province,
        "country": words.COUNTRIES[country],
        "countryCodeV2": country,
        "countryCode": country,
        "phone": f"+4930{rng.randrange(10**6, 10**7)}" if rng.random() < 0.6 else None,
        "coordinatesValidated": False,
        "formatted": [street, f"{zip_code} {city}", words.COUNTRIES[country]],
        "formattedArea": f"{city}, {words.COUNTRIES[country]}",
    }
