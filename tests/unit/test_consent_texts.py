"""Texts that somebody may have agreed to: a shipped one is never changed, only followed."""
from hashlib import sha256

import pytest

from checklist.services.consents import FOLDER, ConsentPurpose, current_text

# A new text is a new file with the next number; its line is added here and none is changed.
SHIPPED = {
    'account/1.en.txt': '765233cb214fae9326920a5a42baa124',
    'account/1.ru.txt': '5700ef587042691f57d3144a078f2d08',
    'reminders/1.en.txt': 'd6595eda34dac43c89b077a852989202',
    'reminders/1.ru.txt': 'b450f0d8c496a82f102257aad4cf33c1',
}
LANGUAGES = ('ru', 'en')


def test_no_shipped_text_has_changed():
    found = {str(path.relative_to(FOLDER)): sha256(path.read_bytes().strip()).hexdigest()[:32]
             for path in FOLDER.rglob('*.txt')}

    assert found == SHIPPED


@pytest.mark.parametrize('purpose', ConsentPurpose)
def test_the_current_text_has_the_same_version_in_all_languages(purpose):
    assert len({current_text(purpose, language).version for language in LANGUAGES}) == 1
