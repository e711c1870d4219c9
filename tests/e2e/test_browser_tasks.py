"""The main task of each screen can be done with the mouse."""

from playwright.sync_api import expect

from .browser import Screen

BUTTONS = ".o_statusbar_buttons"
CURRENT = ".o_arrow_button_current[data-value={}]"


def first_id(odoo, table, condition):
    """Return the lowest id of a table's rows that meet a condition."""
    return odoo.query(f"SELECT min(id) FROM {table} WHERE {condition}")[0][0]


def value(odoo, table, column, row_id):
    """Return one value as it is in the database now."""
    return odoo.query(f"SELECT {column} FROM {table} WHERE id = %s", row_id)[0][0]


def open_form(screen, path, row_id):
    """Open a record's form."""
    screen.open(f"{path}/{row_id}", ready=".o_form_view .o_form_sheet")


def press(screen, name):
    """Press a form's button and wait until the form has been read again."""
    screen.page.locator(f"{BUTTONS} button[name={name}]").click()
    screen.settle()


def choose(screen, field, words):
    """Choose a record by what its name begins with."""
    screen.page.locator(f"div[name={field}] input").fill(words)
    screen.page.locator(".o-autocomplete--dropdown-item", has_text=words).first.click()
    screen.settle()


def test_an_exception_leads_to_where_it_is_resolved(screen):
    screen.open("retail-exceptions", ready=".o_list_view .o_data_row")
    row = screen.page.locator(".o_data_row", has_text="Sun hat, XL").first
    row.locator("button[name=action_open]").click()
    screen.wait(".o_form_view .o_form_sheet")
    assert "Which product is this?" in screen.page.inner_text(".o_form_sheet")


def test_a_parked_message_is_tried_again(screen, seeded):
    event = first_id(seeded, "retail_event", "state = 'parked' AND cause = 'invariant'")
    open_form(screen, "retail-inbox", event)
    assert "Amounts do not add up" in screen.page.inner_text(".o_form_sheet")
    press(screen, "action_retry")
    screen.page.wait_for_selector(CURRENT.format("received"))
    assert value(seeded, "retail_event", "state", event) == "received"
    steps = screen.page.locator(".o_retail_timeline_step").all_inner_texts()
    assert any("Tried again" in step and "Administrator" in step for step in steps)


def test_all_messages_of_a_cause_are_tried_again(screen, seeded):
    parked = "state = 'parked' AND cause = 'party_ambiguous'"
    event = first_id(seeded, "retail_event", parked)
    open_form(screen, "retail-inbox", event)
    press(screen, "action_retry_cause")
    screen.page.wait_for_selector(CURRENT.format("received"))
    assert first_id(seeded, "retail_event", parked) is None


def test_a_payload_is_corrected_and_tried_again(screen, seeded):
    event = first_id(seeded, "retail_event", "state = 'dead'")
    open_form(screen, "retail-inbox", event)
    press(screen, "action_open_edit")
    screen.page.wait_for_selector(".modal .ace_editor")
    screen.page.locator(".modal .ace_content").click()
    screen.page.keyboard.press("Control+a")
    screen.page.keyboard.insert_text('{"id": "5599000102", "price": "9.00"}')
    screen.page.locator(".modal footer button[name=action_apply]").click()
    screen.page.wait_for_selector(CURRENT.format("received"))
    assert value(seeded, "retail_event", "origin", event) == "manual"


def test_a_payload_can_be_searched(screen, seeded):
    event = first_id(seeded, "retail_event", "state = 'done'")
    open_form(screen, "retail-inbox", event)
    screen.page.locator(".o_notebook a[name=payload]").click()
    tree = screen.page.locator(".o_retail_json")
    expect(tree).to_contain_text("currentTotalPriceSet")
    screen.page.locator(".o_retail_payload input[type=search]").fill("sku")
    expect(tree).not_to_contain_text("currentTotalPriceSet")
    expect(tree).to_contain_text("sku")


def test_a_tax_is_created_and_approved(screen, seeded):
    row = first_id(seeded, "retail_mapping_tax", "rate > 0.18")
    open_form(screen, "retail-taxes", row)
    press(screen, "action_create_tax")
    screen.page.wait_for_selector(f"{BUTTONS} button[name=action_approve]")
    press(screen, "action_approve")
    screen.page.wait_for_selector(CURRENT.format("approved"))
    assert value(seeded, "retail_mapping_tax", "state", row) == "approved"


def test_a_product_is_matched_with_its_candidate(screen, seeded):
    row = first_id(seeded, "retail_binding_variant", "mismatch = 'duplicate'")
    open_form(screen, "retail-products", row)
    press(screen, "action_match")
    screen.page.wait_for_selector(CURRENT.format("matched"))
    assert value(seeded, "retail_binding_variant", "record_id", row)


