"""The printed report: what it says, that it stays the same, and what it cannot be made to do."""
import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from io import BytesIO
from itertools import cycle

import psutil
import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from checklist.config import ROOT
from checklist.confined import MEGABYTE, ConfinedError, Limits
from checklist.reports.documents import result_html
from checklist.reports.pdf import Printer
from checklist.templating import day, moment
from tests.unit.summaries import (
    SUBMITTED_AT, VERIFY_URL, noise, reading_in, short_summary, summary, with_texts, without_score)

CANARY = 'canary-5f3a91c7'
ENDLESS_WORD = '<html lang="ru"><title>-</title><p>' + 'ж' * 1_000_000
TINY = '<html lang="ru"><title>-</title><p>Привет, мир!'
DEEP = TINY + '<div>' * 3000

# Ways to make a page fetch an address; {} is one of TARGETS.
WAYS = (
    '<img src={}>', '<img srcset="{} 1x">', '<link rel=stylesheet href={}>',
    '<link rel=attachment href={}>', '<a rel=attachment href={}>x</a>',
    '<style>@import url({});</style>', '<p style="background: url({})">x</p>',
    '<style>@font-face {{ font-family: "Golos Text"; src: url({}) }}</style>',
    '<style>p::after {{ content: url({}) }}</style>', '<object data={}></object>',
    '<embed src={}>', '<iframe src={}></iframe>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}"/></svg>',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="{}#a"/></svg>',
    '<base href={}><video poster={}><source src={}></video>')
TARGETS = ('file://{secret}', 'FILE://localhost{secret}', 'http://127.0.0.1:{port}/a',
           'ftp://127.0.0.1:{port}/b')


@pytest.fixture(scope='module')
def printer():
    return Printer(Limits(wall_seconds=300))


@pytest.fixture
def listener():
    """A server that counts who calls."""
    calls = []

    def listen():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            calls.append(connection.recv(100))
            connection.close()

    with socket.create_server(('127.0.0.1', 0)) as server:
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield server.getsockname()[1], calls
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.fixture
def vectors(listener, tmp_path):
    """Sixty texts that would have a secret read, or a server called, were they more than text."""
    secret = tmp_path / 'secret.svg'
    secret.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text y="9">{CANARY}</text></svg>')
    places = [target.format(secret=secret, port=listener[0]) for target in TARGETS]
    return [way.replace('{}', place) for way in WAYS for place in places]


def page_of(result, language='ru'):
    with reading_in(language):
        return result_html(result, VERIFY_URL)


def squeezed(text):
    """Return a text without the white space that layout may put in or take away."""
    return ''.join(str(text).split())


def text_of(pdf):
    return squeezed(''.join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def streams_of(pdf):
    reader = PdfReader(BytesIO(pdf))
    for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1):
        found = reader.get_object(number)
        if isinstance(found, StreamObject):
            yield found.get_data()


@pytest.mark.parametrize('language', ['ru', 'en'])
def test_report_says_every_fact_of_the_result(printer, language):
    result = summary(language)
    said = text_of(printer.print_pdf(page_of(result, language)))

    facts = [result.title, result.name, result.inn, result.verdict_sentence, *result.arithmetic,
             result.path.sentence, result.document_hash, result.fingerprint, VERIFY_URL,
             'ABCDE-FGHJK-LMNPQ-RSTUV-WX234-5', result.receipt_number, result.authority,
             result.kind_of_control, result.policy_basis, *result.changes.mended]
    for section in result.sections:
        facts.append(section.title)
    with reading_in(language):
        facts += [moment(result.submitted_at), day(result.as_of)]
        for item in result.to_mend:
            facts += [f'{item.number}. {item.question}', item.topic, item.note, item.remedy,
                      day(item.due_on), item.evidence, *item.cited, *item.current]
            facts += [text for fine in item.fines for text in (
                fine.amount, fine.alternative, fine.article, fine.offence)]
    for item in (*result.met, *result.not_applicable):
        facts += [f'{item.number} {item.question}', item.note]
    for item in result.left_out:
        facts += [item.what, *item.reasons]
    assert not [fact for fact in facts if squeezed(fact) not in said]


