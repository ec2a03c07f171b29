"""The site as a WSGI application, for gunicorn and its kind."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")

application = get_wsgi_application()

# What is loaded by now stays for good: searching it for cycles again and again costs a page a twentieth of a second.
gc.collect()
gc.freeze()
