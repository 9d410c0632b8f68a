"""Providers of identities: what is said to them and what of their answers is believed.

They know nothing of our pages and tables. Only a server that has a provider configured loads
them, so nothing but ``wsgi.py`` imports more of this package than ``identity``.
"""
