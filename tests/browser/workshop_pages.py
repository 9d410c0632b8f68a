"""The table of pages of the regulator's workshop, as ``account_pages.py`` has it for accounts."""
from playwright.sync_api import Response

from tests.browser.account_pages import by, row, wrong
from tests.browser.every_page import At, Opener, Row, sent
from tests.browser.visitor import Visitor
from tests.browser.world import World

DRAFT = '/authority/drafts/{version_draft}'
DISCUSSED = '/authority/drafts/{discussed_draft}'
PUBLIC = '/discussions/{discussed_draft}/'
REVIEWED = '/authority/drafts/{reviewed_draft}'
QUESTION = DRAFT + '/parts/question/{question}'


def _pressed(path: str, button: str, **chosen: str) -> Opener:
    """Open a page, choose from its lists and press one of its buttons."""
    def open_page(visitor: Visitor, world: World) -> Response:
        visitor.open(path.format(**world.people.things))
        for name, value in chosen.items():
            visitor.page.locator(f'[name="{name}"]').select_option(value)
        return visitor.press(visitor.page.locator(f'button[value="{button}"]'))

    return open_page


def _two_editors(visitor: Visitor, world: World) -> Response:
    """Change a field of a page that was drawn before a colleague changed the same field."""
    path = QUESTION.format(**world.people.things)
    revision = visitor.open(path) and visitor.page.locator('[name=revision]').input_value()
    number = int(revision or 0)
    weights = [str(50 + 2 * number), str(51 + 2 * number)]
    visitor.send_here('/parts/', weight=weights[0])
    return visitor.send(path, '/parts/', weight=weights[1], revision=revision or '')


def _two_editors_again(visitor: Visitor, world: World) -> Response:
    """Choose between two editors after a third change."""
    _two_editors(visitor, world)
    return visitor.send_here('/merge', shown=visitor.page.locator('[name=revision]').input_value())


