"""What to say about an identifier that cannot be right."""
from typing import Any

from flask_babel import lazy_gettext as _l


def identifier_message(name: str, problem: Any) -> Any:
    return _l('Check the number.')
