"""The application for a WSGI server, with the providers of identities that are configured."""
from checklist.app import create_app
from checklist.config import Settings
from checklist.log_lines import write_log

write_log()
settings = Settings.from_environment()
if settings.oidc or settings.esia:
    # Their libraries take some 5 MB and are loaded only where they are needed.
    from checklist.providers.configured import configured_providers
    app = create_app(settings, configured_providers(settings))
else:
    app = create_app(settings)
