"""Believable and hostile summaries, and an application that can do no more than draw documents."""
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import Babel, force_locale

from checklist.config import ROOT, Retention
from checklist.reports.summary import (
    Changes, Fine, LeftOut, Met, NotApplicable, Path, SectionScore, Summary, Violation)
from checklist.scoring import percent
from checklist.templating import register_templating

CODE = 'ABCDEFGHJKLMNPQRSTUVWX2345'
VERIFY_URL = f'https://samoproverka.example.ru/verify/{CODE}'
SUBMITTED_AT = datetime(2026, 11, 21, 23, 5, tzinfo=ZoneInfo('Asia/Yekaterinburg'))
THRESHOLD = 90
SEVERITIES = ('high', 'medium', 'low')

# Topic, question and remedy in both languages; a question takes the next one, round and round.
DUTIES = {
    'ru': (
        ('Медицинские книжки', 'Есть ли у каждого, кто работает с едой, медицинская книжка?',
         'Выпишите сроки отметок. Тех, у кого срок вышел, направьте на осмотр.'),
        ('Сроки годности', 'Все ли продукты у вас в пределах срока годности?',
         'Проверьте все полки сегодня же. Просроченное уберите и спишите.'),
        ('Эвакуационные выходы', 'Открываются ли двери выходов изнутри без ключа?',
         'Снимите навесные замки. Поставьте ручку-защёлку или «антипаника».'),
        ('Уголок потребителя', 'Висят ли на виду сведения о продавце и книга отзывов?',
         'Распечатайте сведения: наименование, ОГРН, режим работы. Купите книгу.'),
        ('Журнал температуры', 'Записываете ли вы каждый день температуру в холодильниках?',
         'Заведите журнал, по строке на холодильник. Отметьте пределы: +2…+6 °C.')),
    'en': (
        ('Medical books', 'Does everyone who works with food have a valid medical book?',
         'List the dates of the marks. Send those whose dates are over to the check.'),
        ('Shelf life', 'Is all the food you keep within its shelf life?',
         'Check every shelf today. Take away what is past its date and write it off.'),
        ('Emergency exits', 'Do the doors of the exits open from inside without a key?',
         'Remove padlocks. Fit a latch handle or a panic bar.'),
        ('Consumer board', 'Do the details of the seller and the book of reviews hang in sight?',
         'Print the details: name, OGRN, opening hours. Buy the book.'),
        ('Temperature log', 'Do you write down the temperature of the fridges every day?',
         'Start a log, one line a fridge. Mark the limits: +2…+6 °C.')),
}
WORDS = {
    'ru': {'title': 'Общественное питание: санитарные требования', 'name': 'ООО «Пирожковая»',
           'section': 'Раздел {}: кухня и зал', 'fine': 'от 30 000 до 50 000 ₽',
           'article': 'КоАП РФ, ст. 6.6', 'note': 'Журнал завели в марте, потом забросили.',
           'why': 'Только если у вас есть: доставка.', 'verdict': 'Не выполнено требование.',
           'sum': 'Баллы: {} из {}.', 'path': 'Достаточно исправлений: {}.'},
    'en': {'title': 'Public catering: sanitary requirements', 'name': 'Pie Shop LLC',
           'section': 'Section {}: kitchen and hall', 'fine': '30,000 to 50,000 RUB',
           'article': 'Code of Offences, art. 6.6', 'note': 'We began a log, then stopped.',
           'why': 'Asked only if you have this: delivery.', 'verdict': 'A requirement is broken.',
           'sum': 'Points: {} of {}.', 'path': 'Fixes that are enough: {}.'},
}


