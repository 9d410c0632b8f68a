"""The table of pages of the regulator's workshop, as ``account_pages.py`` has it for accounts."""
from tests.browser.account_pages import row

DRAFT = '/authority/drafts/{version_draft}'

WORKSHOP_PAGES = (
    row('checklists of an authority', 'version_drafts.index', 'editor', '/authority/drafts/'),
    row('checklists for an approver', 'version_drafts.index', 'approver', '/authority/drafts/'),
    row('draft', 'version_drafts.page', 'editor', DRAFT + '/'),
    row('history of a draft', 'version_drafts.history', 'editor', DRAFT + '/history'),
    row('check of a draft', 'draft_checks.page', 'editor', DRAFT + '/check'),
    row('discard a draft', 'version_drafts.discard', 'editor', DRAFT + '/discard'),
)

NO_WORKSHOP_PAGE = {'version_drafts.begin': 'leads to the draft'}
