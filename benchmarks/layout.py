"""The processor time of one report: by the product, and by WeasyPrint with nothing around it."""
import gc
import os
from collections.abc import Callable
from functools import partial
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.harness import Row, alternate, at_most, middle
from checklist.reports.pdf import FONTS, HERE, Printer

PRINTED = 5
FACES = ''.join(
    f'@font-face {{ font-family: "Golos Text"; font-weight: {weight};'
    f' src: url({(FONTS / name).as_uri()}) }}'
    for weight, name in ((400, 'GolosText-Regular.ttf'), (700, 'GolosText-Bold.ttf')))


def layout_rows(html: str, rounds: int) -> tuple[list[Row], bytes]:
    """Return the rows and the report. Every way begins in this process, with the style compiled."""
    printer = Printer()
    body = printer.print_pdf(html)
    style = CSS(string=(HERE / 'print.css').read_text('utf-8'))
    fonts = FontConfiguration()
    kept = partial(_write, html, [_faces(fonts), style], fonts)
    assert len(kept()) > len(body) / 2
    found = alternate(rounds * PRINTED, {
        'product': partial(_processor_ms, partial(printer.print_pdf, html)),
        'forked': partial(_processor_ms, partial(_forked, html, style)),
        'kept': partial(_processor_ms, kept)})
    return _rows(*(middle(found[way]) for way in ('product', 'forked', 'kept'))), body


def _rows(product: float, forked: float, kept: float) -> list[Row]:
    title = 'a PDF, processor ms'
    return [
        Row(f'{title}, to WeasyPrint alone in a forked process', product, forked,
            must=at_most(1.15)),
        Row(f'{title}, to WeasyPrint alone in one process for all, fonts kept', product, kept),
        Row(title, product, dream=at_most(150))]


def _processor_ms(work: Callable[[], object]) -> float:
    before = _used()
    work()
    return (_used() - before) * 1000


def _used() -> float:
    """Return the processor time of this process and of those it has waited for."""
    return sum(usage.ru_utime + usage.ru_stime
               for usage in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def _forked(html: str, style: CSS) -> None:
    """Print as the product does, in a process that ends with the document, and nothing more."""
    child = os.fork()
    if child == 0:
        gc.disable()
        fonts = FontConfiguration()
        _write(html, [_faces(fonts), style], fonts)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0


def _faces(fonts: FontConfiguration) -> CSS:
    return CSS(string=FACES, font_config=fonts)


def _write(html: str, styles: list[CSS], fonts: FontConfiguration) -> bytes:
    body: bytes = HTML(string=html).write_pdf(
        stylesheets=styles, font_config=fonts, pdf_variant='pdf/ua-1')
    return body
