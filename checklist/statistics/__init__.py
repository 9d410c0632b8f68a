"""Frozen statistics: what is counted, how it is protected, and how it is read. No database here."""
