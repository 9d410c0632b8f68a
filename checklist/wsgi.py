"""The application for a WSGI server."""
from checklist.app import create_app
from checklist.config import Settings

app = create_app(Settings.from_environment())
