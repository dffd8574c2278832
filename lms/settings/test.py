"""The suite's settings. PADAN_TEST_DATABASE_URL and PADAN_TEST_REDIS_URL run it on PostgreSQL and Redis."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from lms.settings import env
from lms.settings.base import *

SECRET_KEY = "insecure-test-key-that-is-long-enough-for-every-signer-and-hmac"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PADAN_DEMO = True
PADAN_STRICT_COMPONENTS = True
# As in the demo; the tests of the second factor switch it on.
PADAN_SECOND_FACTOR_REQUIRED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# PADAN_TEST_VAR keeps the folder, so that --reuse-db finds its SQLite file again.
if _kept := os.environ.get("PADAN_TEST_VAR"):
    VAR_DIR = Path(_kept).resolve()
    VAR_DIR.mkdir(parents=True, exist_ok=True)
else:
    VAR_DIR = Path(tempfile.mkdtemp(prefix="padan-test-"))
    atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)

DATABASES = {"default": env.database("PADAN_TEST_DATABASE_URL", f"sqlite:///{VAR_DIR / 'test.sqlite3'}")}
# A connection kept by a live server's thread would hold the test database open.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    # Durability costs time and proves nothing here.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.postgres"]

if _redis := os.environ.get("PADAN_TEST_REDIS_URL"):
    # Each worker of the suite has its own of Redis's numbered databases: emptying one leaves the others alone.
    _number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    _place = f"{_redis.rsplit('/', 1)[0]}/{_number}"
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _place}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# Each client of a test builds the middleware anew: it looks for a file when it is asked for, and not for all of them first.
WHITENOISE_AUTOREFRESH = True

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"

# Practice mode at a port where nothing listens; tests that need the practice server start one and point here (tests/fieldpractice/zoom).
PADAN_ZOOM_PRACTICE = True
PADAN_ZOOM_ACCOUNT_ID, PADAN_ZOOM_CLIENT_ID = "practice-account", "practice-client"
PADAN_ZOOM_CLIENT_SECRET = PADAN_ZOOM_WEBHOOK_SECRET = "insecure-practice-secret"
PADAN_ZOOM_API_URL, PADAN_ZOOM_OAUTH_URL = "http://127.0.0.1:9/v2", "http://127.0.0.1:9/oauth/token"
PADAN_ZOOM_PORT = 9

# The key of the standard's own examples: fit for a demo, refused in production.
PADAN_CREDENTIAL_KEY = env.DEMO_CREDENTIAL_KEY
