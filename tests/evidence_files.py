"""Files that somebody might send as evidence, harmless and hostile."""
import zlib
from io import BytesIO
from struct import pack
from typing import Any

import pikepdf
from PIL import Image

GPS = 0x8825
PLACE = {1: 'N', 2: (55.0, 9.0, 36.0), 3: 'E', 4: (61.0, 24.0, 9.0)}
TURNED = 6
CAMERA = 'Камера Ольги'


def png(size: tuple[int, int] = (30, 20), mode: str = 'RGB', **options: Any) -> bytes:
    return picture(size, mode, 'PNG', **options)


def jpeg(size: tuple[int, int] = (30, 20), mode: str = 'RGB', **options: Any) -> bytes:
    return picture(size, mode, 'JPEG', **options)


def picture(size: tuple[int, int], mode: str, kind: str, **options: Any) -> bytes:
    stream = BytesIO()
    Image.new(mode, size, 1 if mode in ('1', 'P') else None or 128 if mode in ('L', 'I;16') else 0
              ).save(stream, kind, **options)
    return stream.getvalue()


def photograph() -> bytes:
    """A picture that says where it was taken and by what, and lies on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = TURNED, CAMERA
    exif.get_ifd(GPS).update(PLACE)
    return jpeg(exif=exif, comment=b'taken in secret', icc_profile=b'profile of a camera')


def chunk(kind: bytes, body: bytes) -> bytes:
    return pack('!I', len(body)) + kind + body + pack('!I', zlib.crc32(kind + body))


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A small file that says it is a picture of 900 megapixels."""
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', pack('!IIBBBBB', width, height, 8, 2, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(b'\0' * 100_000)) + chunk(b'IEND', b''))


def pdf(**parts: Any) -> bytes:
    """A PDF of one page; ``parts`` stand in its catalogue."""
    with pikepdf.Pdf.new() as document:
        document.add_blank_page()
        for name, value in parts.items():
            document.Root[f'/{name}'] = value
        return saved(document)


def saved(document: pikepdf.Pdf, **options: Any) -> bytes:
    stream = BytesIO()
    document.save(stream, **options)
    return stream.getvalue()


def locked_pdf(user: str = 'secret') -> bytes:
    with pikepdf.Pdf.new() as document:
        document.add_blank_page()
        return saved(document, encryption=pikepdf.Encryption(owner='owner', user=user))


def action(kind: str, **more: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name(f'/{kind}'), **more)


def script(text: str = 'app.alert(1)') -> pikepdf.Dictionary:
    return action('JavaScript', JS=pikepdf.String(text))


def launch(program: str = 'cmd.exe') -> pikepdf.Dictionary:
    return action('Launch', F=pikepdf.String(program))


def hostile_pdf() -> bytes:
    """A PDF with one of everything that acts by itself."""
    text, name = pikepdf.String, pikepdf.Name
    with pikepdf.Pdf.new() as document:
        page = document.add_blank_page()
        root = document.Root
        root.OpenAction = document.make_indirect(script('PAYLOAD-open'))
        root.AA = pikepdf.Dictionary(WC=script('PAYLOAD-close'))
        root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(
            Names=[text('start'), script('PAYLOAD-named')]))
        root.AcroForm = pikepdf.Dictionary(
            Fields=[], XFA=document.make_stream(b'<PAYLOAD-xfa/>'))
        root.Metadata = document.make_stream(b'<PAYLOAD-author/>')
        page.obj.AA = pikepdf.Dictionary(O=script('PAYLOAD-page'))
        field = document.make_indirect(pikepdf.Dictionary(
            Type=name.Annot, Subtype=name.Widget, Rect=[0, 0, 9, 9], FT=name.Tx, T=text('a'),
            AA=pikepdf.Dictionary(K=script('PAYLOAD-key'))))
        root.AcroForm.Fields.append(field)
        page.obj.Annots = document.make_indirect(pikepdf.Array([
            link(launch('PAYLOAD-launch')), link(action('SubmitForm', F=text('PAYLOAD-submit'))),
            link(action('ImportData', F=text('PAYLOAD-import'))),
            link(action('GoToR', F=text('PAYLOAD-remote'))),
            link(action('URI', URI=text('javascript:PAYLOAD-uri'))),
            link(action('URI', URI=text('file:///PAYLOAD-file'))),
            link(action('URI', URI=text('https://kept.example/'),
                        Next=[script('PAYLOAD-next'), launch('PAYLOAD-next')])),
            document.make_indirect(pikepdf.Dictionary(
                Type=name.Annot, Subtype=name.FileAttachment, Rect=[0, 0, 9, 9],
                FS=pikepdf.Dictionary(EF=pikepdf.Dictionary(
                    F=document.make_stream(b'PAYLOAD-attached'))))),
            pikepdf.Dictionary(Type=name.Annot, Subtype=name.RichMedia, Rect=[0, 0, 9, 9],
                               RichMediaContent=pikepdf.Dictionary(X=text('PAYLOAD-media'))),
            field,
        ]))
        document.attachments['PAYLOAD.exe'] = b'MZ PAYLOAD-embedded'
        document.docinfo['/Author'] = 'PAYLOAD-author'
        return saved(document, compress_streams=False)


def link(target: pikepdf.Dictionary) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link,
                              Rect=[0, 0, 9, 9], A=target)


# What begins like a file we take and is, or is also, something else.
EXE = b'MZ\x90\x00' + bytes(200) + b'This program cannot be run in DOS mode.'
ZIP = b'PK\x03\x04' + bytes(60)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b'<html><script>alert(1)</script></html>'
REFUSED_AT_ONCE = {
    'exe': EXE, 'zip': ZIP, 'docx': ZIP + b'word/document.xml', 'svg': SVG, 'html': HTML,
    'gif': b'GIF89a' + bytes(40), 'gifar': b'GIF89a' + bytes(40) + ZIP,
    'html before pdf': HTML + b'\n%PDF-1.7\n', 'text': 'акт проверки'.encode(),
    'one byte': b'%', 'webp': b'RIFF\x24\0\0\0WEBPVP8 ', 'tiff': b'II*\0' + bytes(40),
    'png without header': b'\x89PNG\r\n\x1a\n' + SVG, 'bom': b'\xef\xbb\xbf%PDF-1.7'}
