"""The embedded default: SQLite, local files, a broker of folders. Nothing to install, nothing to configure."""

import hashlib

from lms.settings import env
from lms.settings.base import *

for _folder in (VAR_DIR, STATIC_ROOT, MEDIA_ROOT):
    _folder.mkdir(parents=True, exist_ok=True)

# Stable on this machine, of no use on another.
SECRET_KEY = "insecure-" + hashlib.sha256(str(BASE_DIR).encode()).hexdigest()
DEBUG = env.flag("PADAN_DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
PADAN_DEMO = True
PADAN_STRICT_COMPONENTS = True
# The demo's accounts sign in with a password alone, and the sign-in page says so. PADAN_SECOND_FACTOR=yes asks for more.
PADAN_SECOND_FACTOR_REQUIRED = env.flag("PADAN_SECOND_FACTOR", default=False)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'padan.sqlite3'}")}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

for _name in ("in", "processed", "control"):
    (VAR_DIR / "broker" / _name).mkdir(parents=True, exist_ok=True)
CELERY_BROKER_URL = "folders://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(VAR_DIR / "broker" / "in"),
    "data_folder_out": str(VAR_DIR / "broker" / "in"),
    "processed_folder": str(VAR_DIR / "broker" / "processed"),
    "control_folder": str(VAR_DIR / "broker" / "control"),
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")

# Without an account of Zoom the practice server stands in for it (`manage.py zoom_standin`, started by `manage.py up`).
PADAN_ZOOM_ACCOUNT_ID = env.text("PADAN_ZOOM_ACCOUNT_ID", "")
PADAN_ZOOM_PRACTICE = not PADAN_ZOOM_ACCOUNT_ID
# Beside the site's own port, so that two sites on one machine have two of them.
PADAN_ZOOM_PORT = env.number("PADAN_ZOOM_PORT", env.number("PORT", 8000) + 700)
if PADAN_ZOOM_PRACTICE:
    PADAN_ZOOM_ACCOUNT_ID, PADAN_ZOOM_CLIENT_ID = "practice-account", "practice-client"
    PADAN_ZOOM_CLIENT_SECRET = PADAN_ZOOM_WEBHOOK_SECRET = "insecure-practice-secret"
    PADAN_ZOOM_API_URL = f"http://127.0.0.1:{PADAN_ZOOM_PORT}/v2"
    PADAN_ZOOM_OAUTH_URL = f"http://127.0.0.1:{PADAN_ZOOM_PORT}/oauth/token"
else:
    PADAN_ZOOM_CLIENT_ID = env.text("PADAN_ZOOM_CLIENT_ID")
    PADAN_ZOOM_CLIENT_SECRET = env.text("PADAN_ZOOM_CLIENT_SECRET")
    PADAN_ZOOM_WEBHOOK_SECRET = env.text("PADAN_ZOOM_WEBHOOK_SECRET")
PADAN_ZOOM_LEASE_SECONDS = env.number("PADAN_ZOOM_LEASE_SECONDS", 300)

# The key of the standard's own examples: fit for a demo, refused in production.
PADAN_CREDENTIAL_KEY = env.DEMO_CREDENTIAL_KEY
