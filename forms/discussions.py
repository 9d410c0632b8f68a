"""Public discussions: opening one, proposing something, answering it."""
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, ValidationError

from forms.base import BaseForm, clean, text_field
from forms.tasks import DayField

MOST = 3000
NAME = 120


class OpenForm(BaseForm):
    """From when to when a draft is shown to everybody."""

    begins = DayField(_l('First day'), [InputRequired(_l('Enter a day.'))], filters=[clean])
    ends = DayField(_l('Last day'), [InputRequired(_l('Enter a day.'))], filters=[clean])


class ProposalForm(BaseForm):
    """What somebody proposes, and to which place of the draft."""

    place = SelectField(_l('What is it about?'), choices=[])
    text = text_field(_l('What do you propose, and why?'), MOST,
                      InputRequired(_l('Write what you propose.')), long=True)
    author = text_field(_l('Your name or the name of your organisation'), NAME)

    def offer(self, places: Iterable[tuple[str, str]]) -> None:
        """Take the places of the draft, each with its name."""
        self.place.choices = [SelectChoice('', _l('The whole version')),
                              *(SelectChoice(code, name) for code, name in places)]


class AnswerForm(BaseForm):
    """Whether a proposal is shown, and what its author is answered."""

    decision = RadioField(_l('What becomes of the proposal'), [
        InputRequired(_l('Choose one.'))], choices=[
            SelectChoice('shown', _l('Show it to everybody')),
            SelectChoice('refused', _l('Do not show it: insults, personal data, not on the'
                                       ' matter'))])
    answer = text_field(_l('Answer'), MOST, long=True)

    def validate_answer(self, field: Field) -> None:
        if self.decision.data == 'refused' and not field.data:
            raise ValidationError(_l('Say why it is not shown.'))