def test_every_page_but_the_first_has_a_head_and_every_page_its_number(printer):
    pages = PdfReader(BytesIO(printer.print_pdf(page_of(summary('en'), 'en')))).pages

    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        text = squeezed(page.extract_text())
        assert f'Page{number}of{len(pages)}' in text
        assert number == 1 or 'Publiccatering:sanitaryrequirements,version1' in text


def test_heads_of_the_plan_stand_on_each_of_its_pages(printer):
    pages = PdfReader(BytesIO(printer.print_pdf(page_of(summary('en', violations=25), 'en')))).pages

    heads = [page for page in pages
             if 'DoneBywhenWhattodoWhatitgains' in squeezed(page.extract_text())]
    assert len(heads) >= 2


def test_report_names_itself_its_language_and_its_moment(printer):
    reader = PdfReader(BytesIO(printer.print_pdf(page_of(summary()))))

    assert summary().title in reader.metadata.title
    assert reader.metadata.creation_date == SUBMITTED_AT
    assert reader.trailer['/Root']['/Lang'] == 'ru'
    assert reader.trailer['/Root']['/MarkInfo']['/Marked']


def test_fonts_are_golos_text_and_embedded(printer):
    reader = PdfReader(BytesIO(printer.print_pdf(page_of(summary()))))

    fonts = {name: font.get_object()['/DescendantFonts'][0].get_object()
             for page in reader.pages
             for name, font in page['/Resources']['/Font'].items()}
    names = {font['/BaseFont'].split('+')[1] for font in fonts.values()}
    assert names == {'Golos-Text', 'Golos-Text-Bold'}
    assert all('/FontFile2' in font['/FontDescriptor'] for font in fonts.values())


@pytest.mark.parametrize('result', [short_summary(), without_score()])
def test_results_with_little_to_say_are_printed(printer, result):
    assert squeezed(result.verdict_sentence) in text_of(printer.print_pdf(page_of(result)))


def test_same_page_gives_the_same_bytes_in_any_process(printer):
    page = page_of(summary(violations=2, met=2, not_applicable=1))
    code = ('import sys; from checklist.reports.pdf import Printer;'
            'sys.stdout.buffer.write(Printer().print_pdf(sys.stdin.read()))')

    others = [subprocess.run(
        [sys.executable, '-c', code], input=page.encode(), capture_output=True, check=True,
        cwd=ROOT, env={**os.environ, 'PYTHONHASHSEED': seed, 'TZ': zone, 'LC_ALL': 'C.UTF-8'},
    ).stdout for seed, zone in (('1', 'UTC'), ('2', 'Asia/Tokyo'))]

    assert {printer.print_pdf(page), printer.print_pdf(page), *others} == {others[0]}


def test_many_documents_leave_nothing_behind(printer, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, 'tempdir', str(tmp_path))
    process = psutil.Process()
    children = set(process.children())
    printer.print_pdf(TINY)
    memory, files = process.memory_info().rss, process.num_fds()

    for _ in range(20):
        printer.print_pdf(TINY)

    assert process.memory_info().rss - memory < 2 * MEGABYTE
    assert process.num_fds() == files
    assert set(process.children()) <= children
    assert not list(tmp_path.iterdir())


# Where time is not what ends a document, a busy machine has plenty of it.
PATIENT = {'cpu_seconds': 120, 'wall_seconds': 600}


@pytest.mark.abuse('A10')
@pytest.mark.asvs('15.2.2')
@pytest.mark.parametrize(('page', 'limits', 'message'), [
    (ENDLESS_WORD, Limits(cpu_seconds=1), 'ended by SIGXCPU'),
    (ENDLESS_WORD, Limits(wall_seconds=1), 'took too long'),
    (TINY + '<p>слово' * 5000, Limits(memory_bytes=MEGABYTE, **PATIENT), 'could not be done'),
    (TINY, Limits(file_bytes=1000, **PATIENT), 'could not be done: OSError'),
    (DEEP, Limits(**PATIENT), 'could not be done: RecursionError'),
])
def test_limit_ends_one_document_and_no_other(printer, page, limits, message):
    strict, children = Printer(limits), set(psutil.Process().children())

    with pytest.raises(ConfinedError, match=message):
        strict.print_pdf(page)

    assert set(psutil.Process().children()) <= children
    assert squeezed('Привет, мир!') in text_of(printer.print_pdf(TINY))


