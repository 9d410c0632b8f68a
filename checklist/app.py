"""Puts the application together."""
from collections.abc import Sequence
from datetime import timedelta

from flask import Flask, request, session
from flask_babel import get_locale

from checklist.config import ROOT, Settings
from checklist.database import engine_options, prepare_engine
from checklist.extensions import babel, csrf, db
from checklist.file_store import FileStore
from checklist.jobs import make_queue, register_jobs
from checklist.providers.identity import Provider
from checklist.sealing import Sealer
from checklist.security import register_security, register_writing
from checklist.static_files import serve_static
from checklist.templating import register_templating
from checklist.views import BLUEPRINTS
from checklist.views.errors import register_error_pages
from checklist.views.guards import require_access_marks
from checklist.views.visitors import know_visitor
from requirements_catalog.texts import FIRST_LANGUAGE, LANGUAGES


def create_app(settings: Settings, providers: Sequence[Provider] = ()) -> Flask:
    """Return the application for some settings, with those through whom people may sign in."""
    app = Flask(__name__, template_folder=ROOT / 'templates')
    app.config.from_mapping(flask_config(settings))
    app.url_map.merge_slashes = False
    settings.var.mkdir(parents=True, exist_ok=True)
    register_security(app, settings)
    _start_extensions(app)
    app.extensions['sealer'] = Sealer(settings.data_key)
    app.extensions['providers'] = {provider.key: provider for provider in providers}
    app.extensions['evidence'] = FileStore(
        settings.var / 'evidence', settings.evidence_files, settings.evidence_quota_bytes)
    register_writing(app)
    app.before_request(know_visitor)
    register_templating(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    register_error_pages(app)
    require_access_marks(app)
    register_jobs(app, make_queue(settings))
    app.wsgi_app = serve_static(app.wsgi_app)  # type: ignore[method-assign]
    return app


def flask_config(settings: Settings) -> dict[str, object]:
    """Return the settings of Flask and its extensions; its defaults are not for production."""
    return {
        'SECRET_KEY': settings.secret_key,
        'SQLALCHEMY_DATABASE_URI': settings.database_url,
        'SQLALCHEMY_ENGINE_OPTIONS': engine_options(settings.database_url),
        'SESSION_COOKIE_NAME': '__Host-session' if settings.secure else 'session',
        'SESSION_COOKIE_SECURE': settings.secure,
        'SESSION_COOKIE_HTTPONLY': True,
        'SESSION_COOKIE_SAMESITE': 'Lax',
        'PERMANENT_SESSION_LIFETIME': timedelta(days=366),
        # The cookie is signed anew when something in it changes, and when a result begins its year.
        'SESSION_REFRESH_EACH_REQUEST': False,
        'MAX_CONTENT_LENGTH': settings.max_body_bytes,
        'MAX_FORM_MEMORY_SIZE': settings.max_body_bytes,
        'MAX_FORM_PARTS': 500,
        'TRUSTED_HOSTS': list(settings.trusted_hosts) or None,
        'WTF_CSRF_TIME_LIMIT': None,
        'WTF_CSRF_SSL_STRICT': True,
        'BABEL_DEFAULT_LOCALE': FIRST_LANGUAGE,
        'BABEL_DEFAULT_TIMEZONE': settings.time_zone,
        'PUBLIC_URL': settings.public_url,
        'RETENTION': settings.retention,
        'PRODUCTION': settings.production,
        'DESIGN_PAGE': settings.design_page,
        'JOURNAL_KEY': settings.journal_key,
        'OPERATOR': settings.operator,
        'OPERATOR_ADDRESS': settings.operator_address,
        'ANCHORS': settings.anchor_file,
        'MAIL_URL': settings.mail_url,
        'MAIL_FROM': settings.mail_from,
        'VAR': settings.var,
        'EVIDENCE_BYTES': settings.evidence_bytes,
    }


def _start_extensions(app: Flask) -> None:
    db.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=_choose_language)
    app.jinja_env.globals['get_locale'] = get_locale
    with app.app_context():
        prepare_engine(db.engine)


def _choose_language() -> str | None:
    """Return the language that was chosen; Russian is the language of the service."""
    if not request:
        return None
    chosen = session.get('language')
    return chosen if chosen in LANGUAGES else FIRST_LANGUAGE
