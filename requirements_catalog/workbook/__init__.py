"""A version of a checklist as a spreadsheet, and back: the format that regulators edit."""
from requirements_catalog.workbook.reading import read_workbook
from requirements_catalog.workbook.writing import write_workbook

__all__ = ['read_workbook', 'write_workbook']
