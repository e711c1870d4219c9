from . import platforms
from . import models
from . import wizards
