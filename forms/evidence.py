"""Sending a file that proves an answer."""
from flask_babel import lazy_gettext as _l
from wtforms import FileField
from wtforms.validators import InputRequired

from forms.base import BaseForm


class EvidenceForm(BaseForm):
    """One file. What is in it is checked by the service."""

    file = FileField(_l('File'), [InputRequired(_l('Choose a file.'))])
