from . import monitor
from . import oauth
from . import webhook
