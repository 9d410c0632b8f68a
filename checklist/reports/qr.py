"""QR codes as pictures that need no other file."""
from functools import lru_cache

import segno


@lru_cache(maxsize=256)
def qr_data_uri(text: str) -> str:
    """Return a QR code as an SVG in a data: address, dark on transparent."""
    code = segno.make(text, error='m', micro=False)
    address: str = code.svg_data_uri(scale=4, border=2, light='#fff', dark='#000')
    return address
