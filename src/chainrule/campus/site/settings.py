"""Django's settings. Everything that differs between two installations comes from the environment:

CHAINRULE_VAR          folder for the database, the secret key and caches
CHAINRULE_COURSE       folder that holds course.toml
CHAINRULE_BANK         folder of a private bank, whose questions papers ask beside those of the course
CHAINRULE_SECRET_KEY   else one is made and kept in CHAINRULE_VAR
CHAINRULE_DOCUMENT_KEYS  the file of keys for documents of proof, else document_keys in CHAINRULE_VAR; backups leave
                       the latter out
CHAINRULE_HOSTS        host names under which the site is reached, with commas (localhost always works)
CHAINRULE_HTTPS        1 where a proxy in front speaks HTTPS: secure cookies, HSTS, X-Forwarded-Proto is believed
CHAINRULE_PROXIES      addresses or networks of the proxies in front, with commas, as in 127.0.0.1,10.0.0.0/8: theirs
                       is the only X-Forwarded-For that is believed; unset, whoever connects is who asks
CHAINRULE_GIT_HOSTS    hosts whose repositories may be handed in beside those of the open internet, as host:port with
                       commas: a university's own Git host, which may be private and may speak plain http
CHAINRULE_AT           where the course's clock starts, for example 2026-02-12T10:00
CHAINRULE_DEMO         1 lets the made-up accounts of the demo class sign in
CHAINRULE_SANDBOX      0 to run student code without the sandbox: never on a site with real students
CHAINRULE_DEBUG        1 for Django's debug pages; never on a site that others reach
CHAINRULE_PREVIEW      1 shows a lecture although something of it is wrong; `chainrule preview` sets it
CHAINRULE_MAIL         an address of the operators, shown on error pages; e-mail of the site comes from it
CHAINRULE_WORKERS      how many submissions are graded at once beside the server; set by `chainrule serve --workers`
CHAINRULE_ALONE        a folder of labs: the site is then the course for one person on this machine; set by
                       `chainrule learn`. No accounts, loopback only; the class's pages are not there
CHAINRULE_SENTENCES    a folder with a model of sentences: the marking pages then also put answers together that say the
                       same in other words (needs "chainrule[sentences]"); unset, those with nearly the same letters
EMAIL_URL              the server that sends e-mail, as smtp+tls://user:password@host:587 (also smtps://, smtp://);
                       unset, nothing is sent: each message becomes a file in CHAINRULE_VAR/mail
DATABASE_URL           PostgreSQL, as postgresql://user:password@host/name; else SQLite in CHAINRULE_VAR
"""

import os
from typing import Any

import dj_database_url
from csp.constants import NONCE, SELF
from csp.constants import NONE as NOWHERE

from chainrule.campus.site import environment
from chainrule.course import PACKAGE

VAR = environment.var_folder(os.environ)
SECRET_KEY = environment.secret_key(os.environ, VAR)
DOCUMENT_KEYS = environment.document_keys(os.environ, VAR)
DEBUG = environment.flag(os.environ, "CHAINRULE_DEBUG")
PREVIEW = environment.flag(os.environ, "CHAINRULE_PREVIEW")  # an author looks: pages show what is wrong, not nothing
DEMO = environment.flag(os.environ, "CHAINRULE_DEMO")
SANDBOX = os.environ.get("CHAINRULE_SANDBOX", "1") != "0"
SERVING = environment.flag(os.environ, "CHAINRULE_SERVING")  # set by `chainrule serve` for its own server only
WORKERS = int(os.environ.get("CHAINRULE_WORKERS", "2"))
OPERATOR_MAIL = os.environ.get("CHAINRULE_MAIL", "")
globals().update(environment.mail(os.environ, VAR))  # EMAIL_BACKEND and what belongs to it

SENTENCES = os.environ.get("CHAINRULE_SENTENCES", "")

GIT_HOSTS = environment.words(os.environ, "CHAINRULE_GIT_HOSTS")

ALONE = environment.folder_of_one(os.environ)
PRIVATE_BANK = None if ALONE else environment.private_bank(os.environ)

