"""Import the same baskets in several ways and print what each cost."""

import uuid

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

from odoo.addons.retail_connector_base.importers.item import Item

from .meter import measured
from .pos_store import Bench


def run(args, contenders):
    """Run the contenders one after the other and print a table."""
    registry = Registry(config["db_name"][0])
    with registry.cursor() as cr:
        env = api.Environment(
            cr, SUPERUSER_ID, {"lang": "en_US", "tracking_disable": True}
        )
        env.company.point_of_sale_update_stock_quantities = "real"
        names = [*contenders, *(["many"] if args.many else [])]
        bench = Bench(env, args.products, names)
        env.cr.commit()
        print(
            f"{'contender':14} {'part':8} {'n':>6} {'n/s':>8} {'CPU s':>8} {'SQL/n':>8}"
        )
        if "ours" in contenders:
            ours(env, bench, "ours", args.receipts, args.batch)
        if "sync_closing" in contenders:
            theirs(env, bench, "sync_closing", args.receipts, args.batch)
        if "sync_real" in contenders:
            theirs(env, bench, "sync_real", args.real, args.batch)
        if args.many:
            ours(env, bench, "many", args.many, args.batch)


def report(name, part, count, cost):
    """Print one line."""
    print(
        f"{name:14} {part:8} {count:6} {count / cost.wall:8.1f} {cost.cpu:8.2f} "
        f"{cost.queries / count:8.1f}   ({cost.wall:.1f} s)",
        flush=True,
    )


def ours(env, bench, name, count, batch):
    """Import receipts in batches with all checks, goods moving; close."""
    receipts = [
        bench.receipt(name, number, basket)
        for number, basket in enumerate(bench.baskets(count), start=1)
    ]
    importer = env["retail.importer.receipt"]
    with measured(env) as cost:
        for start in range(0, count, batch):
            items = [
                Item(receipt, version=receipt.updated_at.isoformat())
                for receipt in receipts[start : start + batch]
            ]
            importer._import_or_bisect(items, bench.backend)
            assert {item.outcome.state for item in items} == {"done"}, items[0].outcome
            env.cr.commit()
            env.invalidate_all()
    report(name, "import", count, cost)
    item = Item(bench.closing(name, receipts))
    env["retail.importer.session"]._import_or_bisect([item], bench.backend)
    shift = env["retail.pos.shift"].search(
        [("register_id", "=", bench.registers[name].id)]
    )
    env.cr.commit()
    env.invalidate_all()
    with measured(env) as cost:
        bench.backend._job_close_shift(shift.id)
    assert shift.state == "closed", shift.problem
    report(name, "close", count, cost)


def theirs(env, bench, name, count, batch):
    """Import the same baskets by ``sync_from_ui``; close."""
    real = name == "sync_real"
    env.company.point_of_sale_update_stock_quantities = "real" if real else "closing"
    register = bench.registers[name]
    config_ = register.config_id
    register.config_id = False  # a plain point of sale
    card = env["retail.mapping.tender"].search(
        [("backend_id", "=", bench.backend.id), ("gateway", "=", "card")]
    )
    method = card._pos_method(bench.registers.get("ours", register))
    config_.payment_method_ids |= method
    session = env["pos.session"].create({"config_id": config_.id, "user_id": env.uid})
    session.set_opening_control(0, "")
    env.cr.commit()
    data = [
        order_data(bench, session, number, basket, method)
        for number, basket in enumerate(bench.baskets(count), start=1)
    ]
    with measured(env) as cost:
        for start in range(0, count, batch):
            env["pos.order"].sync_from_ui(data[start : start + batch])
            env.cr.commit()
            env.invalidate_all()
    report(name, "import", count, cost)
    with measured(env) as cost:
        session.post_closing_cash_details(session.cash_register_balance_end)
        session.close_session_from_ui()
    report(name, "close", count, cost)


def order_data(bench, session, number, basket, card):
    """Return a basket as Odoo's own till sends it."""
    receipt = bench.receipt("x", number, basket)
    cash = session.payment_method_ids.filtered("is_cash_count")[:1]
    lines, by_card = basket
    return {
        "access_token": "",
        "amount_paid": float(receipt.total.amount),
        "amount_return": 0,
        "amount_tax": float(receipt.total_tax.amount),
        "amount_total": float(receipt.total.amount),
        "date_order": fields.Datetime.to_string(fields.Datetime.now()),
        "fiscal_position_id": False,
        "pricelist_id": False,
        "name": f"Order {session.id}-{number}",
        "lines": [
            (
                0,
                0,
                {
                    "discount": 0,
                    "price_unit": float(line.unit_price.amount),
                    "product_id": bench.products[index].id,
                    "price_subtotal": float(line.subtotal.amount),
                    "price_subtotal_incl": float(line.gross(False).amount),
                    "qty": quantity,
                    "tax_ids": [(6, 0, bench.tax.ids)],
                    "uuid": str(uuid.uuid4()),
                },
            )
            for line, (index, quantity) in zip(receipt.lines, lines, strict=True)
        ],
        "partner_id": False,
        "session_id": session.id,
        "sequence_number": number,
        "payment_ids": [
            (
                0,
                0,
                {
                    "amount": float(receipt.total.amount),
                    "name": fields.Datetime.now(),
                    "payment_method_id": (card if by_card else cash).id,
                },
            )
        ],
        "uuid": str(uuid.uuid4()),
        "user_id": bench.env.uid,
        "to_invoice": False,
        "state": "paid",
    }
