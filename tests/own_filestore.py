"""A file store of its own for each process that runs Odoo tests, like its database.

Odoo deletes after each test class what the process's database does not know. All
processes of pytest-odoo, each with a copy of the database, have one store: each
would delete files that another has just written.
"""

import shutil
from pathlib import Path
from unittest.mock import patch

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_filestore(load_registry):
    """Let Odoo keep files in a copy of the store that was there at the start."""
    from odoo.tests.common import get_db_name
    from odoo.tools import config

    shared = Path(config.filestore(get_db_name()))
    own = shared.with_name(get_db_name())
    if own == shared:
        yield
        return
    shutil.rmtree(own, ignore_errors=True)
    if shared.is_dir():
        shutil.copytree(shared, own)
    with patch.object(config, "filestore", return_value=str(own)):
        yield
    shutil.rmtree(own, ignore_errors=True)
