"""What a file is, and under which name it can be handed out."""
import pytest

from checklist.file_kinds import LONGEST_NAME, FileKind, clean_name, kind_of
from tests import evidence_files as files

RIGHT_TO_LEFT = '\u202e'


@pytest.mark.abuse('A30')
@pytest.mark.asvs('5.2.2')
@pytest.mark.parametrize('name', sorted(files.REFUSED_AT_ONCE))
def test_what_only_has_the_name_of_a_file_we_take_is_told(name):
    assert kind_of(files.REFUSED_AT_ONCE[name]) is None
    assert kind_of(b'') is None


@pytest.mark.parametrize(('body', 'kind'), [
    (files.pdf(), FileKind.PDF), (files.jpeg(), FileKind.JPEG), (files.png(), FileKind.PNG)])
def test_files_we_take_are_known_by_how_they_begin(body, kind):
    assert kind_of(body) is kind
    assert kind_of(body[:20]) is kind


@pytest.mark.abuse('A31')
@pytest.mark.asvs('5.4.1')
@pytest.mark.asvs('5.3.2')
@pytest.mark.parametrize(('typed', 'kept'), [
    ('Акт № 5 "а".pdf', 'Акт № 5 "а".pdf'), ('SCAN.PDF', 'SCAN.PDF'), ('', 'file.pdf'),
    (f'cod{RIGHT_TO_LEFT}fdp.exe', 'cod fdp.exe.pdf'), ('../../../etc/passwd', 'passwd.pdf'),
    ('/etc/shadow.pdf', 'shadow.pdf'), ('C:\\Windows\\a.pdf', 'a.pdf'), ('a\0b.pdf', 'a b.pdf'),
    ('..', 'file.pdf'), ('.pdf', 'pdf.pdf'), ('...pdf', 'pdf.pdf'), ('a.pdf.', 'a.pdf'),
    ('a\r\nSet-Cookie: x=1.pdf', 'a Set-Cookie: x=1.pdf'), ('\u200b\ufeff\u2066.pdf', 'pdf.pdf'),
    ('a\u2028b\ud800c\ue000d\u0378.pdf', 'a b c d.pdf'), ('и\u0306.pdf', 'й.pdf'),
    ('a  \t b.pdf', 'a b.pdf'), ('акт.exe', 'акт.exe.pdf'), ('акт.jpg', 'акт.jpg.pdf')])
def test_a_name_is_one_line_that_says_what_the_file_is(typed, kept):
    assert clean_name(typed, FileKind.PDF) == kept


@pytest.mark.parametrize(('typed', 'kept'), [
    ('фото.JPEG', 'фото.JPEG'), ('фото.jpg', 'фото.jpg'), ('фото', 'фото.jpg')])
def test_a_photograph_may_have_either_ending(typed, kept):
    assert clean_name(typed, FileKind.JPEG) == kept


@pytest.mark.abuse('A31')
@pytest.mark.parametrize('letter', ['a', 'я', '😀', ' я'])
def test_a_long_name_is_cut_and_keeps_its_ending(letter):
    name = clean_name(letter * 3000 + '.pdf', FileKind.PDF)

    assert LONGEST_NAME - 4 <= len(name.encode()) <= LONGEST_NAME
    assert name.endswith('.pdf')
    assert clean_name(name, FileKind.PDF) == name
