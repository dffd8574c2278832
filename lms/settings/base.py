"""What every installation shares. `local`, `test` and `production` say the rest."""

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
# PADAN_VAR puts everything this installation writes elsewhere: a second site beside the first.
VAR_DIR = Path(os.environ.get("PADAN_VAR") or BASE_DIR / "var").resolve()

INSTALLED_APPS = [
    # Ours, upper floors first: a template of an upper floor wins.
    "lms.demo",
    "lms.evaluation",
    "fieldpractice",
    "assignments",
    "courses",
    "cms",
    "lms.programme",
    "lms.notices",
    "lms.files",
    "lms.ui",
    "lms.people",
    "rules.apps.AutodiscoverRulesConfig",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "wagtail.contrib.settings",
    "wagtail.contrib.search_promotions",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "lms.people.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.people.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "lms.people.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.ui.context.page",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "lms.people.backends.PersonBackend",
]
PASSWORD_HASHERS = ["lms.people.hashers.PersonPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "lms.people.passwords.NotTheDemoPassword"},
]
# Names of addresses: whoever asks for them resolves them, and the settings load no part of the site.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lms.ui.views.csrf_failure"

ACCOUNT_ADAPTER = "lms.people.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "lms.people.adapters.SocialAccountAdapter"
MFA_ADAPTER = "lms.people.adapters.MFAAdapter"
USERSESSIONS_ADAPTER = "lms.people.adapters.SessionsAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {"reset_password": "lms.people.forms.ForgottenPasswordForm"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation sent to it
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Padan] "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/5m/key", "reset_password": "20/m/ip,5/h/key"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {"openid_connect": {"APPS": []}}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Padan"
MFA_FORMS = {"add_webauthn": "lms.people.forms.PasskeyForm"}
USERSESSIONS_TRACK_ACTIVITY = False

# Whether everyone but participants and supervisors must have a second factor.
PADAN_SECOND_FACTOR_REQUIRED = True
# Whether the demo accounts may exist here.
PADAN_DEMO = False
PADAN_INVITATION_DAYS = 7
# Days without a finished lesson after which somebody counts as stuck.
PADAN_STUCK_DAYS = 5
# Somebody is at risk below this share of class hours attended (the ministry's usual rule, to be confirmed), or after so many silent days.
PADAN_ATTENDANCE_PERCENT = 90
PADAN_SILENT_DAYS = 14
# … or with so many tasks overdue, monitoring sessions missed, weeks of the supervisor's disagreement open. To be confirmed by the ministry;
# a coordinator tunes all five for a programme on the list of people at risk.
PADAN_LATE_TASKS = 1
PADAN_MISSED_SESSIONS = 2
PADAN_DISAGREEMENTS = 1
# The JP of the field practice where the curriculum's version names none (the proposed curriculum: 40).
PADAN_FIELD_JP = 40
# The matching lab, to be confirmed by the ministry: which share of the points is the overlap of the shortlists (the rest is
# the agreement of the orders), and how many points of 100 each broken constraint costs.
PADAN_LAB_OVERLAP_SHARE = "0.4"
PADAN_LAB_VIOLATION_COSTS = Decimal(25)
# Days after which work on the desk has waited too long: a working week, to be confirmed by the ministry.
PADAN_GRADING_DAYS = 5
# What a new scheme of evaluation begins with: points of 100 that evaluators may lie apart before they must meet on it (the programme's own
# rule), how many of them at least score everybody, and days in which a participant may object (both to be confirmed by the ministry).
PADAN_PANEL_TOLERANCE = "10.00"
PADAN_PANEL_LEAST = 2
PADAN_OBJECTION_DAYS = 7
# Hours of the reader's day between which no mail goes out unless it is urgent, and the hour of the daily summary.
PADAN_QUIET_HOURS = (21, 6)
PADAN_DIGEST_HOUR = 7
# Days that what people were told is kept, with its mails in the log.
PADAN_NOTICE_DAYS = 365
# Days before a due date at which somebody is reminded: of a review to sign, of a task to hand in,
# of a follow-up to do, of a place to take up (after so many).
PADAN_REVIEW_REMINDER_DAYS = 3
PADAN_TASK_REMINDER_DAYS = 2
PADAN_FOLLOW_UP_REMINDER_DAYS = 2
PADAN_PLACE_REMINDER_DAYS = 3
# Minutes of one JP, by which hours of field practice are counted into JP (the usual lesson hour of civil-service training, to be confirmed).
PADAN_JP_MINUTES = 45
# How long a supervisor's personal link lives.
PADAN_SUPERVISOR_LINK_DAYS = 7
# Days before its due day at which an author is reminded of a constraint to answer.
PADAN_CONSTRAINT_REMINDER_DAYS = 2
# Below so many answers nothing is shown, and an anonymous survey does not open (the design's rule for small groups).
PADAN_SMALL_GROUP = 5
# Days before its end at which those who have not answered a survey are reminded.
PADAN_SURVEY_REMINDER_DAYS = 3
# Zoom: the app of kind “server-to-server OAuth” in the ministry's account. Without an account sessions are planned and their links given by hand.
PADAN_ZOOM_ACCOUNT_ID = ""
PADAN_ZOOM_CLIENT_ID = ""
PADAN_ZOOM_CLIENT_SECRET = ""
PADAN_ZOOM_WEBHOOK_SECRET = ""
PADAN_ZOOM_API_URL = "https://api.zoom.us/v2"
PADAN_ZOOM_OAUTH_URL = "https://zoom.us/oauth/token"
# Seconds until a call to Zoom is given up, and until a worker that took a session's work is given up for dead.
PADAN_ZOOM_TIMEOUT = 15
PADAN_ZOOM_LEASE_SECONDS = 300
# Whether the practice server stands in for Zoom; said on every page that shows a session.
PADAN_ZOOM_PRACTICE = False
# Days for which a recording is linked to (to be confirmed by the ministry), and minutes before a session at which its door opens.
PADAN_RECORDING_DAYS = 90
PADAN_SESSION_DOOR_MINUTES = 15
# The day of the month from which a unit is reminded of the figures of the month before (to be confirmed by the ministry).
PADAN_INDICATOR_REMINDER_DAY = 5
# How certificates are numbered: Python's format with n (from 1 in each year), year, month and roman (the month in Roman numerals).
# The ministry's own pattern is to be confirmed; a change holds for years that have none yet.
PADAN_CERTIFICATE_NUMBER = "{n:04d}/SERT-PK/{roman}/{year}"
# Where certificates are signed, as the form offers it.
PADAN_CERTIFICATE_PLACE = "Jakarta"
# Days for which a file of all certificates of a cohort is kept: it is made anew in a minute, and holds personal data.
PADAN_CERTIFICATE_ARCHIVE_DAYS = 7
# Who issues certificates and their digital credentials, as credentials name it (to be confirmed by the ministry).
PADAN_ISSUER_NAME = "Pusat Pasar Kerja, Kementerian Ketenagakerjaan Republik Indonesia"
PADAN_ISSUER_NAME_EN = "Labor Market Center, Ministry of Manpower of the Republic of Indonesia"
# The key that signs digital credentials (`manage.py credential_key` makes one); without it there are certificates and no credentials.
PADAN_CREDENTIAL_KEY = ""
# Whether a component that is given a value it does not know raises, or shows its first choice.
PADAN_STRICT_COMPONENTS = False

