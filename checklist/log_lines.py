"""How the log is written: whatever an entry says, nobody can make another entry of it."""
import logging

# Stands before the further lines of an entry, such as those of a traceback.
FURTHER = '\n  | '
HARMLESS = frozenset('\n\t\u00a0')


class Entries(logging.Formatter):
    """Marks the further lines of an entry, and shows signs that nobody sees by their number."""

    def format(self, record: logging.LogRecord) -> str:
        seen = (sign if sign.isprintable() or sign in HARMLESS else f'\\u{ord(sign):04x}'
                for sign in super().format(record))
        return ''.join(seen).replace('\n', FURTHER)


def write_log(before: str = '') -> None:
    """Let this process write warnings and worse to its standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Entries(f'{before}%(message)s'))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
