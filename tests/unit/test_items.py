"""A checklist in the shape in which all catalogs are compared."""
from requirements_catalog.items import items_of
from tests.unit import examples


def test_sections_and_questions_are_items_in_the_order_of_the_checklist():
    version = examples.version_of(
        examples.section('S-1', examples.question('Q-1')),
        examples.section('S-2', examples.question('Q-2'), examples.question('Q-3')))

    catalog = items_of(version)

    assert (catalog.id, catalog.version) == (version.content.checklist, '1')
    assert [(item.id, item.parent, item.number, item.answerable) for item in catalog.items] == [
        ('S-1', None, '1', False), ('Q-1', 'S-1', '1', True),
        ('S-2', None, '2', False), ('Q-2', 'S-2', '2', True), ('Q-3', 'S-2', '3', True)]


def test_an_item_says_what_its_requirement_says():
    version = examples.version_of(examples.section('S-1', examples.question('Q-1')))

    item = items_of(version).items[1]

    requirement = version.requirement_of(version.questions['Q-1'])
    assert (item.title, item.text) == (str(requirement.topic), str(version.questions['Q-1'].text))
    assert ('requirement', str(requirement.text)) in item.extra
    assert ('clause', 'act-1; пункт 1') in item.extra
