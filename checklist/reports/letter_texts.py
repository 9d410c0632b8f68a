"""What each kind of message says.

A link leads to the service itself or is refused, and what people typed is made unfit to be
taken for one.
"""
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from flask_babel import format_date, format_datetime, gettext, ngettext

from checklist.reports.wording import language

LONGEST_NAME = 200
Values = Mapping[str, str]

# The signs within a word by which mail programs find addresses to make links of.
_LINKING = re.compile(r'(?<=\S)([.:/@])(?=\S)')
_UNSEEN = '\u2060'


@dataclass(frozen=True)
class Letter:
    """What a message says, from top to bottom; ``reason`` is why somebody gets it."""

    subject: str
    before: tuple[str, ...]
    reason: str
    action: str = ''
    link: str = ''
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def _sign_in(values: Values) -> Letter:
    minutes = int(values['minutes'])
    return Letter(
        subject=gettext('Your link to sign in'),
        before=(ngettext('The link opens your account. It works once and for %(num)s minute.',
                         'The link opens your account. It works once and for %(num)s minutes.',
                         minutes),),
        action=gettext('Sign in'), link=_link(values),
        after=(gettext('Pass the link on to nobody, not even to somebody who speaks for us.'),
               gettext('If you did not ask for it, there is nothing to do: without this message'
                       ' nobody can sign in.')),
        reason=gettext('You get this message because somebody entered this address on the'
                       ' sign-in page.'))


def _sign_in_staff(values: Values) -> Letter:
    return Letter(
        subject=gettext('Sign in with your password'),
        before=(gettext('Somebody has asked for a link to sign in with this address. Accounts of'
                        ' staff are opened by a password and a second factor only, so there is'
                        ' no link in this message.'),),
        action=gettext('Go to the sign-in page'), link=_link(values),
        after=(gettext('If it was not you, there is nothing to do: your account is as safe as'
                       ' before. If it happens often, tell your administrator.'),),
        reason=gettext('You get this message because somebody entered this address on the'
                       ' sign-in page.'))


def _invite_staff(values: Values) -> Letter:
    role, authority = _roles(values['role']), _typed(values['authority'])
    invited = (gettext('%(authority)s invites you to Checklist. Your role: %(role)s.',
                       authority=authority, role=role) if authority else
               gettext('You are invited to Checklist. Your role: %(role)s.', role=role))
    return Letter(
        subject=gettext('Invitation to Checklist'),
        before=(invited, gettext('You will choose a password and set up a second factor: an app'
                                 ' on your phone that shows codes.'), _lives(values)),
        action=gettext('Accept the invitation'), link=_link(values),
        after=(gettext('If you do not know what this is about, there is nothing to do: without'
                       ' the link no account is opened.'),),
        reason=gettext('You get this message because an administrator of the service entered this'
                       ' address.'))


def _invite_colleague(values: Values) -> Letter:
    return Letter(
        subject=gettext('Invitation to a company in Checklist'),
        before=(gettext('%(inviter)s invites you to work on the self-inspections of the company'
                        ' “%(company)s” together.', inviter=_typed(values['inviter']),
                        company=_typed(values['company'])), _lives(values)),
        action=gettext('Accept the invitation'), link=_link(values),
        after=(gettext('If you do not know who invites you, there is nothing to do: without the'
                       ' link nothing happens.'),),
        reason=gettext('You get this message because a user of the service entered this address'
                       ' to invite you.'))


def _change_email(values: Values) -> Letter:
    return Letter(
        subject=gettext('Confirm your new address'),
        before=(gettext('This address is to become the one of an account in Checklist. Confirm'
                        ' that it is yours.'), _lives(values)),
        action=gettext('Confirm the address'), link=_link(values),
        after=(gettext('If you did not ask for it, there is nothing to do: without the link'
                       ' nothing changes.'),),
        reason=gettext('You get this message because somebody entered this address in the'
                       ' settings of their account.'))