WORKSHOP_PAGES = (
    row('checklists of an authority', 'version_drafts.index', 'editor', '/authority/drafts/'),
    row('checklists for an approver', 'version_drafts.index', 'approver', '/authority/drafts/'),
    row('draft', 'version_drafts.page', 'editor', DRAFT + '/'),
    row('draft, searched', 'version_drafts.page', 'editor', DRAFT + '/?q=огнетушител'),
    row('draft for an approver', 'version_drafts.page', 'approver', DRAFT + '/'),
    row('question of a draft', 'draft_parts.edit', 'editor', QUESTION),
    row('checklist of a draft', 'draft_parts.edit', 'editor', DRAFT + '/checklist'),
    row('policy of a draft', 'draft_parts.edit', 'editor', DRAFT + '/policy'),
    row('requirement of a draft', 'draft_parts.edit', 'editor',
        DRAFT + '/parts/requirement/FS-R01'),
    row('unknown part', 'draft_parts.edit', 'editor', DRAFT + '/parts/question/none', 404),
    wrong('question with errors', 'draft_parts.change', 'editor', QUESTION, '/parts/',
          **{'text-ru': '', 'weight': 'много'}),
    Row('row added', 'draft_parts.change', by('editor', _pressed(
        DRAFT + '/parts/requirement/FS-R01', 'add:clauses'))),
    Row('condition added', 'draft_parts.change', by('editor', _pressed(
        QUESTION, 'condition:applies_if:0', **{'applies_if-0-add': 'number:staff'}))),
    Row('two editors', 'draft_parts.change', by('editor', _two_editors), 409),
    Row('two editors again', 'draft_parts.merge', by('editor', _two_editors_again), 409),
    row('new requirement', 'draft_structure.new', 'editor', DRAFT + '/new/requirement'),
    wrong('new act with errors', 'draft_structure.new', 'editor', DRAFT + '/new/act', '/new/',
          **{'number': ''}),
    row('take out a question', 'draft_structure.remove', 'editor', QUESTION + '/remove'),
    row('take out what is named', 'draft_structure.remove', 'editor',
        DRAFT + '/parts/requirement/FS-R01/remove'),
    *(row(f'list of {kind}', 'draft_lists.index', 'editor', f'{DRAFT}/list/{kind}')
      for kind in ('requirement', 'act', 'liability', 'feature')),
    row('preview', 'draft_preview.page', 'editor', DRAFT + '/preview'),
    row('preview in English', 'draft_preview.page', 'approver',
        DRAFT + '/preview?language=en&legal_form=sole_proprietor'),
    row('lineage', 'draft_lineage.page', 'editor', DRAFT + '/lineage'),
    wrong('lineage with errors', 'draft_lineage.add', 'editor', DRAFT + '/lineage', '/lineage',
          kind='merged'),
    row('effect', 'effects.page', 'editor', DRAFT + '/effect'),
    row('difference', 'differences.page', 'editor',
        '/authority/checklists/fire-safety-small/difference'),
    row('difference to be printed', 'differences.report_pdf', 'editor',
        '/authority/checklists/fire-safety-small/difference.pdf', 202),
    row('draft as a file', 'draft_files.index', 'editor', DRAFT + '/files'),
    row('draft as a file for an approver', 'draft_files.index', 'approver', DRAFT + '/files'),
    wrong('no file of a draft', 'draft_files.upload', 'editor', DRAFT + '/files', '/files'),
    row('what a file would change', 'draft_files.review', 'editor',
        DRAFT + '/files/{sent_file}'),
    row('new checklist', 'new_checklists.page', 'editor', '/authority/checklists/new'),
    wrong('new checklist with errors', 'new_checklists.page', 'editor',
          '/authority/checklists/new', code='Шум', title_ru=''),
    row('history of a draft', 'version_drafts.history', 'editor', DRAFT + '/history'),
    row('check of a draft', 'draft_checks.page', 'editor', DRAFT + '/check'),
    row('open a discussion', 'draft_discussions.page', 'editor', DRAFT + '/discussion'),
    wrong('open a discussion of a day', 'draft_discussions.begin', 'editor',
          DRAFT + '/discussion', '/discussion', ends='2020-01-01'),
    row('discussion of a draft', 'draft_discussions.page', 'health editor',
        DISCUSSED + '/discussion'),
    row('proposal', 'draft_discussions.proposal', 'health editor',
        DISCUSSED + '/discussion/{proposal}'),
    wrong('proposal without a decision', 'draft_discussions.proposal', 'health editor',
          DISCUSSED + '/discussion/{proposal}', '/discussion/', answer='Спасибо'),
    Row('discussions', 'discussions.index', At('/discussions/')),
    Row('discussion', 'discussions.page', At(PUBLIC)),
    Row('empty proposal', 'discussions.propose', sent(PUBLIC, '/discussions/', text=''), 422,
        erroneous=True),
    row('radar', 'radar.index', 'editor', '/authority/radar'),
    row('ask for approval', 'approvals.page', 'editor', DRAFT + '/approval'),
    wrong('ask for approval without a day', 'approvals.ask', 'editor', DRAFT + '/approval',
          '/approval', effective_from=''),
    row('approval', 'approvals.page', 'health approver', REVIEWED + '/approval'),
    row('approve', 'approvals.approve', 'health approver', REVIEWED + '/approve?seen=3'),
    wrong('approve without an act', 'approvals.approve', 'health approver',
          REVIEWED + '/approve?seen=3', '/approve', act=''),
    row('approve what has changed', 'approvals.approve', 'health approver',
        REVIEWED + '/approve?seen=2', 409),
    row('send a draft back', 'approvals.send_back', 'health approver', REVIEWED + '/send-back'),
    wrong('send a draft back without a reason', 'approvals.send_back', 'health approver',
          REVIEWED + '/send-back', '/send-back', reason=''),
    row('publish what is not approved', 'approvals.publish', 'health approver',
        REVIEWED + '/publish'),
    row('discard a draft', 'version_drafts.discard', 'editor', DRAFT + '/discard'),
)

NO_WORKSHOP_PAGE = {'version_drafts.begin': 'leads to the draft',
                    'differences.workbook': 'a file',
                    'differences.ask_for_report': 'leads to the document',
                    'draft_files.download': 'a file', 'draft_files.published': 'a file',
                    'draft_structure.move': 'leads back to the draft',
                    'draft_lineage.accept': 'leads back to the lineage',
                    'draft_lineage.remove': 'leads back to the lineage'}
