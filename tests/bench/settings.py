"""The suite's settings, but as in production where it costs or saves time: pragmas, kept connections, hashers, static files."""

import os

from lms.settings import env
from lms.settings.test import *
from tests.bench import floor

ROOT_URLCONF = "tests.bench.urls"
# The demo fills the world, then its accounts are renamed: no page is measured with what only the demo shows.
PADAN_DEMO = False
DATABASES = {"default": env.database("PADAN_TEST_DATABASE_URL")}
PASSWORD_HASHERS = ["lms.people.hashers.PersonPasswordHasher"]
STATIC_ROOT = Path(os.environ["PADAN_BENCH_STATIC"])
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
if not os.environ.get("PADAN_TEST_REDIS_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        },
    }
LOGGING["root"]["level"] = "ERROR"  # type: ignore[index]

# The requests say whose they are, as a proxy would: the limits of tries count by address.
PADAN_TRUSTED_PROXIES = ["127.0.0.1"]
BENCH_BODIES = VAR_DIR / "bodies"
FLOOR_MIDDLEWARE = floor.MIDDLEWARE
TEMPLATES = [{**TEMPLATES[0], "NAME": "site"}, floor.TEMPLATE]
