"""The application for the command line: ``flask --app checklist.console …``."""
from checklist.app import create_app
from checklist.cli import register_commands
from checklist.config import Settings

app = create_app(Settings.from_environment())
register_commands(app)
