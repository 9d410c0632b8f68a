"""The Russian catalogue is complete and well written; scripts/messages.sh brings it up to date."""
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
TRANSLATIONS = ROOT / 'checklist' / 'translations'

PLACEHOLDER = re.compile(r'%\(\w+\)[a-z]|\{\w+\}|%%')
ENGLISH = re.compile(r'[A-Za-z]{2,}')
CYRILLIC = re.compile('[А-Яа-яЁё]{2,}')

# Names of formats and standards, and one word that has no other name in Russian.
LATIN = {'AA', 'AAA', 'Excel', 'ICS', 'JPEG', 'JSON', 'JavaScript', 'LibreOffice', 'OSCAL', 'PDF',
         'PNG', 'QR', 'SHA', 'TOTP', 'UTF', 'WCAG', 'YAML', 'ZIP', 'cookie', 'example', 'http',
         'https', 'name', 'ru', 'xls', 'xlsx', 'XLSX'}
RUSSIAN = {'АО', 'ИНН', 'ИП', 'КПП', 'ОГРН', 'ОГРНИП', 'ОКВЭД', 'ООО'}

# Words in which the letter "ё" is often forgotten.
WITHOUT_YO = re.compile(
    r'(?i)\b(ее|еще|нее|нем|чье|свое|причем|(от|рас|под|за|у|с)чет\w*|объем\w*|темн\w+|надежн\w*'
    r'|дает|\w*(введ|верш|удал|хран|ключ|вержд)ен)\b')


def keywords_of_script() -> list[str]:
    return re.findall(r' -k (\S+)', (ROOT / 'scripts' / 'messages.sh').read_text())


@pytest.fixture(scope='module')
def extracted() -> set[str | tuple[str, str]]:
    """Every message that stands in the code and the templates now."""
    with (ROOT / 'babel.cfg').open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options,
                             {**DEFAULT_KEYWORDS, **parse_keywords(keywords_of_script())})
    return {message for _, _, message, _, _ in found}


@pytest.fixture(scope='module')
def catalogue() -> Catalog:
    with (TRANSLATIONS / 'ru' / 'LC_MESSAGES' / 'messages.po').open('rb') as file:
        return read_po(file, locale='ru', abort_invalid=True)


@pytest.fixture(scope='module')
def messages(catalogue) -> list[Message]:
    return [message for message in catalogue if message.id]


def forms(texts: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def russian(messages: list[Message], wrong: re.Pattern[str]) -> list[str]:
    """Return the Russian texts in which a pattern is found."""
    return [text for message in messages for text in forms(message.string) if wrong.search(text)]


def test_the_catalogue_holds_exactly_what_code_and_templates_say(extracted, messages):
    kept = {message.id for message in messages}

    assert extracted - kept == set(), 'run scripts/messages.sh and translate these'
    assert kept - extracted == set(), 'run scripts/messages.sh: nobody says these any more'


def test_every_message_is_translated_in_all_forms(catalogue, messages):
    incomplete = [
        message.id for message in messages
        if not all(text.strip() for text in forms(message.string))
        or (message.pluralizable and len(message.string) != catalogue.num_plurals)]

    assert incomplete == []


def test_no_translation_is_a_guess(messages):
    assert [message.id for message in messages if message.fuzzy] == []


def test_the_plural_rule_is_the_russian_one(catalogue):
    assert catalogue.plural_forms == get_plural('ru').plural_forms


def test_every_form_has_the_placeholders_of_the_message(messages):
    different = [
        text for message in messages for text in forms(message.string)
        if placeholders(text) != placeholders(forms(message.id)[-1])]

    assert different == []


def test_both_forms_of_a_message_have_the_same_placeholders(messages):
    """The first Russian form serves 21 as well as 1, so "one thing" would lose the number."""
    different = [message.id for message in messages
                 if len({tuple(placeholders(text)) for text in forms(message.id)}) > 1]

    assert different == []


def test_russian_texts_have_no_english_words(messages):
    found = {word for message in messages for text in forms(message.string)
             for word in ENGLISH.findall(PLACEHOLDER.sub(' ', text))}

    assert found <= LATIN


def test_english_texts_have_no_russian_words(messages):
    found = {word for message in messages for text in forms(message.id)
             for word in CYRILLIC.findall(text)}

    assert found <= RUSSIAN


@pytest.mark.parametrize('wrong', [
    '!', '"', '“', '”', '  ', '^ ', ' $', r'\.\.\.',
    pytest.param(' (—|%%)', id='a space that may break before a dash or a per cent sign'),
    pytest.param('№ ', id='a space that may break after a number sign'),
    pytest.param(r'%\(day\)s\.', id='a second full stop: a Russian day ends with one'),
    pytest.param(r'(?<=[а-яё,—]\s)В(ы|ас|ам|аш)', id='a capital "вы"'),
    pytest.param(WITHOUT_YO, id='"е" for "ё"'),
])
def test_russian_texts_keep_the_rules_of_writing(messages, wrong):
    assert russian(messages, re.compile(wrong)) == []


def test_english_needs_no_catalogue():
    assert [path.name for path in TRANSLATIONS.iterdir() if path.is_dir()] == ['ru']
