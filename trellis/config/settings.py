"""Settings. Everything a deployment may change comes from the environment; docs/settings.md lists it."""

import os
from pathlib import Path

import dj_database_url

from trellis.config.environment import directory, switch, whole, words

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("TRELLIS_VAR", BASE_DIR / "var"))
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)

DEBUG = switch("DEBUG", default=False)
DEMO = switch("TRELLIS_DEMO", default=False)
ORGANISATION = os.environ.get("TRELLIS_ORGANISATION", "")
ADDRESS = os.environ.get("TRELLIS_ADDRESS", "http://127.0.0.1:8000").rstrip("/")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    # A fixed key is right for a demo, tests and the command line, and wrong for a site: `trellis serve` refuses it.
    SECRET_KEY = "insecure-for-demo-and-tests-only-0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105

ALLOWED_HOSTS = words("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", default="")
HTTPS = switch("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_linear_migrations",
    "trellis.demo",
    "trellis.web",
    "trellis.insight",
    "trellis.assessment",
    "trellis.access",
    "trellis.matrix",
    "trellis.register",
    "trellis.audit",
    "trellis.post",
    "trellis.accounts",
    "trellis.nhsuk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "trellis.accounts.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "trellis.config.urls"
WSGI_APPLICATION = "trellis.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,  # every room keeps its templates in jinja2/<room>/
        "OPTIONS": {
            "environment": "trellis.nhsuk.environment.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "trellis.nhsuk.environment.page_furniture",
                "trellis.access.menu.people",
            ],
        },
    },
]

DATABASE_URL = os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'trellis.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # actions open their own transactions
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "trellis.config.sqlite"
    # The settings under which SQLite serves a team well: readers never wait for the writer, a writer waits
    # its turn instead of failing, and an answer acknowledged as saved survives a killed process.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a commit is on the disk before anybody is told "saved", power cut or not.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;"
        ),
    }
    # A file, not memory, so that the test suite and its live server see one database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    # The register's queries are many small picks; compiling each takes PostgreSQL longer than running it.
    DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Counts attempts to sign in, for every process at once; a migration of the accounts room makes its table.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "trellis_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "trellis.access.backend.AccessBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    # Hard on memory as well as on time, which is what slows a thief with many processors, and quicker for us.
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "account_login"
CSRF_FAILURE_VIEW = "trellis.web.views.errors.expired_form"
ACCOUNT_ADAPTER = "trellis.access.adapter.Audited"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are added by an administrator, who knows the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "login": "trellis.accounts.forms.SignInForm",
    "reset_password": "trellis.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "trellis.accounts.forms.NewPasswordForm",
    "change_password": "trellis.accounts.forms.ChangePasswordForm",
    "reauthenticate": "trellis.accounts.forms.ConfirmPasswordForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = whole("TRELLIS_PROXIES", default=0)  # else everybody behind a proxy is one address
MFA_ADAPTER = "trellis.accounts.adapter.SecondStep"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address was invited or entered by somebody who knows it
MFA_TOTP_ISSUER = "Trellis"
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # nothing can be guessed, and a whole hospital may be one address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "trellis.accounts.forms.CodeForm",
    "reauthenticate": "trellis.accounts.forms.ConfirmCodeForm",
    "activate_totp": "trellis.accounts.forms.AddAppForm",
    "add_webauthn": "trellis.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "trellis.accounts.forms.RenamePasskeyForm",
}
USERSESSIONS_TRACK_ACTIVITY = False  # no write for a page that is only read
SOCIALACCOUNT_ADAPTER = "trellis.accounts.adapter.OrganisationsDirectory"
SOCIALACCOUNT_PROVIDERS = directory()

NO_MAIL_SERVER = "trellis.post.backend.OutboxBackend" if DEMO else "django.core.mail.backends.console.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else NO_MAIL_SERVER
)
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = switch("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 30  # seconds for each step of talking to the mail server; see post.rules.LEASE
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "trellis@localhost")

MEDIA_ROOT = VAR_DIR / "files"  # evidence and workbooks that wait to be read; never served by address
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
VIRUS_SCANNER = os.environ.get("TRELLIS_VIRUS_SCANNER", "")

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000  # a folder of returns: more than all networks of England, chosen at once

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
