"""The table of pages of people with accounts, as ``every_page.py`` has it for all others."""
from typing import Any

from playwright.sync_api import Response

from tests.browser.every_page import At, Opener, Row, sent
from tests.browser.visitor import Visitor
from tests.browser.world import World


def by(name: str, opener: Opener, **how: Any) -> Opener:
    """Let somebody open a page who is signed in."""
    def open_page(visitor: Visitor, world: World) -> Response:
        world.people.sign_in(visitor, name, **how)
        return opener(visitor, world)

    return open_page


def row(name: str, endpoint: str, who: str, path: str, status: int = 200) -> Row:
    return Row(name, endpoint, by(who, At(path)), status)


def wrong(name: str, endpoint: str, who: str, path: str, action: str = '', **fields: str) -> Row:
    """Return the row of a form that comes back with errors."""
    return Row(name, endpoint, by(who, sent(path, action, **fields)), 422,
               erroneous=True)


COMPANY = '/companies/{company}'
OBJECT = '/companies/{company}/objects/{object}'
STAFF = '/administration/accounts/{checked}'

ACCOUNT_PAGES = (
    Row('sign in', 'sign_in.page', At('/sign-in/')),
    Row('sign in without an address', 'sign_in.ask_link',
        sent('/sign-in/', '/sign-in/link', email='x'), 422, erroneous=True),
    Row('link sent', 'sign_in.ask_link',
        sent('/sign-in/', '/sign-in/link', email='somebody@example.ru')),
    Row('wrong password', 'sign_in.by_password', sent(
        '/sign-in/', '/sign-in/password', email='olga@example.ru', password='x'), 422,
        erroneous=True),
    Row('link', 'sign_in.link', At('/sign-in/link/{sign_in_link}')),
    Row('link without consent', 'sign_in.by_link', sent(
        '/sign-in/link/{sign_in_link}', '/sign-in/link/', consent=''), 422, erroneous=True),
    Row('code', 'second_factor.page', by('admin', At('/sign-in/code'), complete=False)),
    Row('wrong code', 'second_factor.enter', by('inspector', sent(
        '/sign-in/code', '/sign-in/code', code='1'), complete=False), 422, erroneous=True),
    Row('first code', 'second_factor.page', by('newcomer', At('/sign-in/code'), complete=False)),
    Row('wrong first code', 'second_factor.begin', by('newcomer', sent(
        '/sign-in/code', '/sign-in/set-up', code='1'), complete=False), 422, erroneous=True),
    row('profile', 'accounts.profile', 'olga', '/account/profile'),
    row('security', 'accounts.security', 'olga', '/account/security'),
    row('security of staff', 'accounts.security', 'admin', '/account/security'),
    row('confirm', 'accounts.confirm', 'olga', '/account/confirm'),
    wrong('confirm wrongly', 'accounts.confirm', 'olga', '/account/confirm', password='x'),
    row('password', 'accounts.password', 'olga', '/account/password'),
    wrong('weak password', 'accounts.password', 'olga', '/account/password', current='x',
          password='short'),
    row('new e-mail', 'accounts.email', 'olga', '/account/email'),
    wrong('new e-mail with errors', 'accounts.email', 'olga', '/account/email', email='x'),
    Row('link of a new e-mail', 'accounts.new_email', At('/account/email/{email_link}')),
    row('second factor', 'second_factor.change', 'olga', '/account/second-factor'),
    row('consents', 'consents.index', 'olga', '/account/consents/'),
    row('one consent', 'consents.consent', 'olga', '/account/consents/reminders'),
    Row('text of a consent', 'consents.text', At('/consents/{text}')),
    row('own data', 'own_data.home', 'olga', '/account/data'),
    row('export', 'own_data.export', 'olga', '/account/export'),
    row('delete the account', 'own_data.delete', 'olga', '/account/delete'),
    wrong('delete the account with errors', 'own_data.delete', 'olga', '/account/delete',
          confirmation='x'),
    Row('erased', 'own_data.erased', At('/erasures/{act}')),
    row('companies', 'companies.index', 'olga', '/companies/'),
    row('no companies', 'companies.index', 'igor', '/companies/'),
    row('new company', 'companies.add', 'olga', '/companies/new'),
    wrong('new company with errors', 'companies.add', 'olga', '/companies/new', inn='12'),
    row('company', 'companies.page', 'olga', COMPANY + '/'),
    row('company of others', 'companies.page', 'igor', COMPANY + '/', 404),
    row('details of a company', 'companies.details', 'olga', COMPANY + '/details'),
    row('delete a company', 'companies.delete', 'olga', COMPANY + '/delete'),
    row('take over', 'take_over.page', 'olga', '/companies/take-over'),
    row('choose a company', 'choosing.choose', 'olga', '/companies/choose'),
    row('objects', 'objects.index', 'olga', COMPANY + '/objects/'),
    row('new object', 'objects.add', 'olga', COMPANY + '/objects/new'),
    wrong('new object with errors', 'objects.add', 'olga', COMPANY + '/objects/new', title=''),
    row('object', 'objects.edit', 'olga', OBJECT + '/'),
    row('facts of an object', 'objects.features', 'olga', OBJECT + '/features'),
    row('delete an object', 'objects.delete', 'olga', OBJECT + '/delete'),
    row('members', 'members.index', 'olga', COMPANY + '/members'),
    wrong('invite nobody', 'members.invite', 'olga', COMPANY + '/members', '/members',
          email='x'),
    Row('invitation of a colleague', 'members.invitation',
        At('/companies/invitation/{colleague_link}')),
    row('journal of a company', 'company_journal.page', 'olga', COMPANY + '/journal'),
    row('compare', 'comparison.page', 'olga', COMPANY + '/compare/'),
    row('tasks of a company', 'tasks.company', 'olga', COMPANY + '/tasks'),
    row('plan', 'tasks.plan', 'olga', '{first}/plan'),
    row('task', 'tasks.task', 'olga', '{first}/plan/{question}'),
    row('evidence', 'evidence.index', 'olga', '{begun}/evidence/'),
    row('evidence of a question', 'evidence.question', 'olga', '{begun}/evidence/{question}'),
    row('delete evidence', 'evidence.delete', 'olga', '{begun}/evidence/files/{evidence}/delete'),
    row('result of a company', 'results.result', 'olga', '{second}/result'),
    row('new version', 'moves.preview', 'olga', '{going}/new-version'),
    row('overview with a new version', 'inspections.overview', 'olga', '{going}/'),
    row('receipt of a move', 'moves.receipt', 'olga', '{going}/moves/{move}'),
    row('changed questions', 'moves.questions', 'olga', '{going}/moves/{move}/questions'),
    wrong('changed questions with errors', 'moves.confirm', 'olga',
          '{going}/moves/{move}/questions', '/questions',
          **{'answer-M-7': 'not_applicable'}),
    row('authority', 'authorities.home', 'inspector', '/authority/'),
    row('authority of an editor', 'authorities.home', 'editor', '/authority/'),
    row('authority of an approver', 'authorities.home', 'approver', '/authority/'),
    row('administration', 'administration.index', 'admin', '/administration/'),
    row('administration for others', 'administration.index', 'inspector', '/administration/',
        404),
    row('authorities', 'administration.authorities', 'admin', '/administration/authorities'),
    row('policies', 'administration.policies', 'admin', '/administration/policies'),
    row('health', 'operation.health', 'admin', '/administration/health'),
    row('journal', 'operation.journal', 'admin', '/administration/journal'),
    row('breach', 'operation.breach', 'admin', '/administration/breach'),
    row('invitations', 'invitations.index', 'admin', '/administration/invitations/'),
    row('new invitation', 'invitations.new', 'admin', '/administration/invitations/new'),
    wrong('new invitation with errors', 'invitations.new', 'admin',
          '/administration/invitations/new', email='x'),
    Row('invitation of staff', 'invitations.accept', At('/sign-in/invitation/{staff_link}')),
    row('accounts', 'staff.index', 'admin', '/administration/accounts/'),
    wrong('unknown account', 'staff.find', 'admin', '/administration/accounts/',
          '/administration/accounts/find', email='x'),
    row('account', 'staff.account', 'admin', STAFF + '/'),
    row('roles', 'staff.roles', 'admin', STAFF + '/roles'),
    row('block', 'staff.block', 'admin', STAFF + '/block'),
    row('forget the second factor', 'staff.second_factor', 'admin', STAFF + '/second-factor'),
    row('unblock', 'staff.unblock', 'admin', STAFF + '/unblock'),
    row('end all sessions', 'staff.end_all_sessions', 'admin',
        '/administration/accounts/end-all-sessions'),
)

_BACK = 'leads back to the page one came from'
NO_ACCOUNT_PAGE = {
    **dict.fromkeys((
        'accounts.end', 'accounts.end_others', 'choosing.check', 'consents.give',
        'consents.withdraw', 'evidence.add', 'identities.confirm', 'identities.link',
        'identities.unlink', 'invitations.withdraw', 'members.accept', 'members.leave',
        'members.owner', 'members.remove', 'members.revoke', 'moves.back', 'moves.move',
        'operation.send_mail',
        'second_factor.off', 'sign_in.out', 'staff.end_sessions', 'tasks.done'), _BACK),
    **dict.fromkeys((
        'consents.copy', 'consents.text_file', 'own_data.act', 'evidence.download',
        'comparison.workbook'), 'a file'),
    'accounts.home': 'leads to where the account works',
    'identities.start': 'leads to the provider',
    'identities.answer': 'leads on from the provider',
    'identities.new': 'in test_identities.py, with a provider',
    'second_factor.recovery_codes': 'shows codes once, as after setting the factor up',
}
