"""Reading without the search for circles of objects, which large versions would set off often."""
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_search_for_circles() -> Iterator[None]:
    """Put the search off: a quarter of the time of reading goes into it, and it finds nothing.

    Objects that nobody names are freed all the same. Of two threads that read, the first to end
    lets the search go on.
    """
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()
