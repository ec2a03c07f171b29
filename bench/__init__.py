"""How fast the house is, measured against its budgets: ``make bench``.

Django is set up as soon as anything of it is imported, so that every module below imports models where others do.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
django.setup()
