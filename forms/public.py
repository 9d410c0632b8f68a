"""Search and other small forms of the public pages."""
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, Length

from forms.base import BaseForm, Plain, text_field


class SearchForm(BaseForm):
    """Find a checklist by words and by kind of control."""

    q = text_field(_l('Words, for example: kitchen'), 100)
    kind = SelectField(_l('Kind of control'), validate_choice=False, default='')


class CodeForm(BaseForm):
    """The code printed on a document."""

    code = text_field(_l('Code on the document'), 64, InputRequired(_l('Enter the code.')))


class PreferenceForm(BaseForm):
    """A choice of language or appearance, and the page to go back to."""

    language = HiddenField(validators=[Length(max=8), Plain()])
    appearance = HiddenField(validators=[Length(max=16), Plain()])
    next = HiddenField(validators=[Length(max=500), Plain()])
