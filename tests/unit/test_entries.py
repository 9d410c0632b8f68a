"""Catalogs of any format as the questions that are compared."""
from requirements_catalog.entries import entries_of
from requirements_catalog.items import Item, ItemCatalog


def test_what_an_item_says_besides_is_compared_and_what_only_proves_it_is_not():
    item = Item('A', None, '1', 'Title', 'Text', True, extra=(
        ('advice', 'Look.'), ('advice', 'Ask.'), ('evidence', 'A file.')))
    entry = entries_of(ItemCatalog('c', 'catalog', '1', (item,))).asked['A']

    assert dict(entry.content)['advice'] == 'Look. Ask.'
    assert 'evidence' not in dict(entry.content)
