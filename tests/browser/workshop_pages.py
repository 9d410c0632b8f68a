"""The table of pages of the regulator's workshop, as ``account_pages.py`` has it for accounts."""
from tests.browser.account_pages import row, wrong

DRAFT = '/authority/drafts/{version_draft}'
REVIEWED = '/authority/drafts/{reviewed_draft}'

WORKSHOP_PAGES = (
    row('checklists of an authority', 'version_drafts.index', 'editor', '/authority/drafts/'),
    row('checklists for an approver', 'version_drafts.index', 'approver', '/authority/drafts/'),
    row('draft', 'version_drafts.page', 'editor', DRAFT + '/'),
    row('history of a draft', 'version_drafts.history', 'editor', DRAFT + '/history'),
    row('check of a draft', 'draft_checks.page', 'editor', DRAFT + '/check'),
    row('ask for approval', 'approvals.page', 'editor', DRAFT + '/approval'),
    wrong('ask for approval without a day', 'approvals.ask', 'editor', DRAFT + '/approval',
          '/approval', effective_from=''),
    row('approval', 'approvals.page', 'health approver', REVIEWED + '/approval'),
    row('approve', 'approvals.approve', 'health approver', REVIEWED + '/approve?seen=2'),
    wrong('approve without an act', 'approvals.approve', 'health approver',
          REVIEWED + '/approve?seen=2', '/approve', act=''),
    row('approve what has changed', 'approvals.approve', 'health approver',
        REVIEWED + '/approve?seen=1', 409),
    row('send a draft back', 'approvals.send_back', 'health approver', REVIEWED + '/send-back'),
    wrong('send a draft back without a reason', 'approvals.send_back', 'health approver',
          REVIEWED + '/send-back', '/send-back', reason=''),
    row('publish what is not approved', 'approvals.publish', 'health approver',
        REVIEWED + '/publish'),
    row('discard a draft', 'version_drafts.discard', 'editor', DRAFT + '/discard'),
)

NO_WORKSHOP_PAGE = {'version_drafts.begin': 'leads to the draft'}