def test_documents_are_printed_among_threads(printer):
    printed = []
    threads = [threading.Thread(target=lambda: printed.append(printer.print_pdf(TINY)))
               for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert printed == [printer.print_pdf(TINY)] * 4


def test_long_words_are_broken_and_kept_whole(printer):
    small = summary(violations=1, unknown=0, met=1, not_applicable=1)
    word = noise(1000)
    result = replace(small, name=word[:200], met=(replace(small.met[0], note=word),),
                     violations=(replace(small.violations[0], note=word),))

    pdf = printer.print_pdf(page_of(result))

    lines = [line for page in PdfReader(BytesIO(pdf)).pages
             for line in page.extract_text().split('\n')]
    assert max(map(len, lines)) < 140
    assert text_of(pdf).count(word) == 2


def test_characters_without_a_shape_are_named_by_their_number(printer):
    said = text_of(printer.print_pdf(TINY + ' 漢字 ✔\ufe0f 1\u200d2 ≥ 🏳'))

    assert 'мир![U+6F22][U+5B57]✔12≥[U+1F3F3]' in said


@pytest.mark.asvs('16.2.5')
def test_log_does_not_tell_what_a_document_says(printer, capfd):
    with open(2, 'w', closefd=False) as errors:
        handler = logging.StreamHandler(errors)
        logging.getLogger('weasyprint').addHandler(handler)
        printer.print_pdf(TINY + ' 漢字')
        logging.getLogger('weasyprint').removeHandler(handler)

    assert capfd.readouterr().err == ''


def test_lines_of_a_note_stay_lines(printer):
    small = summary(violations=1, unknown=0, met=1, not_applicable=1)
    result = replace(small, violations=(replace(small.violations[0], note='раз\nдва\nтри'),))

    pages = PdfReader(BytesIO(printer.print_pdf(page_of(result)))).pages
    assert any('раз\nдва\nтри' in page.extract_text() for page in pages)


@pytest.mark.asvs('1.2.1', '1.3.7', '1.3.10')
def test_markup_and_templates_in_texts_are_only_text(printer):
    texts = ['{{7*7}}', '=HYPERLINK("http://127.0.0.1")', '<b>a</b>', '&lt;', '%(num)s', '{% x %}']
    small = summary(violations=1, unknown=0, met=1, not_applicable=1)

    said = text_of(printer.print_pdf(page_of(with_texts(small, lambda: ' '.join(texts)))))

    assert said.count(squeezed(''.join(texts))) > 20


@pytest.mark.abuse('A9')
@pytest.mark.asvs('1.3.6')
def test_texts_of_people_read_no_file_and_call_nobody(printer, vectors, listener):
    assert len(vectors) == 60
    small, every = summary(violations=1, unknown=1, met=1, not_applicable=1), cycle(vectors)
    result = replace(with_texts(small, lambda: next(every)), **{
        name: tuple(with_texts(getattr(small, name)[0], lambda text=text: text)
                    for text in vectors)
        for name in ('violations', 'met', 'not_applicable', 'left_out')})

    pdf = printer.print_pdf(page_of(result))

    assert_harmless(pdf, listener)
    assert text_of(pdf).count('<imgsrc=') > 60


@pytest.mark.abuse('A9')
@pytest.mark.asvs('1.3.5', '1.3.6')
def test_even_unescaped_markup_reads_no_file_and_calls_nobody(printer, vectors, listener):
    for count in range(0, len(vectors), 4):
        pdf = printer.print_pdf(TINY + ''.join(vectors[count:count + 4]))
        assert_harmless(pdf, listener)


def test_listener_hears_those_who_call(listener):
    port, calls = listener
    with socket.create_connection(('127.0.0.1', port)) as connection:
        connection.sendall(b'x')
        connection.recv(1)
    assert calls == [b'x']


def assert_harmless(pdf, listener):
    assert not listener[1]
    assert not PdfReader(BytesIO(pdf)).attachments
    assert not [data for data in streams_of(pdf) if CANARY.encode() in data]
    assert CANARY not in text_of(pdf)
