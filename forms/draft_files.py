"""Sending a draft back as a file."""
from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField
from wtforms.validators import InputRequired, Length

from forms.base import BaseForm


class FileForm(BaseForm):
    """One file; what is in it is checked by the catalog."""

    file = FileField(_l('File'), [InputRequired(_l('Choose a file.'))])


class ReviewForm(BaseForm):
    """The revision of the draft with which a file was compared."""

    revision = HiddenField(validators=[Length(max=9)])
