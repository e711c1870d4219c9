"""Every screen opens, on a desk and on a phone, and shows what is there."""

import pytest

from .browser import DESKTOP, PHONE, Screen

MENUS = """
    WITH RECURSIVE tree AS (
        SELECT menu.* FROM ir_ui_menu menu JOIN ir_model_data data
          ON data.model = 'ir.ui.menu' AND data.res_id = menu.id
       WHERE data.module = 'retail_connector_base' AND data.name = 'menu_retail_root'
       UNION ALL
      SELECT child.* FROM ir_ui_menu child JOIN tree ON child.parent_id = tree.id
    )
    SELECT action.path FROM tree JOIN ir_actions action
        ON action.id = split_part(tree.action, ',', 2)::int
     WHERE action.path IS NOT NULL ORDER BY 1
"""
VIEWS = """
    SELECT path, view_mode FROM ir_act_window
     WHERE path LIKE 'retail-%' ORDER BY path
"""
OVERVIEW = ".o_retail_overview_body"
MOST = 15  # menus there are at least, or the query is wrong


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_every_menu_opens(chrome, seeded, size):
    paths = [path for (path,) in seeded.query(MENUS)]
    assert len(paths) >= MOST
    with Screen(chrome, seeded.url, size) as screen:
        for path in paths:
            screen.open(path)
            screen.check(path)
    assert not seeded.errors()


def test_every_view_of_every_list_opens(screen, seeded):
    switch = ".o_cp_switch_buttons button.o_switch_view.o_{}"
    for path, modes in seeded.query(VIEWS):
        screen.open(path)
        for mode in modes.split(","):
            if mode == "form" or "," not in modes.replace(",form", ""):
                continue
            screen.click(switch.format(mode))
            screen.wait(f".o_{mode}_view")
            screen.check(f"{path} as {mode}")


def test_nothing_is_wider_than_a_phone(chrome, seeded):
    with Screen(chrome, seeded.url, PHONE) as screen:
        screen.open("retail", ready=OVERVIEW)
        wide = screen.page.evaluate(
            "() => document.querySelector('.o_retail_overview_content').scrollWidth"
        )
        assert wide <= PHONE["width"]


def test_overview_counts_what_is_there(screen, seeded):
    screen.open("retail", ready=OVERVIEW)
    shown = {
        figure.get_attribute("data-key"): figure.locator(
            ".o_retail_figure_value"
        ).inner_text()
        for figure in screen.page.locator(".o_retail_figure").all()
    }
    [(orders,)] = seeded.query("SELECT count(*) FROM retail_binding_order")
    [(waiting,)] = seeded.query(
        "SELECT count(*) FROM retail_event WHERE state IN ('received', 'failed')"
    )
    assert shown["orders"] == str(orders)
    assert shown["inbox"] == str(waiting)
    [(backends,)] = seeded.query("SELECT count(*) FROM retail_backend WHERE active")
    assert screen.page.locator(".o_retail_backend").count() == backends
    chart = screen.page.locator(".o_retail_chart canvas").first
    assert chart.bounding_box()["height"] > 200


def test_a_figure_opens_its_list(screen):
    screen.open("retail", ready=OVERVIEW)
    figure = screen.page.locator(".o_retail_figure[data-key=exceptions]")
    wanted = figure.locator(".o_retail_figure_value").inner_text()
    figure.click()
    screen.wait(".o_list_view .o_data_row")
    assert screen.page.locator(".o_pager_limit").inner_text() == wanted


def test_a_cause_opens_what_it_counts(screen):
    screen.open("retail", ready=OVERVIEW)
    cause = screen.page.locator(".o_retail_cause").first
    wanted = cause.locator("span.fw-bold").inner_text()
    cause.click()
    screen.wait(".o_list_view .o_data_row")
    assert screen.page.locator(".o_list_view .o_data_row").count() == int(wanted)
