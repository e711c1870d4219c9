from . import canonical, platforms
from . import models
from . import importers, exporters
from . import controllers, wizards
