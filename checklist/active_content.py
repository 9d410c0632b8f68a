"""Everything in a PDF that acts by itself, reaches out, or carries other files: taken out."""
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

# Wherever one of these stands, what hangs on it is dropped.
_KEYS = frozenset({
    '/AA', '/AF', '/Collection', '/EF', '/EmbeddedFiles', '/JavaScript', '/JS', '/Metadata',
    '/OpenAction', '/PieceInfo', '/RichMediaContent', '/RichMediaSettings', '/XFA'})
# Following a link inside the document, or one to the web that the reader sees and presses.
_KEPT_ACTIONS = frozenset({'/GoTo', '/URI'})
_ACTIONS = frozenset({
    '/GoTo3DView', '/GoToDp', '/GoToE', '/GoToR', '/Hide', '/ImportData', '/JavaScript',
    '/Launch', '/Movie', '/Named', '/Rendition', '/ResetForm', '/RichMediaExecute',
    '/SetOCGState', '/Sound', '/SubmitForm', '/Thread', '/Trans'})
_ANNOTATIONS = frozenset({
    '/3D', '/FileAttachment', '/Movie', '/RichMedia', '/Screen', '/Sound'})
# A stream may lie in another file, or show a page of one.
_ELSEWHERE = frozenset({'/F', '/FFilter', '/FDecodeParms', '/OPI', '/Ref'})
_WEB = (b'http://', b'https://', b'mailto:')


def take_out_active_content(pdf: Pdf) -> None:
    """Clean every object of a document, and drop what describes it."""
    for found in pdf.objects:
        for item in _with_direct_parts(found):
            _clean(item)
    if Name.Info in pdf.trailer:
        del pdf.trailer[Name.Info]


def _with_direct_parts(found: Object) -> Iterator[Object]:
    """Yield an object and what is written inside it; what it refers to has its own turn."""
    waiting = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, (Dictionary, Stream)):
            yield item
            waiting += [part for part in item.values() if _inside(part)]
        elif isinstance(item, Array):
            waiting += [part for part in item if _inside(part)]


def _inside(part: object) -> bool:
    return isinstance(part, (Dictionary, Array)) and not part.is_indirect


def _clean(item: Object) -> None:
    if _is_active(item):
        for key in list(item.keys()):
            if key != '/Length':
                del item[key]
        return
    dropped = _KEYS | _ELSEWHERE if isinstance(item, Stream) else _KEYS
    for key in list(item.keys()):
        if key in dropped or (key in ('/A', '/PA', '/Next') and _acts(item[key])):
            del item[key]


def _is_active(item: Object) -> bool:
    """Return whether an object as a whole is an action or an annotation that is not kept."""
    return (_name(item, '/S') in _ACTIONS
            or (_name(item, '/Subtype') in _ANNOTATIONS and '/Rect' in item))


def _acts(value: object) -> bool:
    """Return whether a value is an action that is not kept. Attributes have the key /A too."""
    if isinstance(value, Array):
        return any(_acts(part) for part in value)
    if not isinstance(value, Dictionary) or '/S' not in value:
        return False
    kind = _name(value, '/S')
    if kind == '/URI':
        return not _is_web(value.get('/URI'))
    return kind not in _KEPT_ACTIONS


def _is_web(address: object) -> bool:
    return isinstance(address, String) and bytes(address).strip().lower().startswith(_WEB)


def _name(item: Object, key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, Name) else ''