# Languages and time. Indonesian first; times are stored in UTC and shown in the reader's zone.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
FORMAT_MODULE_PATH = ["lms.ui.formats"]
LOCALE_PATHS = [
    # Our words for the account pages of the packages: they win over theirs.
    BASE_DIR / "lms/people/words",
    # What Wagtail's own Indonesian (id_ID, which “id” finds too) lacks. Not a folder of the app: beside its “id” it would
    # push the app's own words behind Wagtail's.
    BASE_DIR / "cms/locale_wagtail",
]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# A long page in the editor has thousands of fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# The worker
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "lms.heartbeat", "schedule": 60.0},
    "send-invitations": {"task": "lms.people.tasks.send_due_invitations", "schedule": 60.0},
    "end-roles": {"task": "lms.people.tasks.announce_ended_roles", "schedule": 3600.0},
    "release-grades": {"task": "assignments.tasks.grading.release_due_grades", "schedule": 60.0},
    "hand-over-grading": {"task": "assignments.tasks.grading.hand_over_for_absent", "schedule": 1800.0},
    "send-notices": {"task": "lms.notices.tasks.send_due_notices", "schedule": 60.0},
    "forget-notices": {"task": "lms.notices.tasks.forget_old", "schedule": 86400.0},
    "remind": {"task": "lms.notices.tasks.remind", "schedule": 900.0},
    "check-files": {"task": "lms.files.tasks.check_due_files", "schedule": 60.0},
    "drop-uploads": {"task": "lms.files.tasks.drop_forgotten_uploads", "schedule": 86400.0},
    "close-attempts": {"task": "assignments.tasks.quizzes.close_due_attempts", "schedule": 30.0},
    "import-people": {"task": "courses.tasks.imports.go_on_with_due", "schedule": 60.0},
    "forget-imports": {"task": "courses.tasks.imports.forget_old", "schedule": 86400.0},
    "offer-supervisor-links": {"task": "fieldpractice.tasks.supervision.offer_links", "schedule": 900.0},
    "send-supervisor-links": {"task": "fieldpractice.tasks.supervision.send_due_links", "schedule": 60.0},
    "shift-due-days": {"task": "fieldpractice.tasks.placements.shift_due_days", "schedule": 3600.0},
    "make-minutes-papers": {"task": "fieldpractice.tasks.minutes.make_due_papers", "schedule": 60.0},
    "work-zoom": {"task": "fieldpractice.tasks.zoom.work_due", "schedule": 60.0},
    "watch-registrants": {"task": "fieldpractice.tasks.zoom.watch_registrants", "schedule": 300.0},
    "watch-meetings": {"task": "fieldpractice.tasks.zoom.watch_meetings", "schedule": 1800.0},
    "look-for-recordings": {"task": "fieldpractice.tasks.zoom.look_for_recordings", "schedule": 1800.0},
    "work-webhooks": {"task": "fieldpractice.tasks.presence.work_due_events", "schedule": 15.0},
    "close-sessions": {"task": "fieldpractice.tasks.presence.close_over_sessions", "schedule": 60.0},
    "fetch-reports": {"task": "fieldpractice.tasks.presence.fetch_due_reports", "schedule": 60.0},
    "forget-webhooks": {"task": "fieldpractice.tasks.presence.forget_old_events", "schedule": 86400.0},
    "check-indicator-files": {"task": "lms.evaluation.tasks.indicators.go_on_with_due", "schedule": 60.0},
    "forget-indicator-files": {"task": "lms.evaluation.tasks.indicators.forget_old", "schedule": 86400.0},
    "open-surveys": {"task": "lms.evaluation.tasks.surveys.open_due_runs", "schedule": 60.0},
    "close-surveys": {"task": "lms.evaluation.tasks.surveys.close_due_runs", "schedule": 60.0},
    "remind-of-surveys": {"task": "lms.evaluation.tasks.surveys.remind_due_runs", "schedule": 1800.0},
    "send-survey-links": {"task": "lms.evaluation.tasks.surveys.send_due_links", "schedule": 60.0},
    "forget-survey-pages": {"task": "lms.evaluation.tasks.surveys.forget_tickets", "schedule": 86400.0},
    "work-certificates": {"task": "lms.evaluation.tasks.certificates.go_on_with_due", "schedule": 60.0},
    "forget-certificate-archives": {"task": "lms.evaluation.tasks.certificates.forget_archives", "schedule": 86400.0},
    "sign-credentials": {"task": "lms.evaluation.tasks.credentials.sign_missing", "schedule": 60.0},
    "make-packs": {"task": "lms.evaluation.tasks.packs.make_due", "schedule": 60.0},
    "import-packs": {"task": "lms.evaluation.tasks.packs.go_on_with_due", "schedule": 60.0},
    "forget-packs": {"task": "lms.evaluation.tasks.packs.forget_old", "schedule": 86400.0},
    # Once a month has ended; asked again and again, so that a worker that was down makes up for it.
    "order-monthly-papers": {"task": "lms.evaluation.tasks.reviewers.order_last_month", "schedule": 21600.0},
    "make-monthly-papers": {"task": "lms.evaluation.tasks.reviewers.make_due_papers", "schedule": 300.0},
    "render-lessons": {"task": "cms.tasks.render_pending_lessons", "schedule": 120.0},
    "make-report-papers": {"task": "lms.evaluation.tasks.reports.make_due_papers", "schedule": 60.0},
    "follow-agreed-criteria": {"task": "lms.evaluation.tasks.replication.follow_agreed", "schedule": 60.0},
    "read-report-figures": {"task": "lms.evaluation.tasks.reports.read_due_figures", "schedule": 900.0},
}

