"""Commands for operators, by what they are about."""
