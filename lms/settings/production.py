"""Production: everything from the environment; a missing or demo value stops the start."""

from urllib.parse import urlsplit

from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured

from lms.settings import env, stores
from lms.settings.base import *

SECRET_KEY = env.secret("SECRET_KEY", least=50)
DEBUG = False
if env.flag("PADAN_DEBUG", default=False) or env.flag("PADAN_DEMO", default=False):
    raise ImproperlyConfigured("PADAN_DEBUG and PADAN_DEMO are not for production.")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name each host; a wildcard is refused.")
WAGTAILADMIN_BASE_URL = env.text("PADAN_BASE_URL")
if not WAGTAILADMIN_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("PADAN_BASE_URL must begin with https://.")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]

DATABASES = {"default": env.database("DATABASE_URL")}
if not str(DATABASES["default"]["ENGINE"]).endswith("postgresql"):
    raise ImproperlyConfigured("Production runs on PostgreSQL: DATABASE_URL must begin with postgres://.")
INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.postgres"]

CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.text("REDIS_URL")}}
CELERY_BROKER_URL = env.text("BROKER_URL", env.text("REDIS_URL"))

_store = env.text("S3_ENDPOINT_URL").rstrip("/")
if not _store.startswith("https://"):
    raise ImproperlyConfigured("S3_ENDPOINT_URL must begin with https://: recordings are played from there.")
STORAGES = {
    "default": stores.s3(
        bucket=env.text("S3_BUCKET"),
        endpoint=_store,
        access_key=env.secret("S3_ACCESS_KEY", least=16),
        secret_key=env.secret("S3_SECRET_KEY", least=16),
        region=env.text("S3_REGION", "us-east-1"),
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Recordings and the library's pictures come straight from the store, by addresses signed for an hour.
_origin = "{0.scheme}://{0.netloc}".format(urlsplit(_store))
CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY,
    "DIRECTIVES": {**CONTENT_SECURITY_POLICY["DIRECTIVES"], "media-src": [SELF, _origin]},
}
EDITOR_CONTENT_SECURITY_POLICY = EDITOR_CONTENT_SECURITY_POLICY.replace("img-src 'self'", f"img-src 'self' {_origin}")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
if EMAIL_HOST_PASSWORD in env.DEMO_VALUES:
    raise ImproperlyConfigured("EMAIL_HOST_PASSWORD is a demo value.")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")
PADAN_NOTICE_DAYS = env.number("PADAN_NOTICE_DAYS", 365)

# One sign-in for SIAPkerja, once the ministry gives its client (docs/open-questions.md).
if env.text("OIDC_SERVER_URL", ""):
    _siapkerja = {
        "provider_id": "siapkerja",
        "name": "SIAPkerja",
        "client_id": env.text("OIDC_CLIENT_ID"),
        "secret": env.secret("OIDC_CLIENT_SECRET", least=16),
        "settings": {"server_url": env.text("OIDC_SERVER_URL"), "oauth_pkce_enabled": True},
    }
    SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_siapkerja]}}

# Zoom, as soon as the ministry gives its account: then all four are needed. Without it links are given by hand.
PADAN_ZOOM_ACCOUNT_ID = env.text("PADAN_ZOOM_ACCOUNT_ID", "")
if PADAN_ZOOM_ACCOUNT_ID:
    PADAN_ZOOM_CLIENT_ID = env.text("PADAN_ZOOM_CLIENT_ID")
    PADAN_ZOOM_CLIENT_SECRET = env.secret("PADAN_ZOOM_CLIENT_SECRET", least=16)
    PADAN_ZOOM_WEBHOOK_SECRET = env.secret("PADAN_ZOOM_WEBHOOK_SECRET", least=16)
    PADAN_ZOOM_TIMEOUT = env.number("PADAN_ZOOM_TIMEOUT", 15)
PADAN_RECORDING_DAYS = env.number("PADAN_RECORDING_DAYS", 90)

PADAN_CREDENTIAL_KEY = env.credential_key("PADAN_CREDENTIAL_KEY")
PADAN_ISSUER_NAME = env.text("PADAN_ISSUER_NAME", PADAN_ISSUER_NAME)
PADAN_ISSUER_NAME_EN = env.text("PADAN_ISSUER_NAME_EN", PADAN_ISSUER_NAME_EN)
PADAN_CERTIFICATE_NUMBER = env.pattern("PADAN_CERTIFICATE_NUMBER", PADAN_CERTIFICATE_NUMBER)
PADAN_CERTIFICATE_PLACE = env.text("PADAN_CERTIFICATE_PLACE", PADAN_CERTIFICATE_PLACE)

# Without it all visitors share the proxy's address: its limits of tries, and its line in the audit trail.
PADAN_TRUSTED_PROXIES = env.networks("PADAN_TRUSTED_PROXIES")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# The editor shows its preview in a frame of the same site, so X-Frame-Options cannot be DENY.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
