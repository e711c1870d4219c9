"""The text of odoo.conf."""

import re

# Each running job keeps one HTTP worker busy, so there are two more than jobs:
# pages and webhooks are answered while the channels are full.
JOBS = 2
WORKERS = JOBS + 2
# Confirming reserves stock and accounting numbers entries: each one at a time.
CHANNELS = f"root:{JOBS},root.retail:{JOBS},root.retail.confirm:1,root.retail.account:1"


def common(tree, state, server, data_dir):
    """Return the options that every Odoo of this installation shares."""
    options = {
        "addons_path": ",".join(str(path) for path in (*tree.addons_paths, state.repo)),
        "bin_path": state.home / "bin",  # wkhtmltopdf, when it is not on PATH
        "data_dir": data_dir,
        "db_host": server.host or False,
        "db_port": server.port,
        "db_user": server.user,
        "db_password": server.password or False,
        "server_wide_modules": "base,rpc,web,queue_job",
        "list_db": False,
        "with_demo": False,
        "max_cron_threads": 1,
    }
    return options


def for_server(options, database, http_port, websocket_port, master_password):
    """Return the options of the server that people open in a browser."""
    return {
        **options,
        "admin_passwd": master_password,
        "db_name": database,
        "dbfilter": f"^{re.escape(database)}$",
        "http_interface": "127.0.0.1",
        "http_port": http_port,
        "gevent_port": websocket_port,
        "proxy_mode": True,
        "workers": WORKERS,
        "db_maxconn": 16,  # per process; the embedded cluster serves 150
        # A backfill is longer than a page: jobs run in HTTP workers
        "limit_time_cpu": 1200,
        "limit_time_real": 2400,
    }


def render(options, sections=None):
    """Return the text of an odoo.conf."""
    blocks = {"options": options, **(sections or {})}
    lines = []
    for section, values in blocks.items():
        lines.append(f"[{section}]")
        for key, value in values.items():
            text = str(value)
            if "\n" in text:
                raise ValueError(f"{key} holds a line break")
            lines.append(f"{key} = {text}".rstrip())
        lines.append("")
    return "\n".join(lines)
