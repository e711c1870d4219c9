"""Each area's screens show what is there: lists, forms, pages and previews."""

ROWS = ", ".join(
    f".o_list_view .{row}"
    for row in ("o_data_row", "o_group_header", "o_view_nocontent")
)
SHEET = ".o_form_view .o_form_sheet"
# path of a list, words that must be on it
LISTS = (
    ("retail-refunds", ("To Account", "Credit note differs from the refund")),
    ("retail-awaiting", ("Money on its way", "Chargeback")),
    ("retail-returns", ("Too small", "Requested", "Closed")),
    ("retail-return-reasons", ("Back to stock", "Scrap", "To Approve")),
    ("retail-shipments", ("DHL Express", "To Decide", "1Z999AA10123")),
    ("retail-fulfilment-orders", ("Main warehouse", "Pickup in store")),
    ("retail-carriers", ("Deutsche Post (DE)",)),
    ("retail-edits", ("Changed after the delivery",)),
    ("retail-orders-to-import", ("Bruno Costa", "wholesale")),
    ("retail-prices", ("To approve", "Price falls by more than allowed")),
    ("retail-price-lists", ("Hotel Adler", "Wholesale")),
    ("retail-customers", ("Web shop Europe",)),
    ("retail-companies", ("C-1044",)),
    ("retail-listings", ("Cannot be sent", "Two variants have the same options")),
    ("retail-collections", ("Our favourites",)),
    ("retail-adoptions", ("Web shop Europe",)),
    ("retail-settlements", ("card_payments", "Booked", "P-4100")),
    ("retail-settlement-lines", ("Sale",)),
    ("retail-open-payments", ("card_payments",)),
    ("retail-disputes", ("Needs Response",)),
    ("retail-gift-cards", ("7K2M", "Store Credit")),
    ("retail-gift-card-moves", ("Issued", "Paid With")),
    ("retail-exceptions", ("Price", "Denim jacket")),
)
# model, table, which one, page to open, words that must be on it
FORMS = (
    ("retail-refunds", "retail_binding_refund", "stage = 'parked'", "", "gave back"),
    (
        "retail-returns",
        "retail_binding_return",
        "status = 'open'",
        "",
        "Too small",
    ),
    ("retail-shipments", "retail_binding_picking", "state = 'conflict'", "", "UPS"),
    (
        "retail-fulfilment-orders",
        "retail_binding_fulfilment_order",
        "status = 'on_hold'",
        "",
        "Address is incomplete",
    ),
    ("retail-edits", "retail_order_version", "state = 'waiting'", "", "In Odoo now"),
    ("retail-orders-to-import", "retail_staged_order", "risk = 'high'", "", "Goran"),
    ("retail-prices", "retail_price_level", "state = 'hold'", "", "Approve"),
    ("retail-price-lists", "retail_binding_price_list", "TRUE", "", "Hotel Adler"),
    ("retail-companies", "retail_binding_company", "TRUE", "", "Reception"),
    ("retail-listings", "retail_listing", "state = 'blocked'", "", "same options"),
    ("retail-collections", "retail_collection", "smart", "", "summer"),
    ("retail-adoptions", "retail_adoption", "TRUE", "", "Not in Odoo"),
    ("retail-settlements", "retail_settlement", "state = 'parked'", "", "loyalty_fee"),
    ("retail-disputes", "retail_dispute", "status <> 'lost'", "", "Needs Response"),
    ("retail-gift-cards", "retail_gift_card", "difference <> 0", "", "ZX80"),
    (
        "m-stock.picking",
        "stock_picking",
        "id IN (SELECT record_id FROM retail_binding_picking)",
        "",
        "Hold",
    ),
    (
        "m-product.template",
        "product_template",
        "id IN (SELECT template_id FROM retail_listing WHERE state = 'sent')",
        "retail_channels",
        "Online Store",
    ),
    (
        "m-account.move",
        "account_move",
        "move_type = 'out_refund' AND state = 'posted'",
        "",
        "Refund in the shop",
    ),
)
PREVIEWS = ("action_price_preview", "action_product_preview", "action_stock_preview")


def keep(screen, tmp_path, name):
    """Keep a picture for whoever wants to look, and fail on an error."""
    screen.shoot(tmp_path / f"{name}.png")
    screen.check(name)


def test_lists_show_what_is_there(screen, tmp_path):
    missing = {}
    for path, words in LISTS:
        screen.open(path, ready=ROWS)
        text = screen.page.inner_text(".o_action_manager")
        keep(screen, tmp_path, path)
        if lost := [word for word in words if word not in text]:
            missing[path] = lost
    assert not missing


def test_forms_show_what_is_there(screen, seeded, tmp_path):
    missing = {}
    for path, table, condition, page, words in FORMS:
        [(row,)] = seeded.query(f"SELECT min(id) FROM {table} WHERE {condition}")
        screen.open(f"{path}/{row}", ready=SHEET)
        if page:
            screen.page.locator(f".o_notebook a[name={page}]").click()
            screen.settle()
        keep(screen, tmp_path, f"form-{path}")
        if words not in screen.page.inner_text(".o_action_manager"):
            missing[path] = words
    assert not missing


def test_previews_of_a_shop_open(screen, seeded, tmp_path):
    [(backend,)] = seeded.query("SELECT min(id) FROM retail_backend")
    for action in PREVIEWS:
        screen.open(f"retail-backends/{backend}", ready=SHEET)
        for tab in screen.page.locator(".o_notebook_headers a").all():
            tab.click()
            screen.settle()
            button = screen.page.locator(f"button[name={action}]")
            if button.count() and button.first.is_visible():
                break
        button.first.click()
        screen.wait(".modal .o_form_view")
        assert "In agreement" in screen.page.inner_text(".modal")
        keep(screen, tmp_path, action)


def test_a_settlement_file_can_be_chosen(screen, seeded, tmp_path):
    [(action,)] = seeded.query(
        "SELECT res_id FROM ir_model_data WHERE name = 'action_retail_settlement_file'"
    )
    screen.open(f"action-{action}", ready=".o_form_view")
    assert "Written Like" in screen.page.inner_text(".o_form_view")
    keep(screen, tmp_path, "settlement-file")


def test_a_line_of_a_settlement_is_booked_where_a_person_says(screen, seeded, tmp_path):
    [(parked,)] = seeded.query(
        "SELECT min(id) FROM retail_settlement WHERE state = 'parked'"
    )
    screen.open(f"retail-settlements/{parked}", ready=SHEET)
    row = screen.page.locator("tr.o_data_row", has_text="Not Known")
    row.locator("button[name=action_open_book]").click()
    screen.wait(".modal .o_form_view")
    text = screen.page.inner_text(".modal")
    assert "Book there" in text
    assert "loyalty_fee" in text
    keep(screen, tmp_path, "settlement-book")
