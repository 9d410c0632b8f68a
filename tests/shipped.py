"""The shipped catalog as tests need it, whatever day it is."""
from dataclasses import replace
from datetime import date, timedelta

from requirements_catalog.legal import LegalAct
from requirements_catalog.model import CatalogVersion
from tests.clock import today

# What had ended before is told of by the catalog itself.
SHIPPED_ON = date(2026, 11, 30)
LONGER = timedelta(days=200)


def lasting(version: CatalogVersion) -> CatalogVersion:
    """Return a shipped version as if those of its acts that have ended by now still lasted.

    Drafts of tests begin from what is shipped. Some of its acts end on 31.12.2026, and what rests
    on an act that has ended is not published.
    """
    return replace(version, acts=tuple(_lasting(act) for act in version.acts))


def _lasting(act: LegalAct) -> LegalAct:
    ended = act.valid_to is not None and SHIPPED_ON <= act.valid_to < today()
    return replace(act, valid_to=today() + LONGER) if ended else act
