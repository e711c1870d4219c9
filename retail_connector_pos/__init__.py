from . import platforms
from . import models
from . import importers
from . import controllers
from . import wizards
