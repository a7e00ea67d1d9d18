"""The shop's settings for tests: a database in memory, a search index in memory, no Redis.

SHOP_DATABASE_URL (tests/servers.py sets it) moves the same tests to PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile

# The folder of the whole run; a worker of pytest-xdist works in one of its own inside it, and
# whoever made the outer one removes it, because Ctrl-C gives the workers no time to.
RUN = "TESTS_RUN_FOLDER"
if RUN not in os.environ:
    os.environ[RUN] = tempfile.mkdtemp(prefix="crosssell-tests-")
    atexit.register(shutil.rmtree, os.environ[RUN], ignore_errors=True)
# Read by shop.settings when it is imported, so it must be set before that.
os.environ["SHOP_VAR"] = VAR_OF_TESTS = tempfile.mkdtemp(dir=os.environ[RUN])
os.environ.pop("SHOP_REDIS_URL", None)
# Whoosh's index in memory writes to one file name in the folder for temporary files: two workers
# that share the folder take each other's file away, and then one waits for its own lock for ever.
os.environ["TMPDIR"] = tempfile.tempdir = VAR_OF_TESTS

from shop.settings import *  # noqa: E402, F403  the shop's settings are the base of these
from shop.settings import DATABASES, HAYSTACK_CONNECTIONS, STATIC_ROOT  # noqa: E402

SECRET_KEY = "only-for-tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # An in-memory database; WAL and IMMEDIATE belong to a file that processes share.
    DATABASES["default"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
HAYSTACK_CONNECTIONS["default"]["STORAGE"] = "ram"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# What products cost is told by the tests that need it, not by the demo. Queries are counted on slow
# machines too: the map of placements must not grow stale meanwhile.
CROSSSELL = {"BUFFER_URL": "", "PLACEMENT_STALE_SECONDS": 600}
# A closed port: what a test does not ask for must not reach a broker of the machine.
CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
# Saving a product must not write to a search index that no transaction rolls back; tests that
# need search ask for the fixture `search_index`.
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