def summary(language: str = 'ru', *, violations: int = 9, unknown: int = 2, met: int = 27,
            not_applicable: int = 4, **changes: Any) -> Summary:
    """Return a result with so many answers of each kind; by default of 42 questions."""
    words, numbers = WORDS[language], iter(range(1, 10_000))
    broken = tuple(violation(next(numbers), language) for _ in range(violations))
    open_ones = tuple(violation(next(numbers), language, unknown=True) for _ in range(unknown))
    right = tuple(Met(number, duty(number, language)[1], words['note'] if number % 5 == 0 else '')
                  for number in islice(numbers, met))
    aside = tuple(NotApplicable(number, duty(number, language)[1], words['note'])
                  for number in islice(numbers, not_applicable))
    lost = sum(item.gain_points for item in broken + open_ones)
    points = sum(weight(item.number) for item in right)
    return Summary(**{
        'title': words['title'], 'name': words['name'], 'inn': '7404001234',
        'checklist_code': 'public-catering', 'version_number': 1, 'superseded': '',
        'fingerprint': 'd4735e3a' * 8,
        'document_hash': '6b86b273' * 8, 'as_of': date(2026, 11, 20),
        'submitted_at': SUBMITTED_AT, 'authority': 'Управление Роспотребнадзора',
        'kind_of_control': 'Санитарный контроль (надзор)',
        'verdict': 'critical_broken' if broken else 'passed',
        'verdict_sentence': words['verdict'], 'points': points, 'attainable': points + lost,
        'arithmetic': (words['sum'].format(points, points + lost),),
        'percent': percent(points, points + lost), 'threshold_percent': THRESHOLD,
        'sections': sections(language), 'violations': broken, 'unknown': open_ones,
        'path': Path(words['path'].format(min(3, violations)), broken[:3]), 'met': right,
        'not_applicable': aside, 'left_out': (LeftOut(duty(2, language)[1], (words['why'],)),),
        'changes': Changes(date(2026, 8, 1), Decimal('51.2'), (duty(0, language)[1],),
                           (duty(1, language)[1],), ()) if broken else None,
        'policy_basis': 'Статья 51 Федерального закона № 248-ФЗ', 'policy_verified': False,
        'verification_code': CODE, 'shows_score': False, **changes})


def duty(number: int, language: str) -> tuple[str, str, str]:
    return DUTIES[language][number % len(DUTIES[language])]


def weight(number: int) -> int:
    return 1 + number % 3


def violation(number: int, language: str = 'ru', *, unknown: bool = False) -> Violation:
    topic, question, remedy = duty(number, language)
    words, days = WORDS[language], (1, 3, 14, 30)[number % 4]
    return Violation(
        code=f'CT-Q{number:02}', number=number, question=question, topic=topic,
        severity=SEVERITIES[number % 3], critical=number == 1, unknown=unknown,
        note=words['note'] if number % 2 else '', duty=remedy,
        cited=('пункт 2.21 СанПиН 2.3/2.4.3590-20',),
        current=('пункт 24 СанПиН 2.3/2.4.4282-26', 'статья 34 закона № 52-ФЗ'),
        verified=number % 2 == 0,
        fines=(Fine(words['article'], topic, words['fine'], words['why'], number % 2 == 0),
               Fine(words['article'], topic, '', words['why'], True))[:number % 3],
        evidence=topic, remedy=remedy, remedy_days=days,
        due_on=SUBMITTED_AT.date() + timedelta(days=days), gain_points=weight(number),
        gain_percent=Decimal('2.4') * weight(number), passes=number == 2)


def sections(language: str) -> tuple[SectionScore, ...]:
    titles = [WORDS[language]['section'].format(number) for number in range(1, 7)]
    scores = [SectionScore(title, number, 6, percent(number, 6), number, 6 - number, 0, 1)
              for number, title in enumerate(titles)]
    return (*scores, SectionScore(titles[0], 0, 0, None, 0, 0, 0, 3))


def short_summary(language: str = 'ru') -> Summary:
    """Return a result of two questions without any trouble, of a business without a name."""
    return summary(language, violations=0, unknown=0, met=2, not_applicable=0, name='', inn='',
                   left_out=(), path=Path('Исправлять нечего.', ()))


def without_score(language: str = 'ru') -> Summary:
    return summary(language, violations=0, unknown=0, met=0, not_applicable=2, percent=None,
                   verdict='not_scorable', sections=sections(language)[-1:])


# Fields that never hold a text of people, and which the documents read as codes.
CODES = ('verdict', 'severity', 'code', 'verification_code', 'document_hash', 'fingerprint',
         'checklist_code')


def with_texts(value: Any, text: Callable[[], str]) -> Any:
    """Return a summary, or a part of one, with every text of people in it replaced."""
    if isinstance(value, str):
        return text()
    if isinstance(value, tuple):
        return tuple(with_texts(item, text) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    return replace(value, **{
        field.name: with_texts(getattr(value, field.name), text)
        for field in fields(value) if field.name not in CODES})


def noise(length: int) -> str:
    """Return a text without a single space."""
    return ''.join(random.Random(1).choices('абвгдеёжщъыьэюя№«»xyz=+@', k=length))


def document_app() -> Flask:
    app = Flask('checklist', root_path=str(ROOT / 'checklist'),
                template_folder=str(ROOT / 'templates'))
    app.config.update(BABEL_DEFAULT_LOCALE='ru', BABEL_DEFAULT_TIMEZONE='Asia/Yekaterinburg',
                      RETENTION=Retention(), DESIGN_PAGE=False)
    Babel(app)
    register_templating(app)
    return app


@contextmanager
def reading_in(language: str) -> Iterator[None]:
    """Draw documents in a language."""
    with document_app().app_context(), force_locale(language):
        yield
