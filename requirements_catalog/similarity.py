"""How alike two wordings are, by the words that they share."""
import re
from collections import Counter

# Endings change with the grammar of a sentence; what a word is about stands in its beginning.
_STEM = 6
# Below this share of words two wordings have nothing to do with one another.
_UNRELATED = 0.25


def stems(text: str) -> Counter[str]:
    """Return the beginnings of the words of a text, and how often each stands there."""
    words = re.findall(r'\w+', text.casefold().replace('ё', 'е'))
    return Counter(word[:_STEM] for word in words)


def unrelated(old: str, new: str) -> bool:
    """Return whether two wordings share so few words that one cannot be the other's."""
    before, after = stems(old), stems(new)
    most = max(before.total(), after.total())
    return (before & after).total() < _UNRELATED * most
