"""Evidence files are made harmless or refused, each within its limits."""
import os
import re
import socket
import threading
import time
from io import BytesIO

import pikepdf
import psutil
import pytest
from PIL import Image

from checklist.cleaning import MOST_PIXELS, Cleaner
from checklist.confined import MEGABYTE, ConfinedError, Limits
from checklist.errors import Refused
from checklist.scanner import ScannerAway
from tests import evidence_files as files

EICAR = b'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'


@pytest.fixture(scope='module')
def cleaner():
    return Cleaner()


def opened(body):
    return Image.open(BytesIO(body))


@pytest.mark.abuse('A30')
@pytest.mark.asvs('14.2.8')
def test_a_photograph_loses_its_place_its_camera_and_its_turn(cleaner):
    body = files.photograph()
    assert opened(body).getexif().get_ifd(files.GPS)

    cleaned = cleaner.clean('jpeg', body)

    image = opened(cleaned)
    assert image.size == (20, 30)
    assert (dict(image.getexif()), image.getexif().get_ifd(files.GPS)) == ({}, {})
    assert set(image.info) <= {'jfif', 'jfif_version', 'jfif_unit', 'jfif_density'}
    for trace in (b'Exif', b'secret', b'profile', files.CAMERA.encode()):
        assert trace not in cleaned


@pytest.mark.parametrize('mode', ['1', 'L', 'LA', 'P', 'RGB', 'RGBA', 'I;16'])
def test_a_png_keeps_its_dots_and_nothing_else(cleaner, mode):
    body = files.png(mode=mode)
    spoken = body[:-12] + files.chunk(b'tEXt', b'Author\0secret') + body[-12:]

    image = opened(cleaner.clean('png', spoken))

    assert image.size == (30, 20)
    assert image.mode == mode
    assert list(image.convert('RGBA').tobytes()) == list(
        opened(body).convert('RGBA').tobytes())
    assert image.info == {}


def test_what_is_transparent_stays_so(cleaner):
    body = files.png(transparency=(0, 0, 0))

    assert opened(cleaner.clean('png', body)).convert('RGBA').getpixel((0, 0))[3] == 0


@pytest.mark.parametrize('mode', ['L', 'RGB', 'CMYK'])
def test_a_jpeg_of_any_colours_is_kept(cleaner, mode):
    assert opened(cleaner.clean('jpeg', files.jpeg(mode=mode))).mode in ('L', 'RGB')


@pytest.mark.abuse('A30')
@pytest.mark.asvs('5.2.2')
@pytest.mark.parametrize(('kind', 'body'), [
    ('jpeg', files.jpeg()), ('png', files.png()), ('pdf', files.pdf())])
@pytest.mark.parametrize('tail', [
    files.ZIP + b'PAYLOAD', b'<?php PAYLOAD ?>', b'<html>PAYLOAD</html>', files.EXE + b'PAYLOAD'])
def test_what_hangs_on_a_file_is_gone(cleaner, kind, body, tail):
    """Files that are two things at once: a picture and an archive, a PDF and a page."""
    assert b'PAYLOAD' not in cleaner.clean(kind, body + tail)


@pytest.mark.abuse('A30')
@pytest.mark.asvs('5.2.2')
def test_what_hides_in_a_png_is_gone(cleaner):
    body = files.png()
    for name in (b'tEXt', b'iTXt', b'eXIf', b'prVt'):
        hidden = body[:33] + files.chunk(name, b'a\0\0\0\0\0<?php PAYLOAD ?>') + body[33:]
        assert b'PAYLOAD' not in cleaner.clean('png', hidden)


