"""The act of an erasure, as order 179 of Roskomnadzor of 28.10.2022 wants it."""
from flask import current_app
from flask_babel import gettext

from checklist.services.erasure import Act, Ground

LEFT_OPEN = '________________'


def categories() -> list[str]:
    """Return the categories of personal data that go with an account."""
    return [
        gettext('e-mail address, name, language'),
        gettext('ways to sign in, sessions, messages not sent yet'),
        gettext('companies owned by nobody else, with their objects and features'),
        gettext('the self-inspections of these companies: answers, notes, results, documents,'
                ' tasks, evidence')]


def grounds(ground: Ground) -> str:
    """Return why somebody was erased."""
    return {
        Ground.ASKED: gettext(
            'The person deleted the account and so withdrew the consent (Federal Law 152, art. 21,'
            ' part 5).'),
        Ground.RESTORED: gettext(
            'The account had been erased before and was back after the restoration of a backup'
            ' (Federal Law 152, art. 21, part 5).')}[ground]


def act_facts(act: Act) -> list[tuple[str, str]]:
    """Return what an act states, in the order of the order."""
    operator = current_app.config['OPERATOR'] or LEFT_OPEN
    address = current_app.config['OPERATOR_ADDRESS'] or LEFT_OPEN
    system = current_app.config['PUBLIC_URL']
    done = f'{act.done_at:%Y-%m-%d %H:%M:%S} UTC' if act.done_at else gettext('not yet')
    return [
        (gettext('Operator and address'), f'{operator}, {address}'),
        (gettext('Processing on behalf of the operator'), gettext('nobody')),
        (gettext('Whose data'), gettext('the person known by the keyed digest %(number)s',
                                        number=act.number)),
        (gettext('Who erased them'), gettext(
            'the service itself, at the request of the person; a person answerable for it signs'
            ' where the operator needs it: %(line)s', line=LEFT_OPEN)),
        (gettext('Categories of data'), '; '.join(categories())),
        (gettext('Information system'), f'{gettext("Checklist")}, {system}'),
        (gettext('How'), gettext('deleted from the database and overwritten there')),
        (gettext('Why'), grounds(act.ground)),
        (gettext('Asked'), f'{act.asked_at:%Y-%m-%d %H:%M:%S} UTC'),
        (gettext('Erased'), done)]


def act_text(act: Act) -> str:
    """Return the act with the extract of the journal, as plain text to keep."""
    facts = [f'{number}. {label}: {value}'
             for number, (label, value) in enumerate(act_facts(act), 1)]
    rows = [f'{count:>8}  {table}' for table, count in act.counts.items() if count]
    return '\n'.join((
        gettext('Act of the destruction of personal data'), '', *facts, '',
        gettext('Extract of the record: rows destroyed, by table'), '', *rows, '',
        gettext('No personal data are in this act. It is kept for three years.'), ''))
