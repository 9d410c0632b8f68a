"""What may be typed: the fields and checks of forms. Knows the catalog, not the database."""
