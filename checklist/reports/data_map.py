"""What is kept of people: the class of every column, and what the policy says of each class.

The page "What is kept", docs/data-map.md and the test that no column is without a class all come
from here.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext, ngettext

from checklist.config import Retention


class DataClass(StrEnum):
    """Kinds of data that are kept for one purpose, on one ground, for one term."""

    ACCOUNT = 'account'
    WAYS_IN = 'ways_in'
    VISITS = 'visits'
    BUSINESS = 'business'
    ANSWERS = 'answers'
    COUNTING = 'counting'
    MESSAGES = 'messages'
    CONSENTS = 'consents'
    ERASURES = 'erasures'
    JOURNAL = 'journal'
    COUNTERS = 'counters'
    WORKSHOP = 'workshop'
    TECHNICAL = 'technical'
    CATALOG = 'catalog'
    STATISTICS = 'statistics'


C = DataClass
COLUMNS: Mapping[str, Mapping[DataClass, str]] = {
    'user_account': {
        C.ACCOUNT: 'email email_digest name language reminders',
        C.WAYS_IN: 'password_hash totp_secret totp_step',
        C.TECHNICAL: 'id state authority_code created_at'},
    'account_role': {C.TECHNICAL: 'account_id role'},
    'account_identity': {C.WAYS_IN: 'provider subject_digest account_id created_at'},
    'account_link': {C.WAYS_IN: 'token_hash purpose account_id tenant subject created_at'
                                ' expires_at'},
    'recovery_code': {C.WAYS_IN: 'account_id code_hash'},
    'user_session': {
        C.VISITS: 'way browser network created_at seen_at confirmed_at',
        C.WAYS_IN: 'id token_hash account_id complete'},
    'mail_message': {
        C.MESSAGES: 'recipient values kind language account_id',
        C.TECHNICAL: 'id state tries send_after lease_until asked_at'},
    'controlled_person': {
        C.BUSINESS: 'legal_form name inn ogrn kpp', C.TECHNICAL: 'id created_at'},
    'controlled_object': {
        C.BUSINESS: 'title address profile', C.TECHNICAL: 'person_id id created_at'},
    'membership': {C.BUSINESS: 'person_id account_id owner created_at'},
    'respondent_profile': {C.BUSINESS: 'data', C.TECHNICAL: 'id updated_at'},
    'self_inspection': {
        C.BUSINESS: 'profile person_id object_id', C.ANSWERS: 'draft answered asked',
        C.TECHNICAL: 'id key_hash version_id previous_id state revision created_at updated_at'
                     ' warned_at'},
    'submission': {
        C.ANSWERS: 'document document_hash packed points attainable percent verdict submitted_at',
        C.TECHNICAL: 'inspection_id submission_key request_hash scoring_rules'},
    'verification': {C.ANSWERS: 'code shows_score', C.TECHNICAL: 'inspection_id'},
    'document': {
        C.ANSWERS: 'body body_hash',
        C.TECHNICAL: 'inspection_id kind language template_version state tries lease_until'
                     ' asked_at'},
    'version_document': {
        C.CATALOG: 'fingerprints body body_hash',
        C.TECHNICAL: 'kind language template_version state tries lease_until asked_at'},
    'remedy_task': {
        C.ANSWERS: 'question_code responsible note due_on done_on reminded_on updated_at',
        C.TECHNICAL: 'inspection_id'},
    'evidence': {
        C.ANSWERS: 'question_code account_id name kind size body_hash reason added_at',
        C.TECHNICAL: 'inspection_id id state tries lease_until'},
    'consent': {C.CONSENTS: 'id account_id purpose object_id given text_version text_hash language'
                            ' network at'},
    'consent_text': {C.CONSENTS: 'text_hash purpose text_version language text'},
    'erasure': {C.ERASURES: 'account_digest asked_at done_at act'},
    'journal_entry': {C.JOURNAL: 'id at action object_id tenant account_id role network request_id'
                                 ' details mac'},
    'journal_head': {C.JOURNAL: 'id entries mac'},
    'rate_limit_counter': {C.COUNTERS: 'key window count'},
    'checklist_version': {C.CATALOG: 'id checklist_code number fingerprint content effective_from'
                                     ' effective_to published_at'},
    'control_question': {C.CATALOG: 'version_id code position section_code requirement_code weight'
                                    ' critical'},
    'version_draft': {
        C.CATALOG: 'authority_code checklist_code number fingerprint discussion_from discussion_to',
        C.WORKSHOP: 'returned_for',
        C.TECHNICAL: 'id base_id state revision discussed created_at changed_at published_id'},
    'draft_revision': {
        C.WORKSHOP: 'account_id at', C.CATALOG: 'action place fingerprint content',
        C.TECHNICAL: 'draft_id revision'},
    'draft_approval': {
        C.WORKSHOP: 'account_id at', C.CATALOG: 'fingerprint act', C.TECHNICAL: 'draft_id'},
    'discussion_proposal': {
        C.WORKSHOP: 'author text answer answered_by answered_at at',
        C.TECHNICAL: 'id draft_id place state'},
    'radar_notice': {C.CATALOG: 'authority_code act_code ends_on days_before sent_at'},
    'observation': {
        C.COUNTING: 'business moment traits marks', C.TECHNICAL: 'version_id month id'},
    'frozen_frame': {C.STATISTICS: 'businesses without_inn',
                     C.TECHNICAL: 'id checklist_code version_id month frozen_at'},
    'frozen_table': {C.STATISTICS: 'frame_id grouping item body'},
    'statistics_report': {
        C.STATISTICS: 'authority_code period language body body_hash',
        C.TECHNICAL: 'state tries lease_until asked_at'},
    'report_subscription': {C.ACCOUNT: 'account_id told_of since'},
    'inspection_move': {
        C.ANSWERS: 'old_draft receipt',
        C.TECHNICAL: 'inspection_id id from_version_id to_version_id revision moved_at'
                     ' reverted_at'},
}


@dataclass(frozen=True)
class PrivacyRow:
    """What the policy says of one class."""

    what: str
    purpose: str
    basis: str
    term: str
    readers: str


def privacy_rows(keep: Retention) -> dict[DataClass, PrivacyRow]:
    """Return the policy: every class with personal data, in the order of the page."""
    return {**_of_account(keep), **_of_work(keep), **_of_proof()}


def _of_account(keep: Retention) -> dict[DataClass, PrivacyRow]:
    consent = gettext('your consent')
    return {
        C.ACCOUNT: PrivacyRow(
            gettext('Account: e-mail address, name, language'),
            gettext('to know you and to write to you about your account'), consent,
            gettext('until you delete the account'),
            gettext('you; administrators of the service see the address; colleagues the name')),
        C.WAYS_IN: PrivacyRow(
            gettext('Ways to sign in: hashes of passwords and links, the sealed second factor'),
            gettext('to let in you and nobody else'), consent,
            gettext('until you change them or delete the account; links live for a day at most'),
            gettext('nobody: they are not readable')),
        C.VISITS: PrivacyRow(
            gettext('Sessions: kind of browser, shortened network address, times'),
            gettext('so that you see who is signed in as you, and can end it'), consent,
            _days(keep.session), gettext('you')),
        C.MESSAGES: PrivacyRow(
            gettext('Messages that wait to be sent'), gettext('to send them'), consent,
            gettext('until they are sent; if that fails: %(days)s', days=_days(keep.failed_mail)),
            gettext('nobody: they are sealed'))}


def _of_work(keep: Retention) -> dict[DataClass, PrivacyRow]:
    asked = gettext('your request to the service; it needs no account')
    return {
        C.BUSINESS: PrivacyRow(
            gettext('Business: name, ИНН, ОГРН, objects and their addresses, legal form,'
                    ' activity, place, number of workers, features'),
            gettext('to ask only what concerns you, and for your own documents'), asked,
            gettext('together with the self-inspections; companies until you delete them'),
            gettext('you and the people who work for the company with you')),
        C.ANSWERS: PrivacyRow(
            gettext('Self-inspections: answers, notes, results, reports, tasks, evidence'),
            gettext('so that you can go on later, see the result and prove it'), asked,
            _inspections(keep),
            gettext('whoever has the secret link; for a company, those who work for it; whoever'
                    ' has the code of a report sees that it is genuine')),
        C.COUNTING: PrivacyRow(
            gettext('What statistics count: answers, result and time of a self-inspection, legal'
                    ' form, activity, place and size; the ИНН only as a code made with a key'),
            gettext('to count each business once a month'), asked,
            gettext('until the month is over and counted, on the second day of the next one;'
                    ' with the self-inspection where you delete it before'),
            gettext('nobody: the service adds them up'))}


def _of_proof() -> dict[DataClass, PrivacyRow]:
    proof = gettext('the law demands the proof (Federal Law 152, arts. 9 and 21)')
    operator = gettext('you and, in an inquiry, the operator')
    return {
        C.CONSENTS: PrivacyRow(
            gettext('Consents: purpose, text, time, shortened network address'),
            gettext('to prove what you have agreed to'), proof,
            gettext('for as long as the consent holds, and three years more; after a deletion'
                    ' they name nobody'), operator),
        C.ERASURES: PrivacyRow(
            gettext('Acts of deletion: a number, times, how much went'),
            gettext('to prove that you were deleted'), proof, gettext('three years'),
            gettext('whoever knows the number; there is nothing personal in them')),
        C.JOURNAL: PrivacyRow(
            gettext('Journal: who did what and when, as random numbers, shortened network address'),
            gettext('so that you can see who looked at your data, and misuse comes to light'),
            gettext('the law demands it (Federal Law 152, art. 19)'), gettext('three years'),
            operator),
        C.WORKSHOP: PrivacyRow(
            gettext('Work on the catalog: who changed and approved a draft, as random numbers;'
                    ' what was proposed in a public discussion, and the name given with it'),
            gettext('so that two people stand behind each change, and proposals are answered'),
            gettext('the work of the authority; for a proposal your request'),
            gettext('as long as the checklist is kept'),
            gettext('the editors of the authority; a proposal that they show, everybody')),
        C.STATISTICS: PrivacyRow(
            gettext('Statistics: counts of groups of at least 10 companies, rounded'),
            gettext('to see which requirements businesses find hard'),
            gettext('the work of the authority; they name nobody'),
            gettext('as long as the checklist is kept'),
            gettext('the authority; a part of them everybody')),
        C.COUNTERS: PrivacyRow(
            gettext('Counters of attempts, by a hash of the network address'),
            gettext('to stop guessing and flooding'),
            gettext('the security of the service'), gettext('two hours'),
            gettext('nobody: they are not readable'))}


def classes_of(table: str) -> dict[str, DataClass]:
    """Return the class of each column of a table."""
    return {column: kind for kind, columns in COLUMNS.get(table, {}).items()
            for column in columns.split()}


def _days(days: int) -> str:
    return ngettext('%(num)s day', '%(num)s days', days)


def _inspections(keep: Retention) -> str:
    return gettext(
        'a draft without an account %(draft)s after the last change, a draft of a company'
        ' %(company)s, with a warning before if you want reminders; a result %(result)s',
        draft=_days(keep.draft), company=_days(keep.company_draft), result=_days(keep.submission))
