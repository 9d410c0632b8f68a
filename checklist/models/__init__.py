"""Tables, and nothing but tables; services and statistics alone may import them."""
from checklist.models import (
    accounts, catalog, companies, documents, inspections, journal, limits, mail, moves, statistics,
    tasks, version_drafts)

__all__ = ('accounts', 'catalog', 'companies', 'documents', 'inspections', 'journal', 'limits',
           'mail', 'moves', 'statistics', 'tasks', 'version_drafts')