def _email_changed(_values: Values) -> Letter:
    return Letter(
        subject=gettext('The address of your account has changed'),
        before=(gettext('Your account in Checklist has another address from now on. This is the'
                        ' last message to the old one.'),),
        after=(gettext('If it was not you, somebody else has got into your account. Tell the'
                       ' operator of the service at once.'),),
        reason=_owner())


def _password_changed(values: Values) -> Letter:
    return Letter(
        subject=gettext('Your password has changed'),
        before=(gettext('Your account in Checklist has a new password. All other sessions have'
                        ' been ended.'),),
        facts=_where(values), after=(_not_me(),), reason=_owner())


def _second_factor_changed(values: Values) -> Letter:
    return Letter(
        subject=gettext('Your second factor has changed'),
        before=(gettext('The codes that your account in Checklist asks for when you sign in have'
                        ' been set up anew or switched off. All other sessions have been'
                        ' ended.'),),
        facts=_where(values), after=(_not_me(),), reason=_owner())


def _identity_linked(values: Values) -> Letter:
    name = _typed(values['name'])
    return Letter(
        subject=gettext('Your account can be entered in another way'),
        before=(gettext('From now on your account in Checklist can be entered through'
                        ' “%(name)s” too.', name=name),),
        facts=_where(values), after=(_not_me(),), reason=_owner())


def _identity_unlinked(values: Values) -> Letter:
    name = _typed(values['name'])
    return Letter(
        subject=gettext('A way into your account was closed'),
        before=(gettext('Your account in Checklist cannot be entered through “%(name)s” any'
                        ' more.', name=name),),
        facts=_where(values), after=(_not_me(),), reason=_owner())


def _reminder(values: Values) -> Letter:
    count = int(values['count'])
    return Letter(
        subject=ngettext('%(num)s task of your plan is due', '%(num)s tasks of your plan are due',
                         count),
        before=(gettext('What is to be mended at the company “%(company)s”:',
                        company=_typed(values['company'])),),
        lines=tuple(map(_typed, values['lines'].splitlines())),
        action=gettext('Open the plan'), link=_link(values),
        reason=gettext('You get this message because reminders are switched on in your account.'
                       ' You can switch them off there.'))


def _radar(values: Values) -> Letter:
    count = int(values['count'])
    return Letter(
        subject=ngettext('%(num)s act or clause that your checklists rest on ends',
                         '%(num)s acts or clauses that your checklists rest on end', count),
        before=(gettext('Checklists of this authority rest on acts or clauses that end soon:'
                        ' %(authority)s.', authority=_typed(values['authority'])),
                gettext('Last days in force:')),
        lines=tuple(map(_typed, values['lines'].splitlines())),
        action=gettext('See what hangs on them'), link=_link(values),
        reason=gettext('You get this message because you edit the checklists of the authority.'))


def _approval(values: Values) -> Letter:
    day = format_date(date.fromisoformat(values['day']), _day_pattern())
    return Letter(
        subject=gettext('A version of a checklist waits for your approval'),
        before=(gettext('The editors ask for the approval of version %(number)s of the checklist'
                        ' “%(title)s”. It is to be in force from %(day)s.',
                        number=values['number'], title=_typed(values['title']), day=day),
                gettext('You see what changes, and approve exactly that or send it back.')),
        action=gettext('Look at the draft'), link=_link(values),
        reason=gettext('You get this message because you approve checklists of the authority and'
                       ' have not edited this draft.'))


def _statistics_report(values: Values) -> Letter:
    month = format_date(date.fromisoformat(f"{values['month']}-01"), 'LLLL y')
    return Letter(
        subject=gettext('The report for %(month)s is ready', month=month),
        before=(gettext('The monthly report on self-inspections is ready: %(authority)s.',
                        authority=_typed(values['authority'])),
                gettext('It can be downloaded after signing in; there are no figures in this'
                        ' message.')),
        action=gettext('Open the reports'), link=_link(values),
        reason=gettext('You get this message because you asked for it on the page of the reports.'
                       ' You can stop it there at any time.'))