SITE = PACKAGE / "campus/site"
ROOT_URLCONF = "chainrule.campus.site.alone.urls" if ALONE else "chainrule.campus.site.urls"
WSGI_APPLICATION = "chainrule.campus.site.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "chainrule.campus.site.accounts",
    "chainrule.campus.site.core",
    "chainrule.campus.site.people",
    "chainrule.campus.site.lectures",
    "chainrule.campus.site.jobs",
    "chainrule.campus.site.labs",
    "chainrule.campus.site.papers",
    "chainrule.campus.site.project",
    "chainrule.campus.site.grades",
    "chainrule.campus.site.proposals",
    "chainrule.campus.site.milestones",
    "chainrule.campus.site.rubrics",
    "chainrule.campus.site.practice",
    "chainrule.campus.site.viva",
    "chainrule.campus.site.invigilation",
    "chainrule.campus.site.marking",
    "chainrule.campus.site.absences",
    "chainrule.campus.site.news",
    "chainrule.campus.site.asking",
    "chainrule.campus.site.revising",
    "chainrule.campus.site.printed",
    "chainrule.campus.site.records_out",
    "chainrule.campus.site.roadmap",
    "chainrule.campus.site.alone",
    "chainrule.campus.site.published",
]
MIDDLEWARE = [
    "chainrule.campus.site.addresses.client_address",  # first: who asks is the same for all that follows
    "django.middleware.security.SecurityMiddleware",
    *(["whitenoise.middleware.WhiteNoiseMiddleware"] if SERVING else []),
    "django.middleware.gzip.GZipMiddleware",  # a lecture with its formulas is 400 kB of HTML, 40 kB packed
    "csp.middleware.CSPMiddleware",
    "chainrule.campus.site.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *(["chainrule.campus.site.alone.learner.signed_in"] if ALONE else []),
    "chainrule.campus.site.middleware.sized_requests",  # needs the user for its page; forms are read after this
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chainrule.campus.site.middleware.PermissionMiddleware",
    "chainrule.campus.site.middleware.InWords",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chainrule.campus.site.core.context.frame",
            ],
        },
    }
]

# --- where things are kept ---
# Counts of tries, in the memory of the one server process; with few entries a flood would push them out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, Any]
if os.environ.get("DATABASE_URL") and not ALONE:
    DATABASES = {
        "default": dict(dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60, conn_health_checks=True))
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "site.sqlite3",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                # IMMEDIATE: a writer waits for its turn at BEGIN instead of failing half-way. FULL: what was
                # acknowledged survives a power cut. With Django's defaults 95 of 100 writers in a rush fail.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    }

# Wake-ups for `chainrule worker` are kept in PostgreSQL, in tables that SQLite could not make.
if "postgresql" in DATABASES["default"]["ENGINE"]:
    INSTALLED_APPS += ["procrastinate.contrib.django"]

# --- who may come in ---
AUTH_USER_MODEL = "campus_accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "chainrule.campus.site.accounts.backend.EmailBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The first hashes; all others are Django's own and only read what they made.
PASSWORD_HASHERS = [
    "chainrule.campus.site.accounts.passwords.SharedHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "core:home"
LOGOUT_REDIRECT_URL = "core:home"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
# Account and place together (see `accounts.sign_in`): a guesser locks out himself, not the account's owner.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "chainrule.campus.site.accounts.sign_in.place"
AXES_USERNAME_FORM_FIELD = "username"  # what Django's sign-in form calls the address
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# --- what a browser may do ---
hosts = [] if ALONE else environment.words(os.environ, "CHAINRULE_HOSTS")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *hosts]
HTTPS = environment.flag(os.environ, "CHAINRULE_HTTPS")
SITE_ADDRESS = f"{'https' if HTTPS else 'http'}://{hosts[0]}" if hosts else ""  # what links in letters begin with
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in hosts] if HTTPS else []
CSRF_FAILURE_VIEW = "chainrule.campus.site.core.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # scripts read the token from <meta name="csrf-token">
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
PROXIES = environment.networks(os.environ, "CHAINRULE_PROXIES")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NOWHERE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],  # KaTeX places its glyphs with style attributes
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NOWHERE],
        "base-uri": [NOWHERE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- language, time, files ---
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
COURSE_TIMEZONE = environment.course_timezone()
TIME_ZONE = str(COURSE_TIMEZONE)
STARTS_AT = environment.starting_time(os.environ, COURSE_TIMEZONE)
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [SITE / "static"]
# `chainrule serve` collects the files under hashed names; tests and management commands take them as they lie.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if SERVING
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "chainrule.campus.site.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "axes": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "watchfiles": {"level": "WARNING"},
    },
}