# Mail
DEFAULT_FROM_EMAIL = "Padan <padan@localhost>"
EMAIL_TIMEOUT = 10

# Wagtail
WAGTAIL_SITE_NAME = "Padan"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = [("id", "Bahasa Indonesia")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Who approves is told by us (cms.receivers); a superuser who is none of them need not hear.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Every document is a download: a PDF shown in place would run its script at our address.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "mp3", "mp4", "webm", "ogg", "m4a"]
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
# Words are stemmed before they reach the database (decision 0404): PostgreSQL, which alone reads this, takes them as they are.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}
WAGTAILUSERS_PASSWORD_REQUIRED = False

# Safety
# Proxies whose word on a visitor's address (X-Forwarded-For) is taken: addresses or networks.
PADAN_TRUSTED_PROXIES: list[str] = []
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "EXCLUDE_URL_PREFIXES": ("/cms/", "/admin/"),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    },
}
# Wagtail's and Django's own editors carry inline scripts; they get a policy of their own (lms.people.middleware).
EDITOR_CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; base-uri 'none'; frame-ancestors 'self'; form-action 'self'"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "lms.people.logs.MaskedLine",
            "fmt": "{asctime} {levelname} {request_id} {name} {message}",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        # One line for each page saved says nothing that the audit trail does not say.
        "django_tasks": {"level": "WARNING"},
        "PIL": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},
        "modelsearch": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
