"""Files of comma-separated values: exact, and nothing in them can run."""
import csv
import io

import pytest

from checklist.reports.csv_files import csv_file

FORMULAS = ('=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r=1', '\n=1', '＝1', 'а;=1', 'а,=1',
            'а|@x', '\0=1', '=cmd|\' /C calc\'!A0')


def read(data):
    return list(csv.reader(io.StringIO(data.decode('utf-8-sig'), newline='')))


def test_rows_come_back_as_they_were_written():
    rows = [['a', 'Кафе «Ромашка»'], ['1', 'две\nстроки'], ['', 'с "кавычками", и запятой; и ещё']]

    assert read(csv_file(rows[0], rows[1:])) == rows


def test_numbers_are_plain_and_nothing_is_empty():
    assert csv_file(['n'], [[-5], [None], [0]]) == '\ufeffn\r\n-5\r\n\r\n0\r\n'.encode()


@pytest.mark.abuse('A11')
@pytest.mark.parametrize('text', FORMULAS)
def test_no_cell_begins_like_a_formula_whatever_separates_cells(text):
    field = read(csv_file(['n'], [[text]]))[1][0]

    for separator in ',;|\t\r\n':
        for cell in field.split(separator):
            assert not cell.strip().startswith(('=', '+', '-', '@', '＝', '＋', '－', '＠'))
