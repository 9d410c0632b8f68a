"""The authorization matrix: who may open which page, about whose things. Read it as a table.

Each endpoint has one row for all its methods. Whatever the row does not grant is denied, and
``tests/integration/test_matrix.py`` tries every cell of it.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Person(StrEnum):
    """The eight who try every door."""

    ANONYMOUS = 'anonymous'
    ENTREPRENEUR_A = 'entrepreneur of company A'
    ENTREPRENEUR_B = 'entrepreneur of company B'
    INSPECTOR_A = 'inspector of authority A'
    INSPECTOR_B = 'inspector of authority B'
    EDITOR = 'catalog editor of authority A'
    APPROVER = 'approver of authority A'
    ADMINISTRATOR = 'administrator'


class Side(StrEnum):
    """Whose things the ids in an address name. Nobody has anything."""

    A = 'A'
    B = 'B'
    NOBODY = 'nobody'


EVERYBODY = frozenset(Person)
SIGNED_IN = EVERYBODY - {Person.ANONYMOUS}
ENTREPRENEURS = frozenset({Person.ENTREPRENEUR_A, Person.ENTREPRENEUR_B})
ADMINISTRATORS = frozenset({Person.ADMINISTRATOR})
STAFF = SIGNED_IN - ENTREPRENEURS
OF_AUTHORITY = STAFF - ADMINISTRATORS
NO_ONE: frozenset[Person] = frozenset()
SIDES: Mapping[Person, Side] = {
    Person.ENTREPRENEUR_A: Side.A, Person.INSPECTOR_A: Side.A, Person.EDITOR: Side.A,
    Person.APPROVER: Side.A, Person.ADMINISTRATOR: Side.A,
    Person.ENTREPRENEUR_B: Side.B, Person.INSPECTOR_B: Side.B}


class Denial(StrEnum):
    """What those whom the row leaves out meet; nobody meets a 403."""

    MISSING = 'a page that does not exist'
    REPORTED = 'a page that does not exist, and an entry in the journal'
    SIGN_IN = 'the page to sign in'


@dataclass(frozen=True)
class Row:
    """Who may open a page.

    ``everything``: about the things of both sides, such as what a secret link opens to whoever
    has it; otherwise about those of one's own side only. ``finished``: the self-inspection in
    the address is a submitted one.
    """

    who: frozenset[Person]
    denial: Denial = Denial.REPORTED
    everything: bool = False
    finished: bool = False

    def allows(self, person: Person, owners: frozenset[Side]) -> bool:
        """Return whether somebody may open the page about the things of these sides."""
        if person not in self.who or Side.NOBODY in owners:
            return False
        return self.everything or owners <= {SIDES.get(person)}

    def denial_of(self, person: Person) -> Denial:
        """Return what somebody meets whom this row does not let in."""
        if person is Person.ANONYMOUS and self.denial is Denial.REPORTED:
            return Denial.SIGN_IN
        return Denial.MISSING if person in self.who else self.denial


PUBLIC = Row(EVERYBODY, Denial.MISSING, everything=True)
# What a browser with the key, or a member of the company, finds. None of the eight has a key.
HOLDER = Row(ENTREPRENEURS, Denial.MISSING)
HOLDER_OF_RESULT = Row(ENTREPRENEURS, Denial.MISSING, finished=True)
# Between the first factor and the second; none of the eight is there.
HALF_SIGNED_IN = Row(NO_ONE, Denial.SIGN_IN)
ACCOUNT = Row(SIGNED_IN)
COMPANY = Row(ENTREPRENEURS)
AUTHORITY = Row(OF_AUTHORITY)
INSPECTION = Row(frozenset({Person.INSPECTOR_A, Person.INSPECTOR_B}))
DRAFT = Row(frozenset({Person.EDITOR, Person.APPROVER}))
DRAFT_CHANGE = Row(frozenset({Person.EDITOR}))
DRAFT_APPROVAL = Row(frozenset({Person.APPROVER}))
ADMINISTRATION = Row(ADMINISTRATORS, everything=True)

MATRIX: Mapping[str, Row] = {
    'static': PUBLIC,
    'health.alive': PUBLIC,
    'health.ready': PUBLIC,
    'public.start': PUBLIC,
    'public.checklist': PUBLIC,
    'public.blank': PUBLIC,
    'public.about': PUBLIC,
    'public.privacy': PUBLIC,
    'public.accessibility': PUBLIC,
    'public.design': PUBLIC,
    'profiles.activity': PUBLIC,
    'profiles.activities': PUBLIC,
    'profiles.features_step': PUBLIC,
    'profiles.result': PUBLIC,
    'preferences.language': PUBLIC,
    'preferences.appearance': PUBLIC,
    'verification.ask': PUBLIC,
    'verification.verify': PUBLIC,
    'discussions.index': PUBLIC,
    'discussions.page': PUBLIC,
    'discussions.propose': PUBLIC,
    'open_data.index': PUBLIC,
    'open_data.checklist': PUBLIC,
    'open_data.month_page': PUBLIC,
    'open_data.files': PUBLIC,
    'open_data.how_to_read': PUBLIC,
    'open_data_files.dictionary': PUBLIC,
    'open_data_files.all_months': PUBLIC,
    'open_data_files.month': PUBLIC,
    'open_data_files.territories': PUBLIC,

    'inspections.index': PUBLIC,
    'inspections.begin': PUBLIC,
    'inspections.details': PUBLIC,
    'inspections.enter': PUBLIC,
    'inspections.resume': PUBLIC,
    'inspections.overview': HOLDER,
    'inspections.progress': HOLDER,
    'inspections.link': HOLDER,
    'inspections.delete': HOLDER,
    'sections.fill_in': HOLDER,
    'sections.save': HOLDER,
    'sections.settle': HOLDER,
    'submissions.check': HOLDER,
    'submissions.submit': HOLDER,
    'submissions.receipt': HOLDER_OF_RESULT,
    'results.result': HOLDER_OF_RESULT,
    'results.report_pdf': HOLDER_OF_RESULT,
    'results.plan_xlsx': HOLDER_OF_RESULT,
    'results.plan_ics': HOLDER_OF_RESULT,
    'results.result_json': HOLDER_OF_RESULT,
    'results.record_json': HOLDER_OF_RESULT,
    'results.verification': HOLDER_OF_RESULT,
    'results.renew': HOLDER_OF_RESULT,

    'moves.preview': HOLDER,
    'moves.move': HOLDER,
    'moves.receipt': HOLDER,
    'moves.questions': HOLDER,
    'moves.confirm': HOLDER,
    'moves.back': HOLDER,

    'tasks.plan': HOLDER_OF_RESULT,
    'tasks.task': HOLDER_OF_RESULT,
    'tasks.done': HOLDER_OF_RESULT,
    'tasks.company': COMPANY,
    'evidence.index': HOLDER,
    'evidence.question': HOLDER,
    'evidence.add': HOLDER,
    'evidence.download': HOLDER,
    'evidence.delete': HOLDER,

    'sign_in.page': PUBLIC,
    'sign_in.ask_link': PUBLIC,
    'sign_in.by_password': PUBLIC,
    'sign_in.link': PUBLIC,
    'sign_in.by_link': PUBLIC,
    'sign_in.out': PUBLIC,
    'identities.start': PUBLIC,
    'identities.answer': PUBLIC,
    'identities.new': PUBLIC,
    'second_factor.page': HALF_SIGNED_IN,
    'second_factor.enter': HALF_SIGNED_IN,
    'second_factor.begin': HALF_SIGNED_IN,

    'accounts.home': ACCOUNT,
    'accounts.profile': ACCOUNT,
    'accounts.security': ACCOUNT,
    'accounts.end': ACCOUNT,
    'accounts.end_others': ACCOUNT,
    'accounts.confirm': ACCOUNT,
    'accounts.password': ACCOUNT,
    'accounts.email': ACCOUNT,
    'accounts.new_email': PUBLIC,
    'identities.link': ACCOUNT,
    'identities.unlink': ACCOUNT,
    'identities.confirm': ACCOUNT,
    'second_factor.change': ACCOUNT,
    'second_factor.off': ACCOUNT,
    'second_factor.recovery_codes': ACCOUNT,

    'consents.index': ACCOUNT,
    'consents.consent': ACCOUNT,
    'consents.give': ACCOUNT,
    'consents.withdraw': ACCOUNT,
    'consents.copy': ACCOUNT,
    'consents.text': PUBLIC,
    'consents.text_file': PUBLIC,
    'own_data.home': ACCOUNT,
    'own_data.export': ACCOUNT,
    'own_data.delete': COMPANY,
    'own_data.erased': PUBLIC,
    'own_data.act': PUBLIC,

    'companies.index': COMPANY,
    'companies.add': COMPANY,
    'companies.page': COMPANY,
    'companies.details': COMPANY,
    'companies.delete': COMPANY,
    'take_over.page': COMPANY,
    'choosing.choose': COMPANY,
    'choosing.check': COMPANY,
    'objects.index': COMPANY,
    'objects.add': COMPANY,
    'objects.edit': COMPANY,
    'objects.features': COMPANY,
    'objects.delete': COMPANY,
    'comparison.page': COMPANY,
    'comparison.workbook': COMPANY,
    'company_journal.page': COMPANY,
    'members.index': COMPANY,
    'members.invite': COMPANY,
    'members.revoke': COMPANY,
    'members.owner': COMPANY,
    'members.remove': COMPANY,
    'members.leave': COMPANY,
    'members.invitation': PUBLIC,
    'members.accept': PUBLIC,
    'authorities.home': AUTHORITY,
    'statistics.overview': INSPECTION,
    'statistics.data': INSPECTION,
    'statistics.territories': INSPECTION,
    'statistics.question': INSPECTION,
    'statistics.territory': INSPECTION,
    'statistics_files.download': INSPECTION,
    'statistics_reports.index': INSPECTION,
    'statistics_reports.ask': INSPECTION,
    'statistics_reports.download': INSPECTION,
    'statistics_reports.subscription': INSPECTION,
    'draft_lineage.page': DRAFT,
    'draft_lineage.add': DRAFT_CHANGE,
    'draft_lineage.accept': DRAFT_CHANGE,
    'draft_lineage.remove': DRAFT_CHANGE,
    'effects.page': DRAFT,
    'differences.page': DRAFT,
    'differences.workbook': DRAFT,
    'differences.ask_for_report': DRAFT,
    'differences.report_pdf': DRAFT,
    'version_drafts.index': DRAFT,
    'version_drafts.begin': DRAFT_CHANGE,
    'version_drafts.page': DRAFT,
    'version_drafts.history': DRAFT,
    'version_drafts.discard': DRAFT_CHANGE,
    'draft_checks.page': DRAFT,
    'draft_discussions.page': DRAFT,
    'draft_discussions.begin': DRAFT_CHANGE,
    'draft_discussions.proposal': DRAFT_CHANGE,
    'radar.index': DRAFT,
    'approvals.page': DRAFT,
    'approvals.ask': DRAFT_CHANGE,
    'approvals.approve': DRAFT_APPROVAL,
    'approvals.send_back': DRAFT_APPROVAL,
    'approvals.publish': DRAFT_APPROVAL,
    'draft_parts.edit': DRAFT_CHANGE,
    'draft_parts.change': DRAFT_CHANGE,
    'draft_parts.merge': DRAFT_CHANGE,
    'draft_structure.new': DRAFT_CHANGE,
    'draft_structure.remove': DRAFT_CHANGE,
    'draft_structure.move': DRAFT_CHANGE,
    'draft_lists.index': DRAFT,
    'draft_files.index': DRAFT,
    'draft_files.download': DRAFT,
    'draft_files.published': DRAFT,
    'draft_files.upload': DRAFT_CHANGE,
    'draft_files.review': DRAFT_CHANGE,
    'new_checklists.page': Row(frozenset({Person.EDITOR}), everything=True),
    'draft_preview.page': DRAFT,
    'administration.index': ADMINISTRATION,
    'administration.authorities': ADMINISTRATION,
    'administration.policies': ADMINISTRATION,
    'operation.health': ADMINISTRATION,
    'operation.send_mail': ADMINISTRATION,
    'operation.journal': ADMINISTRATION,
    'operation.breach': ADMINISTRATION,
    'invitations.index': ADMINISTRATION,
    'invitations.new': ADMINISTRATION,
    'invitations.withdraw': ADMINISTRATION,
    'invitations.accept': PUBLIC,
    'staff.index': ADMINISTRATION,
    'staff.find': ADMINISTRATION,
    'staff.account': ADMINISTRATION,
    'staff.roles': ADMINISTRATION,
    'staff.block': ADMINISTRATION,
    'staff.unblock': ADMINISTRATION,
    'staff.second_factor': ADMINISTRATION,
    'staff.end_sessions': ADMINISTRATION,
    'staff.end_all_sessions': ADMINISTRATION,
}
