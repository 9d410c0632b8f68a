"""What consents are called, and the copy of one that people keep."""
from flask_babel import gettext

from checklist.services.consents import ConsentPurpose, GivenConsent, Text


def purpose_title(purpose: ConsentPurpose) -> str:
    """Return what a purpose is called on pages."""
    return {ConsentPurpose.ACCOUNT: gettext('An account with your data'),
            ConsentPurpose.REMINDERS: gettext('Reminders by e-mail')}[purpose]


def consent_copy(consent: GivenConsent, text: Text) -> str:
    """Return a record with its text: what was said, when, to which words."""
    facts = (
        (gettext('What'), gettext('Given') if consent.given else gettext('Withdrawn')),
        (gettext('When'), f'{consent.at:%Y-%m-%d %H:%M:%S} UTC'),
        (gettext('Version of the text'), consent.text_version),
        (gettext('SHA-256 of the text'), consent.text_hash),
        (gettext('Number of the record'), consent.id))
    lines = [f'{label}: {value}' for label, value in facts]
    return '\n'.join((purpose_title(consent.purpose), '', *lines, '', '-' * 72, '', text.text, ''))
