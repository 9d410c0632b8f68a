"""Asking for an approval, giving it with the act behind it, sending a draft back."""
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired

from forms.base import BaseForm, clean, text_field
from forms.tasks import DayField

MOST = 2000


class AskForm(BaseForm):
    """From which day a version is to be in force."""

    effective_from = DayField(_l('In force from'), [InputRequired(_l('Enter a day.'))],
                              filters=[clean])


class ApproveForm(BaseForm):
    """Which content is approved, and by which act."""

    fingerprint = HiddenField()
    act = text_field(_l('The act that approves the version'), MOST,
                     InputRequired(_l('Name the act.')), long=True)


class SendBackForm(BaseForm):
    """Why a draft goes back to its editors."""

    reason = text_field(_l('What is to be changed'), MOST,
                        InputRequired(_l('Say what is to be changed.')), long=True)
