"""All settings of Rembuk: one module for demonstration, tests and production.

What differs comes from the environment (README, "Configuration"); `forum_site/local.py` supplies
it for the demonstration and the tests. Nothing here has a default fit only for development.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from forum_site import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("REMBUK_VAR", str(BASE_DIR / "var")))

SECRET_KEY = env.secret("SECRET_KEY")
DEBUG = env.flag("DEBUG", False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
BASE_URL = env.address(
    "BASE_URL", ["https", "http"], f"https://{ALLOWED_HOSTS[0].lstrip('.*') or 'localhost'}"
)
# Whether the outside world reaches us by HTTPS; the demonstration on localhost does not.
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "forum_site",
    "accounts",
    "directory",
    "events",
    "consultations",
    "demo",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.wagtail_users.WagtailUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "forum_site.middleware.relax_csp_in_admin",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "forum_site.middleware.personal_pages_are_not_stored",
    "forum_site.compression.compress_what_everybody_reads",
    "forum_site.kept_pages.serve_kept_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.require_second_factor",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "forum_site.middleware.refusals_in_words",
]

ROOT_URLCONF = "forum_site.urls"
WSGI_APPLICATION = "forum_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        # The list of comments is drawn by Jinja2: it costs a tenth of a Django template's CPU.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "consultations.jinja.environment"},
    },
]

# --- Database, cache, tasks -----------------------------------------------------------------------

# Statements planned once per connection (forum_site/prepared.py); PgBouncer's transaction pooling knows none.
PREPARED_STATEMENTS = env.flag("PREPARED_STATEMENTS", True)
DATABASES = {
    "default": env.database(
        "DATABASE_URL", {"plan_cache_mode": "force_generic_plan"} if PREPARED_STATEMENTS else {}
    )
    | {"CONN_MAX_AGE": env.whole("CONN_MAX_AGE", 60), "CONN_HEALTH_CHECKS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if _redis := env.address("REDIS_URL", ["redis", "rediss", "unix"], ""):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _redis}}
else:
    # Limits on log-in must hold across workers, so the store is shared: PostgreSQL where there is no Redis.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Wagtail writes a picture's sizes back at each showing; in the database's cache that was 25 queries a picture.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"}

# How many pages each process keeps ready, 0 for none (about 20 KB each; forum_site/kept_pages.py).
KEPT_PAGES = env.whole("KEPT_PAGES", 200)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# --- Accounts -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.Backend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name", "pseudonym")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "confirm_password_reset_code": "accounts.forms.ConfirmPasswordResetCodeForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailVerificationCodeForm",
    "add_email": "accounts.forms.ChangeAddressForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Mail can be slow to reach a phone with patchy data (seconds).
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
# Phones behind one carrier share an address (NAT), so limits per address are wide and those per account narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "300/5m/ip,8/5m/key",
    "signup": "100/m/ip",
    "reset_password": "100/m/ip,5/5m/key",
    "reset_password_from_key": "100/m/ip",
    "request_login_code": "100/m/ip,5/5m/key",
    "confirm_email": "3/3m/key",
    "change_password": "8/5m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Rembuk"
MFA_PASSKEY_LOGIN_ENABLED = False
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", True)

# --- People without an account --------------------------------------------------------------------

# How often: codes mailed to an address and from a network, reports from a network, wrong receipt codes.
VISITOR_LIMITS = {
    "guest_code": env.text("LIMIT_GUEST_CODES", "5/h/key,100/h/ip"),
    "report": env.text("LIMIT_VISITOR_REPORTS", "30/h/ip"),
    "receipt": env.text("LIMIT_WRONG_RECEIPTS", "20/10m/ip"),
}
# So many different people who report a comment put it before a moderator; fewer, after so many days.
REPORTS_FOR_REVIEW = env.whole("REPORTS_FOR_REVIEW", 3, least=1)
REPORT_ALONE_DAYS = env.whole("REPORT_ALONE_DAYS", 3)
# How many registrations of people without an account one network may have standing for one forum. Counted under the
# forum's lock: a limit in the cache refuses a crowd that shares an address, when many come at once.
REGISTRATIONS_PER_NETWORK = env.whole("REGISTRATIONS_PER_NETWORK", 200, least=1)
# Days after a forum for which it is known who of those without an account came.
GUEST_DAYS = env.whole("GUEST_DAYS", 90, least=1)
# --- Defence against spam (consultations/defence.py) -----------------------------------------------

# How many texts one person may send: at once and in a day. More is refused until some of it is free again.
PERSON_LIMITS = env.rates("PERSON_LIMITS", "10/10m,100/d")
# How many one network may send before a moderator reads them first. A forum's hall and a carrier's phones share one.
NETWORK_LIMITS = env.rates("NETWORK_LIMITS", "150/10m,2000/d")
# The rest holds for a moderator too; 0 switches each off.
LEAST_SECONDS_TO_WRITE = env.whole("LEAST_SECONDS_TO_WRITE", 3)
REPEATED_PERCENT = env.whole("REPEATED_PERCENT", 60)
REPEATED_WORDS = env.whole("REPEATED_WORDS", 8)
NEW_ACCOUNT_DAYS = env.whole("NEW_ACCOUNT_DAYS", 3)

# --- Mail -----------------------------------------------------------------------------------------

vars().update(env.email("EMAIL_URL"))
# A mail server that hangs must not hold the row of a mail (seconds).
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Rembuk <rembuk@{ALLOWED_HOSTS[0].lstrip('.*')}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The hour (WIB) from which moderators are told that something waits for them.
MORNING_HOUR = env.whole("MORNING_HOUR", 7)
# Days before a commitment falls due on which whoever answers for it is reminded.
COMMITMENT_REMINDER = env.whole("COMMITMENT_REMINDER", 7)
# For so many seconds nobody is told of a moderator's decision, so that a slip of the finger can be undone unheard.
NOTICE_DELAY = env.whole("NOTICE_DELAY", 15)
CLAIM_MINUTES = env.whole("CLAIM_MINUTES", 10, least=1)

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "forum_site" / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
WAGTAIL_USER_TIME_ZONES = ["Asia/Jakarta"]
LANGUAGE_COOKIE_NAME = "bahasa"

# --- Wagtail --------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Rembuk"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "ods", "csv", "txt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILEMBEDS_FINDERS = []
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "modelsearch.backends.database", "SEARCH_CONFIG": "indonesian"}
}

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
# Names by content hash where the files were collected; the tests serve them as they lie (collecting takes 20 s).
STATIC_HASHED = env.flag("STATIC_HASHED", True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
if _bucket := env.text("S3_BUCKET", ""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _bucket,
            "endpoint_url": env.address("S3_ENDPOINT_URL", ["https", "http"]),
            "access_key": env.text("S3_ACCESS_KEY"),
            "secret_key": env.text("S3_SECRET_KEY"),
        },
    }
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_HASHED
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's editor sends one per field of every block

# --- Security -------------------------------------------------------------------------------------

if _proxies := env.whole("TRUSTED_PROXIES", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_ENGINE = "forum_site.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "forum_site.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
PERMISSIONS_POLICY = {name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")}
SILENCED_SYSTEM_CHECKS = []

# --- Logs -----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.one_of("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO"),
    },
    "loggers": {"django": {"handlers": [], "level": "INFO"}, "wagtail": {"level": "WARNING"}},
}
