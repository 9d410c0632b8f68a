"""Style, script and signs come packed to whoever can unpack them; pages never do."""
import gzip

import pytest

from checklist.templating import STATIC
from tests.factories import COMPLETE, begin
from tests.journeys import open_held

pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)

PACKED = {'Accept-Encoding': 'gzip, deflate, br, zstd'}
TEXTS = ('css/site.css', 'js/site.js', 'icons/favicon.svg')


@pytest.mark.parametrize('name', TEXTS)
@pytest.mark.parametrize('method', ['GET', 'HEAD'])
def test_texts_are_packed(client, database, name, method):
    answer = client.open(f'/static/{name}', method=method, headers=PACKED)
    body = (STATIC / name).read_bytes()

    assert answer.status_code == 200
    assert answer.headers['Content-Encoding'] == 'gzip'
    assert answer.headers['Vary'] == 'Accept-Encoding'
    assert int(answer.headers['Content-Length']) < len(body)
    assert answer.data == b'' if method == 'HEAD' else gzip.decompress(answer.data) == body


@pytest.mark.parametrize('accepted', [None, '', 'br', 'gzip;q=0', 'identity'])
def test_who_cannot_unpack_gets_the_plain_text(client, database, accepted):
    headers = {} if accepted is None else {'Accept-Encoding': accepted}
    answer = client.get('/static/css/site.css', headers=headers)

    assert answer.data == (STATIC / 'css/site.css').read_bytes()
    assert 'Content-Encoding' not in answer.headers
    assert answer.headers['Vary'] == 'Accept-Encoding'


def test_a_part_is_a_part_of_the_plain_text(client, database):
    answer = client.get('/static/js/site.js', headers={**PACKED, 'Range': 'bytes=0-9'})

    assert (answer.status_code, 'Content-Encoding' in answer.headers) == (206, False)
    assert answer.data == (STATIC / 'js/site.js').read_bytes()[:10]


def test_what_a_browser_has_is_not_sent_again(client, database):
    etag = client.get('/static/css/site.css', headers=PACKED).headers['ETag']
    answer = client.get('/static/css/site.css', headers={**PACKED, 'If-None-Match': etag})

    assert (answer.status_code, answer.data) == (304, b'')
    assert answer.headers['Vary'] == 'Accept-Encoding'


def test_letters_are_packed_already(client, database):
    answer = client.get('/static/fonts/golos-text-400.woff2', headers=PACKED)

    assert 'Content-Encoding' not in answer.headers


def test_pages_are_never_packed(client, database):
    """The length of a packed page would tell whether what was typed is like the token."""
    held = begin(database, COMPLETE)
    open_held(client, held)

    for path in ('/', held.section(), f'{held.path}/progress.json'):
        assert 'Content-Encoding' not in client.get(path, headers=PACKED).headers


def test_nothing_is_written_beside_the_files(app, database):
    assert not [path for path in STATIC.rglob('*') if path.suffix in ('.gz', '.br')]
