"""How alike wordings are, by the words that they share; rare words count for more.

Two long catalogs are compared in little more than one pass: for each wording only those are
looked at that share its rarest words.
"""
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import log, sqrt

Weights = Mapping[str, float]

# Endings change with the grammar of a sentence; what a word is about stands in its beginning.
_STEM = 5
# Below this share of words two wordings have nothing to do with one another.
_UNRELATED = 0.25
# How many wordings are looked at for the rare words they share, and how many of them wholly.
_GLANCES, _LOOKS = 400, 12


def stems(text: str) -> Counter[str]:
    """Return the beginnings of the words of a text, and how often each stands there."""
    words = re.findall(r'\w+', re.sub(r'https?://\S+', ' ', text).casefold().replace('ё', 'е'))
    return Counter(word[:_STEM] for word in words)


def unrelated(old: str, new: str) -> bool:
    """Return whether two wordings share so few words that one cannot be the other's."""
    before, after = stems(old), stems(new)
    most = max(before.total(), after.total())
    return (before & after).total() < _UNRELATED * most


def likenesses(old: Mapping[str, str], new: Mapping[str, str]
               ) -> Iterator[tuple[str, str, float]]:
    """Yield the codes of wordings that may be of one question, and their likeness from 0 to 1.

    Likeness is the cosine of the angle between two wordings as vectors of weighed words.
    """
    words = {code: stems(text) for code, text in old.items()}
    others = {code: stems(text) for code, text in new.items()}
    rarity = _rarity((*words.values(), *others.values()))
    before, after = _weighed(words, rarity), _weighed(others, rarity)
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for code, weights in after.items():
        for word in weights:
            holders[word].append(code)
    for code, weights in before.items():
        for other in _candidates(weights, holders, after):
            yield code, other, _cosine(weights, after[other])


def _rarity(counted: Iterable[Counter[str]]) -> dict[str, float]:
    texts = tuple(counted)
    frequency = Counter(word for words in texts for word in words)
    return {word: log(1 + len(texts) / count) for word, count in frequency.items()}


def _weighed(counted: Mapping[str, Counter[str]], rarity: Weights) -> dict[str, Weights]:
    """Return each wording as a vector of length one, its rarest words first."""
    found: dict[str, Weights] = {}
    for code, words in counted.items():
        weights = {word: (1 + log(count)) * rarity[word] for word, count in words.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1
        found[code] = {word: weights[word] / length for word in
                       sorted(weights, key=lambda word: (-rarity[word], word))}
    return found


def _candidates(weights: Weights, holders: Mapping[str, list[str]],
                after: Mapping[str, Weights]) -> list[str]:
    """Return those that share most with a wording as far as its rare words go."""
    shared: defaultdict[str, float] = defaultdict(float)
    glances = 0
    for word, weight in weights.items():
        found = holders.get(word, ())
        glances += len(found)
        if glances > _GLANCES and shared:
            break
        for code in found:
            shared[code] += weight * after[code][word]
    return sorted(shared, key=lambda code: (-shared[code], code))[:_LOOKS]


def _cosine(one: Weights, other: Weights) -> float:
    return sum(weight * other[word] for word, weight in one.items() if word in other)