def test_a_missing_product_is_created(screen, seeded):
    row = first_id(seeded, "retail_binding_variant", "mismatch = 'missing'")
    open_form(screen, "retail-products", row)
    press(screen, "action_create_product")
    screen.page.wait_for_selector(CURRENT.format("matched"))
    product = value(seeded, "retail_binding_variant", "record_id", row)
    assert value(seeded, "product_product", "default_code", product) == "HAT-XL"


def test_a_product_is_chosen_by_hand(screen, seeded):
    row = first_id(seeded, "retail_binding_variant", "mismatch = 'blank'")
    open_form(screen, "retail-products", row)
    choose(screen, "record_id", "Gift wrap")
    screen.page.locator(".o_form_button_save").click()
    screen.page.wait_for_selector(CURRENT.format("matched"))
    product = value(seeded, "retail_binding_variant", "record_id", row)
    assert value(seeded, "product_product", "default_code", product) == "GIFT"


def test_a_difference_is_settled(screen, seeded):
    row = first_id(seeded, "retail_discrepancy", "state = 'open'")
    open_form(screen, "retail-discrepancies", row)
    screen.page.locator("div[name=resolution] textarea").fill("Counted again: 12.")
    press(screen, "action_resolve")
    screen.page.wait_for_selector(CURRENT.format("resolved"))
    told = value(seeded, "retail_discrepancy", "resolution", row)
    assert told == "Counted again: 12."


def test_a_flow_is_paused_and_goes_on(screen, seeded):
    row = first_id(seeded, "retail_flow", "code = 'stock_out'")
    open_form(screen, "retail-flows", row)
    press(screen, "action_pause")
    screen.page.wait_for_selector(".o_form_sheet .ribbon:visible")
    assert value(seeded, "retail_flow", "paused", row)
    press(screen, "action_resume")
    screen.page.wait_for_selector(f"{BUTTONS} button[name=action_pause]")
    assert not value(seeded, "retail_flow", "paused", row)


def test_a_quarantine_is_released_after_a_question(screen, seeded):
    row = first_id(seeded, "retail_backend", "state = 'quarantined'")
    open_form(screen, "retail-backends", row)
    assert "In quarantine" in screen.page.inner_text(".o_form_view")
    press(screen, "action_release_quarantine")
    screen.page.locator(".modal footer .btn-primary").click()
    screen.page.wait_for_selector(CURRENT.format("draft"))
    assert value(seeded, "retail_backend", "state", row) == "draft"


def test_a_held_order_is_released(screen, seeded):
    row = first_id(seeded, "retail_binding_order", "stage = 'held'")
    open_form(screen, "retail-orders", row)
    press(screen, "action_release")
    screen.page.locator(".modal footer .btn-primary").click()
    screen.page.wait_for_selector(CURRENT.format("confirm"))
    assert value(seeded, "retail_binding_order", "released", row)


def test_an_order_is_found_by_the_id_the_shop_gave_it(screen, seeded):
    [(external, name)] = seeded.query(
        "SELECT b.external_id, s.name FROM retail_binding_order b "
        "JOIN sale_order s ON s.id = b.record_id ORDER BY b.id LIMIT 1"
    )
    found = seeded.call(
        "sale.order", "search_read", [("retail_external_id", "=", external)], ["name"]
    )
    assert [order["name"] for order in found] == [name]
    screen.open(f"sales/{found[0]['id']}", ready=".o_form_view .o_form_sheet")
    screen.page.locator("button[name=action_open_retail_bindings]").click()
    screen.wait(".o_list_view .o_data_row, .o_form_view .o_form_sheet")
    assert name in screen.page.inner_text(".o_action_manager")


def test_a_viewer_sees_but_does_not_act(chrome, seeded):
    [(group,)] = seeded.query(
        "SELECT res_id FROM ir_model_data WHERE module = 'retail_connector_base' "
        "AND name = 'group_viewer'"
    )
    seeded.call(
        "res.users",
        "create",
        {
            "name": "Vera Viewer",
            "login": "vera",
            "password": "vera-vera-vera",
            "group_ids": [(6, 0, [group])],
        },
    )
    event = first_id(seeded, "retail_event", "state = 'done'")
    backend = first_id(seeded, "retail_backend", "state = 'live'")
    secret = ("vera", "vera-vera-vera")
    with Screen(chrome, seeded.url, None, *secret) as screen:
        screen.open("retail", ready=".o_retail_overview_body")
        open_form(screen, "retail-inbox", event)
        assert screen.page.locator(f"{BUTTONS} button").count() == 0
        open_form(screen, "retail-backends", backend)
        assert screen.page.locator("div[name=credential_ids]").count() == 0
        assert screen.page.locator("div[name=webhook_url]").count() == 0
        screen.check("as a viewer")
