"""Check the catalog files: ``python -m requirements_catalog [FOLDER]``."""
import sys
from pathlib import Path

from requirements_catalog.canonical import fingerprint, read_version, write_version
from requirements_catalog.loader import DATA, load_catalog
from requirements_catalog.problems import CatalogError


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else DATA
    try:
        catalog = load_catalog(folder)
    except CatalogError as error:
        print(error)
        return 1
    for version in catalog.versions:
        print(f'{version.content.checklist} v{version.content.version}: '
              f'{len(version.questions)} questions, {fingerprint(version)[:12]}')
        assert read_version(write_version(version)) == version
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