def _erased(_values: Values) -> Letter:
    return Letter(
        subject=gettext('Your account has been deleted'),
        before=(gettext('Your account in Checklist and all that belonged to it alone have been'
                        ' deleted, as you asked. This address is not kept either: this is the'
                        ' last message to it.'),
                gettext('What remains is the record that the deletion took place. Nothing in it'
                        ' points to you.')),
        reason=gettext('You get this message because the account had this address.'))


def _draft_ends(values: Values) -> Letter:
    day = format_date(date.fromisoformat(values['day']), _day_pattern())
    return Letter(
        subject=gettext('An unfinished self-inspection will be deleted'),
        before=(gettext('Nobody has worked on the self-inspection “%(title)s” for a long time. On'
                        ' %(day)s it will be deleted. To keep it, go on with it before then.',
                        title=_typed(values['title']), day=day),),
        action=gettext('Go on'), link=_link(values), reason=_owner())


KINDS: Mapping[str, Callable[[Values], Letter]] = {
    'sign_in': _sign_in,
    'sign_in_staff': _sign_in_staff,
    'invite_staff': _invite_staff,
    'invite_colleague': _invite_colleague,
    'change_email': _change_email,
    'email_changed': _email_changed,
    'password_changed': _password_changed,
    'second_factor_changed': _second_factor_changed,
    'identity_linked': _identity_linked,
    'identity_unlinked': _identity_unlinked,
    'reminder': _reminder,
    'radar': _radar,
    'approval': _approval,
    'statistics_report': _statistics_report,
    'erased': _erased,
    'draft_ends': _draft_ends,
}


def _link(values: Values) -> str:
    """Return where a message leads: to a page of the service, or it is refused."""
    home: str = current_app.config['PUBLIC_URL']
    path = (values.get('link') or values['address']).removeprefix(home)
    if not re.fullmatch(r'/(?!/)[!-~]*', path):
        raise ValueError('an address that is not ours')
    return home + path


def _typed(text: str) -> str:
    """Return what somebody typed on one line, and so that no mail program makes a link of it."""
    clean = ''.join(sign if sign.isprintable() else ' ' for sign in text)
    line = textwrap.shorten(clean, LONGEST_NAME, placeholder='…')
    return _LINKING.sub(rf'\1{_UNSEEN}', line)


def _lives(values: Values) -> str:
    return ngettext('The link works once and for %(num)s hour.',
                    'The link works once and for %(num)s hours.', int(values['hours']))


def _where(values: Values) -> tuple[tuple[str, str], ...]:
    """Return when and with what browser it was done, as far as it is known."""
    moment = datetime.fromisoformat(values['moment']) if values.get('moment') else None
    when = moment and format_datetime(moment, f"{_day_pattern()}, HH:mm ('UTC'XXX)")
    facts = (gettext('When'), when), (gettext('Browser'), _typed(values.get('browser', '')))
    return tuple((name, fact) for name, fact in facts if fact)


def _day_pattern() -> str:
    return 'd MMMM y' if language() == 'en' else "d MMMM y 'г'."


def _roles(roles: str) -> str:
    """Return the roles of an account, of which there may be several, in words."""
    names = {
        'entrepreneur': gettext('entrepreneur'),
        'inspector': gettext('inspector'),
        'catalog_editor': gettext('editor of the catalog'),
        'approver': gettext('approver of the catalog'),
        'administrator': gettext('administrator of the service'),
    }
    return ', '.join(names[role] for role in roles.split('+'))


def _not_me() -> str:
    return gettext('If it was not you, sign in at once, end all sessions and choose a new'
                   ' password. If you cannot sign in, tell the operator of the service.')


def _owner() -> str:
    return gettext('You get this message because your account in Checklist has this address.')
