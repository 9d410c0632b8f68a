"""Accounts from the command line: the first administrator, and help when nobody gets in."""
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from checklist.access import STAFF, Role
from checklist.erasing import erase_again
from checklist.errors import DomainError
from checklist.extensions import begin_writing, db
from checklist.jobs import enqueue_mail
from checklist.services import staff
from checklist.services.accounts import Account, find_account
from checklist.services.invitations import HOURS, Invited, Refusal, refusal
from checklist.services.journal import Origin, set_origin
from checklist.services.reference import library
from checklist.views.clock import now
from checklist.views.invitations import send_invitation
from forms.accounts import is_email

accounts = AppGroup('accounts', help='Accounts of the staff, and all others by address.')
REFUSALS = {
    Refusal.ENTREPRENEUR: 'An entrepreneur has an account with this address;'
                          ' staff needs another one.',
    Refusal.STAFF: 'There is an account of the staff with this address.',
    Refusal.ROLES: 'An administrator has no other role and no authority; all other roles need'
                   ' --authority with one of: {authorities}.',
}


def writing(work: Callable[..., None]) -> Callable[..., None]:
    """Do what a command does in one transaction, in the name of the operator; then send mail."""
    @wraps(work)
    def command(**arguments: Any) -> None:
        begin_writing()
        set_origin(Origin(role='operator'))
        try:
            work(**arguments)
        except DomainError as error:
            db.session.rollback()
            raise click.ClickException(str(error)) from error
        db.session.commit()
        enqueue_mail()

    return command


@accounts.command('invite')
@click.argument('email')
@click.option('--role', 'roles', multiple=True, required=True,
              type=click.Choice(sorted(map(str, STAFF))), help='May be given more than once.')
@click.option('--authority', help='Code of the supervisory authority.')
@click.option('--name', default='', help='How the person is called.')
@writing
def invite_person(email: str, roles: tuple[str, ...], authority: str | None, name: str) -> None:
    """Invite EMAIL to an account of the staff and print the link."""
    if not is_email(email):
        raise click.ClickException('This is no e-mail address.')
    invited = Invited(email, frozenset(map(Role, roles)), authority, name)
    if found := refusal(invited):
        raise click.ClickException(REFUSALS[found].format(
            authorities=', '.join(sorted(library().authorities))))
    click.echo(f'For {HOURS} hours and one use: {send_invitation(invited, now=now())}')


@accounts.command('list')
def list_accounts() -> None:
    """List the staff; of entrepreneurs only the number."""
    for account in staff.list_staff():
        click.echo('\t'.join((
            account.email, '+'.join(sorted(account.roles)), account.authority or '-',
            'blocked' if account.blocked else 'active',
            'second factor' if account.has_second_factor else 'no second factor')))
    click.echo(f'{staff.count_entrepreneurs()} entrepreneurs.')


@accounts.command()
@click.argument('email')
@click.option('--reason', type=click.Choice(list(map(str, staff.Reason))), required=True)
@writing
def block(email: str, reason: str) -> None:
    """Block the account of EMAIL and end its sessions."""
    staff.block(_account(email).id, staff.Reason(reason), now=now(), by=None)
    click.echo('Blocked; all sessions of the account have ended.')


@accounts.command()
@click.argument('email')
@writing
def unblock(email: str) -> None:
    """Let the account of EMAIL in again."""
    staff.unblock(_account(email).id, now=now(), by=None)
    click.echo('No longer blocked.')


@accounts.command('end-sessions')
@click.argument('email', required=False)
@click.option('--all', 'everybody', is_flag=True, help='Of all accounts.')
@writing
def end_sessions(email: str | None, everybody: bool) -> None:
    """End all sessions of EMAIL, or of everybody."""
    if everybody == bool(email):
        raise click.UsageError('Name one account, or give --all.')
    if email:
        staff.sign_out(_account(email).id, now=now(), by=None)
    else:
        staff.sign_everybody_out(now=now(), by=None)
    click.echo('The sessions have ended.')


@accounts.command('reset-second-factor')
@click.argument('email')
@writing
def reset_second_factor(email: str) -> None:
    """Forget the second factor of EMAIL; staff sets up a new one at the next sign-in."""
    staff.reset_second_factor(_account(email).id, now=now(), by=None)
    click.echo('The second factor is forgotten; its owner is told by e-mail.')


def _account(email: str) -> Account:
    found = find_account(email)
    if found is None:
        raise click.ClickException('There is no account with this address.')
    return found


@accounts.command('replay-erasures')
def replay() -> None:
    """Erase again what was erased before and came back with a restored backup."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    click.echo(f'{erase_again(app, now())} accounts erased again.')
