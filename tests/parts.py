"""The parts of the product as CycloneDX lists them: ``python -m tests.parts``.

Read from the lock, which holds the hash of each file, so that nothing is listed that is not
installed and nothing installed that is not listed. Written to ``docs/parts.cdx.json``.
"""
import json
import re
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LIST = ROOT / 'docs' / 'parts.cdx.json'
_PIN = re.compile(r'^([A-Za-z0-9._-]+)==([^\s;\\]+)', re.MULTILINE)
# What lies in the tree itself, made by others.
BROUGHT_ALONG = ({'type': 'data', 'name': 'Golos Text', 'description': 'letters of the pages',
                  'licenses': [{'license': {'id': 'OFL-1.1'}}]},)


def locked(name: str = 'main') -> dict[str, str]:
    """Return the version of each package of a lock."""
    text = (ROOT / 'requirements' / f'{name}.txt').read_text(encoding='utf-8')
    return dict(_PIN.findall(text))


def parts() -> str:
    """Return the list, the same for the same lock."""
    about = ConfigParser(interpolation=None)
    about.read(ROOT / 'setup.cfg', encoding='utf-8')
    product = about['metadata']
    listed: dict[str, Any] = {
        'bomFormat': 'CycloneDX', 'specVersion': '1.6', 'version': 1,
        'metadata': {'component': {
            'type': 'application', 'bom-ref': product['name'], 'name': product['name'],
            'version': product['version'], 'description': product['description']}},
        'components': [*map(_package, locked().items()), *BROUGHT_ALONG]}
    return json.dumps(listed, indent=1, ensure_ascii=False) + '\n'


def _package(pin: tuple[str, str]) -> dict[str, str]:
    name, version = pin
    address = f'pkg:pypi/{name}@{version}'
    return {'type': 'library', 'bom-ref': address, 'name': name, 'version': version,
            'purl': address}


def main() -> int:
    LIST.write_text(parts(), encoding='utf-8')
    return 0


if __name__ == '__main__':
    sys.exit(main())
