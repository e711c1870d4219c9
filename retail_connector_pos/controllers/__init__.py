from . import store_feed
