"""The service: a business checks itself against mandatory requirements."""
