"""Choosing two versions to compare."""
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from forms.base import BaseForm


class DifferenceForm(BaseForm):
    """Which two versions of a checklist to compare."""

    old = SelectField(_l('Earlier version'), validate_choice=False)
    new = SelectField(_l('Later version'), validate_choice=False)
