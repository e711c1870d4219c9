"""Let tests without a database import the addons' pure parts without Odoo's models.

With pytest-odoo (`--odoo-database`) Odoo loads the addons itself. Without it, importing
`odoo.addons.retail_connector_base.canonical` would first run the addon's `__init__`,
which defines every model. Here each addon is a bare package in which Python finds the
same subpackages.
"""

import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure(config):
    """Put bare packages in the addons' place unless Odoo loads them."""
    if not config.pluginmanager.has_plugin("odoo"):
        expose_addons()


def expose_addons():
    """Let the addons' pure packages be imported without running the addons."""
    import odoo.addons

    for manifest in sorted(ROOT.glob("retail_connector_*/__manifest__.py")):
        name = f"odoo.addons.{manifest.parent.name}"
        if name not in sys.modules:
            package = types.ModuleType(name)
            package.__path__ = [str(manifest.parent)]
            sys.modules[name] = package
            setattr(odoo.addons, manifest.parent.name, package)
