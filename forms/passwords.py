"""What is said of a password that is refused."""
from flask_babel import lazy_gettext as _l

WEAKNESSES = {
    'short': _l('Use at least 12 characters: several words are easy to remember.'),
    'long': _l('Use at most 256 characters.'),
    'common': _l('This password is on the lists that attackers try first. Choose another one.'),
    'context': _l('This password is made of words that others know of you or of this service.'),
    'monotonous': _l('Use more different characters.'),
}
