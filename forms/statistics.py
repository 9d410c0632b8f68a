"""Questions to the statistics: forms whose values stand in the address, so that it can be sent.

The choices depend on what is frozen; the page sets them and puts what is wrong beside its field.
"""
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from forms.base import BaseForm


class PeriodForm(BaseForm):
    """Which checklist, and from which month to which."""

    checklist = SelectField(_l('List of questions'), validate_choice=False, default='')
    first = SelectField(_l('From month'), validate_choice=False, default='')
    last = SelectField(_l('To month'), validate_choice=False, default='')


class MeasureForm(PeriodForm):
    """A number about one question or all of them, within groups of businesses."""

    version = SelectField(_l('Version'), validate_choice=False, default='')
    measure = SelectField(_l('What is counted'), validate_choice=False, default='')
    question = SelectField(_l('Question'), validate_choice=False, default='')
    legal_form = SelectField(_l('Legal form'), validate_choice=False, default='')
    activity = SelectField(_l('Section of activities'), validate_choice=False, default='')
    size = SelectField(_l('Size'), validate_choice=False, default='')


class DataForm(MeasureForm):
    """Two dimensions of a table, and what the others are narrowed to."""

    rows = SelectField(_l('Rows'), validate_choice=False, default='')
    columns = SelectField(_l('Columns'), validate_choice=False, default='')
    territory = SelectField(_l('Territory'), validate_choice=False, default='')