@pytest.mark.abuse('A30')
@pytest.mark.asvs('5.2.6')
def test_a_picture_that_would_fill_the_memory_is_never_decoded(cleaner):
    started = time.monotonic()

    for body in (files.huge_png(), files.huge_png(MOST_PIXELS // 1000 + 1, 1000),
                 files.huge_png(2 ** 31 - 1, 1)):
        with pytest.raises(Refused) as refused:
            cleaner.clean('png', body)
        assert refused.value.reason in ('too_many_pixels', 'unreadable')

    assert time.monotonic() - started < 3


def test_the_largest_picture_fits_into_the_limits(cleaner):
    side = int(MOST_PIXELS ** .5)

    assert opened(cleaner.clean('png', files.png((side, side)))).size == (side, side)


@pytest.mark.parametrize(('kind', 'body'), [
    ('jpeg', files.jpeg((300, 300))[:200]), ('png', files.png()[:50]), ('png', files.jpeg()),
    ('jpeg', files.png()), ('pdf', b'%PDF-1.7\nnonsense'), ('pdf', files.pdf()[:40]),
    ('png', files.png()[:33] + b'\xff' * 300), ('jpeg', b'\xff\xd8\xff' + os.urandom(2000))])
def test_what_cannot_be_read_is_refused(cleaner, kind, body):
    with pytest.raises(Refused, match='unreadable'):
        cleaner.clean(kind, body)


def test_a_pdf_without_pages_is_refused(cleaner):
    with pikepdf.Pdf.new() as document:
        body = files.saved(document)

    with pytest.raises(Refused, match='unreadable'):
        cleaner.clean('pdf', body)


@pytest.mark.parametrize('user', ['secret', ''])
def test_a_pdf_with_a_password_is_refused(cleaner, user):
    with pytest.raises(Refused, match='encrypted'):
        cleaner.clean('pdf', files.locked_pdf(user))


@pytest.mark.abuse('A30')
@pytest.mark.asvs('5.2.2')
def test_a_pdf_does_nothing_by_itself_afterwards(cleaner):
    body = files.hostile_pdf()
    planted = set(re.findall(rb'PAYLOAD-[a-z]+', body))
    assert len(planted) == 17

    cleaned = cleaner.clean('pdf', body)

    with pikepdf.open(BytesIO(cleaned)) as document:
        plain = files.saved(document, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert len(document.pages) == 1
        assert len(document.attachments) == 0
    assert re.findall(rb'PAYLOAD[-a-z]*', plain) == []
    for word in (b'/JavaScript', b'/JS', b'/Launch', b'/SubmitForm', b'/ImportData',
                 b'/OpenAction', b'/AA', b'/EmbeddedFile', b'/XFA', b'/GoToR', b'/RichMedia'):
        assert word not in plain
    assert b'https://kept.example/' in plain


def test_scripts_in_compressed_objects_are_found(cleaner):
    with pikepdf.open(BytesIO(files.hostile_pdf())) as document:
        packed = files.saved(
            document, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)

    with pikepdf.open(BytesIO(cleaner.clean('pdf', packed))) as document:
        assert b'PAYLOAD' not in files.saved(document, qdf=True)


def test_an_action_that_leads_back_to_itself_ends(cleaner):
    with pikepdf.Pdf.new() as document:
        page = document.add_blank_page()
        ring = document.make_indirect(pikepdf.Array([]))
        ring.append(ring)
        page.obj.Annots = pikepdf.Array([files.link(files.action('GoTo', Next=ring))])
        body = files.saved(document)

    with pytest.raises(Refused, match='unreadable'):
        cleaner.clean('pdf', body)


@pytest.fixture(scope='module')
def many_objects():
    """A PDF that takes seconds to look through."""
    with pikepdf.Pdf.new() as document:
        page = document.add_blank_page()
        page.obj.Kids = document.make_indirect(pikepdf.Array(
            [document.make_indirect(pikepdf.Dictionary(A=pikepdf.Dictionary(B=[place] * 30)))
             for place in range(60_000)]))
        return files.saved(document)


@pytest.mark.abuse('A30')
@pytest.mark.parametrize('limits', [Limits(wall_seconds=1), Limits(cpu_seconds=1)])
def test_a_file_that_takes_too_much_ends_alone(cleaner, many_objects, limits):
    children = set(psutil.Process().children())

    with pytest.raises(ConfinedError):
        Cleaner(limits=limits).clean('pdf', many_objects)

    assert set(psutil.Process().children()) <= children
    assert cleaner.clean('png', files.png())


def test_a_picture_that_takes_too_much_memory_ends_alone(cleaner):
    """Where memory ends, Pillow names it or calls the picture cut off; either way it ends."""
    with pytest.raises((ConfinedError, Refused)):
        Cleaner(limits=Limits(memory_bytes=MEGABYTE)).clean('png', files.huge_png(7000, 7000))

    assert cleaner.clean('png', files.png())


class FakeClamd(threading.Thread):
    """Speaks the protocol of clamd: a file with EICAR in it is FOUND."""

    def __init__(self, path, reply=None):
        super().__init__(daemon=True)
        self.reply = reply
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen()

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile('rb') as sent:
                assert sent.read(10) == b'zINSTREAM\0'
                body = b''
                while size := int.from_bytes(sent.read(4)):
                    body += sent.read(size)
                found = b'stream: Eicar-Test-Signature FOUND' if EICAR in body else b'stream: OK'
                connection.sendall((self.reply or found) + b'\0')


@pytest.fixture
def clamd(tmp_path):
    servers = []

    def start(reply=None):
        server = FakeClamd(tmp_path / 'clamd.ctl', reply)
        servers.append(server)
        server.start()
        return str(tmp_path / 'clamd.ctl')

    yield start
    for server in servers:
        server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        server.join(5)


@pytest.mark.asvs('5.4.3')
def test_a_virus_is_refused_before_the_file_is_opened(clamd):
    cleaner = Cleaner(clamd())

    with pytest.raises(Refused, match='malware'):
        cleaner.clean('pdf', files.pdf() + EICAR)

    assert cleaner.clean('png', files.png((400, 400)))


@pytest.mark.asvs('5.4.3')
@pytest.mark.parametrize('reply', [b'INSTREAM size limit exceeded. ERROR', b'', b'stream: '])
def test_a_scanner_without_a_verdict_lets_nothing_through(clamd, reply):
    with pytest.raises(ScannerAway):
        Cleaner(clamd(reply or b' ')).clean('png', files.png())


@pytest.mark.asvs('5.4.3')
@pytest.mark.parametrize('address', ['/nowhere/clamd.ctl', '127.0.0.1:1', 'nonsense'])
def test_a_scanner_that_is_away_lets_nothing_through(address):
    with pytest.raises(ScannerAway):
        Cleaner(address).clean('png', files.png())
