"""Making evidence files harmless. Only a worker does it; the web process never decodes a file.

Pictures are decoded and written anew: nothing but their pixels remains. A PDF is taken apart and
written anew without anything that acts by itself or carries other files. Each file is cleaned in
a process of its own (``confined.py``).
"""
import struct
import warnings
from collections.abc import Callable
from io import BytesIO

from pikepdf import Pdf, PasswordError, PdfError, StreamDecodeLevel
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from checklist.active_content import take_out_active_content
from checklist.confined import MEGABYTE, Limits, confined
from checklist.errors import Refused
from checklist.file_kinds import FileKind
from checklist.scanner import Scanner

# What a good phone makes; 30,000 × 30,000 would take 3.6 GB to decode.
MOST_PIXELS = 50_000_000
QUALITY = 88
LIMITS = Limits(cpu_seconds=40, wall_seconds=60, memory_bytes=768 * MEGABYTE)
_CLEAN, _REFUSED = b'+', b'-'
# The readers of pictures are loaded before a child is confined: loading takes memory too.
Image.preinit()


class Cleaner:
    """Checks and cleans evidence files, with a virus scanner where there is one."""

    def __init__(self, clamd: str = '', limits: Limits = LIMITS) -> None:
        self.scanner = Scanner(clamd) if clamd else None
        self.limits = limits

    def clean(self, kind: str, body: bytes) -> bytes:
        """Return a file without anything harmful.

        Refused says that there is none; ScannerAway and ConfinedError that it may be tried again.
        """
        if self.scanner and not self.scanner.is_clean(body):
            raise Refused('malware')
        answer = confined(lambda: _answer(kind, body), self.limits)
        verdict, rest = answer[:1], answer[1:]
        if verdict == _REFUSED:
            raise Refused(rest.decode())
        return rest


def _answer(kind: str, body: bytes) -> bytes:
    """Return what the child has to say: the cleaned file, or why there is none.

    WeasyPrint, which the worker has loaded too, lets Pillow take pictures that are cut off.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        return _CLEAN + _CLEANERS[FileKind(kind)](body)
    except Refused as refused:
        return _REFUSED + refused.reason.encode()


def clean_pdf(body: bytes) -> bytes:
    """Return a PDF that shows the same and does nothing by itself."""
    try:
        with warnings.catch_warnings(), Pdf.open(
                BytesIO(body), inherit_page_attributes=False) as pdf:
            warnings.simplefilter('ignore')
            if pdf.is_encrypted:
                raise Refused('encrypted')
            if not len(pdf.pages):
                raise Refused('unreadable')
            take_out_active_content(pdf)
            stream = BytesIO()
            # Streams are copied as they are: unpacking them is how small files grow huge.
            pdf.save(stream, stream_decode_level=StreamDecodeLevel.none, deterministic_id=True)
            return stream.getvalue()
    except PasswordError as error:
        raise Refused('encrypted') from error
    except (PdfError, ValueError, RuntimeError) as error:
        raise Refused('unreadable') from error


def clean_jpeg(body: bytes) -> bytes:
    image = _decoded(body, 'JPEG')
    if image.mode not in ('L', 'RGB'):
        image = image.convert('RGB')
    return _encoded(image, 'JPEG', quality=QUALITY, optimize=True)


def clean_png(body: bytes) -> bytes:
    return _encoded(_decoded(body, 'PNG'), 'PNG')


_CLEANERS: dict[FileKind, Callable[[bytes], bytes]] = {
    FileKind.PDF: clean_pdf, FileKind.JPEG: clean_jpeg, FileKind.PNG: clean_png}


def _decoded(body: bytes, kind: str) -> Image.Image:
    """Return the pixels of a picture, upright, and nothing else that was in the file."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore', Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(body), formats=[kind]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Refused('too_many_pixels')
                return _bare(_upright(image))
        except Image.DecompressionBombError as error:
            raise Refused('too_many_pixels') from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise Refused('unreadable') from error


def _upright(image: Image.Image) -> Image.Image:
    """Return a picture turned as its description says; a damaged description says nothing."""
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except (SyntaxError, ValueError, TypeError, KeyError, OverflowError, struct.error):
        return image.copy()


def _bare(image: Image.Image) -> Image.Image:
    """Return a picture without its description, its colour profile and its place on earth."""
    if 'transparency' in image.info:
        image = image.convert('RGBA')
    image.info = {}
    return image


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()
