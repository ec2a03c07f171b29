"""What a process remembers for itself, so that it need not be read or computed again.

Django's default cache is in the database, because what counts attempts to sign in must count for every process at once.
What merely saves work is kept here instead: nearer, and nothing is lost when it goes.
"""

from django.core.cache import BaseCache, caches
from django.utils.connection import ConnectionProxy

memory: BaseCache = ConnectionProxy(caches, "memory")  # type: ignore[assignment]
