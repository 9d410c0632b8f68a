"""What the code promises about itself and no linter can say."""
import ast
import re
from pathlib import Path
from statistics import median

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

from checklist.config import ROOT

OURS = ('checklist', 'forms', 'requirements_catalog')
MODULES = sorted(path for folder in OURS for path in (ROOT / folder).rglob('*.py')
                 if 'versions' not in path.parts)
TESTS = sorted((ROOT / 'tests').rglob('*.py'))
SERVICES = [path for path in MODULES if path.parent.name == 'services']
VIEWS = [path for path in MODULES if path.parent.name == 'views']
TEMPLATES = sorted((ROOT / 'templates').rglob('*.html'))
PARTS = ('components', 'layouts', 'documents', 'emails')
PAGES = [path for path in TEMPLATES
         if path.parent.name not in PARTS and path.name != 'failure.html']
MOST_LINES, MOST_TEST_LINES, LONGEST_FUNCTION, USUAL_FUNCTION = 250, 400, 40, 8
# The format of the catalog is read in one piece.
# These turn text into markup; each escapes what readers and respondents wrote.
MARKUP = {'checklist/drawn.py', 'checklist/templating.py', 'checklist/views/question_cards.py'}
# These may ask what time it is; everything below them is told.
CLOCKS = {'checklist/views/clock.py', 'checklist/views/guards.py', 'checklist/jobs.py',
          'checklist/quarantine.py', 'checklist/printed.py', 'checklist/start.py',
          'requirements_catalog/__main__.py'}
CHANCE = {f'checklist/services/{name}.py' for name in (
    'demo', 'demo_answers', 'demo_businesses', 'demo_companies', 'demo_moves')}

ENVIRONMENT = Environment(loader=FileSystemLoader(ROOT / 'templates'), autoescape=True)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def lines_of(path: Path) -> int:
    """Return how many lines have something in them."""
    return sum(bool(line.strip()) for line in path.read_text().splitlines())


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)]


def length(function: ast.FunctionDef) -> int:
    """Return the lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def calls(path: Path) -> list[str]:
    return [ast.unparse(node.func) for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Call)]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f'{node.module}.{alias.name}' for alias in node.names}
    return found


def where(paths, wrong) -> list[str]:
    return [name_of(path) for path in paths if wrong(path)]


def test_the_lists_are_not_empty():
    assert len(MODULES) > 50
    assert len(SERVICES) > 8
    assert len(VIEWS) > 8
    assert len(PAGES) > 15


def test_services_never_commit():
    assert where(SERVICES, lambda path: any(
        name.endswith(('.commit', '.rollback')) for name in calls(path))) == []


def test_services_know_nothing_of_requests():
    web = ('flask.', 'flask_wtf.', 'wtforms.', 'forms.')
    assert where(SERVICES, lambda path: any(
        name.startswith(web) for name in imported(path))) == []


def test_views_hold_no_statements():
    statements = {'sqlalchemy.select', 'sqlalchemy.update', 'sqlalchemy.delete',
                  'sqlalchemy.insert'}
    assert where(VIEWS, lambda path: bool(imported(path) & statements)) == []


@pytest.mark.asvs('8.2.1')
def test_every_view_names_its_access(tmp_path):
    """create_app refuses a view without a mark; here each view is seen to carry one of ours."""
    marks = ('public', 'holder', 'half_signed_in', 'requires(Permission.')
    for path in VIEWS:
        for function in functions(path):
            names = [ast.unparse(item) for item in function.decorator_list]
            if any(name.startswith('blueprint.') and 'errorhandler' not in name
                   for name in names):
                assert any(name.startswith(marks) for name in names), (
                    f'{name_of(path)}: {function.name}')


def test_nothing_is_imported_inside_a_function():
    def inside(path):
        return any(isinstance(node, (ast.Import, ast.ImportFrom))
                   for function in functions(path) for node in ast.walk(function))

    assert where(MODULES + TESTS, inside) == []


def test_every_module_says_what_it_is_for():
    assert where(MODULES + TESTS, lambda path: path.read_text().strip()
                 and not ast.get_docstring(tree_of(path))) == []


def test_modules_are_short():
    assert where(MODULES, lambda path: lines_of(path) > MOST_LINES) == []
    assert where(TESTS, lambda path: lines_of(path) > MOST_TEST_LINES) == []


def test_functions_are_short():
    lengths = {f'{name_of(path)}: {function.name}': length(function)
               for path in MODULES for function in functions(path)}

    assert median(lengths.values()) < USUAL_FUNCTION
    assert {name: size for name, size in lengths.items() if size > LONGEST_FUNCTION} == {}


def test_the_clock_is_read_in_few_places():
    now = {'datetime.now', 'datetime.utcnow', 'date.today', 'time.time'}
    assert {name for name in where(MODULES, lambda path: bool(now & set(calls(path))))} <= CLOCKS


@pytest.mark.asvs('6.5.3')
def test_secrets_come_from_the_system_and_not_from_random():
    assert set(where(MODULES, lambda path: 'random' in imported(path))) <= CHANCE


@pytest.mark.abuse('A26')
@pytest.mark.asvs('1.3.2', '1.3.7')
def test_nothing_typed_is_ever_executed():
    forbidden = {'eval', 'exec', 'compile', '__import__', 'os.system', 'os.popen',
                 'render_template_string', 'yaml.load', 'pickle.loads', 'marshal.loads'}
    assert where(MODULES, lambda path: bool(forbidden & set(calls(path)))) == []
    assert where(MODULES, lambda path: bool(imported(path) & {'pickle', 'marshal', 'shelve'})) == []


@pytest.mark.abuse('A26')
@pytest.mark.asvs('1.2.4')
def test_statements_are_not_put_together_from_text():
    """text() gets a constant: no f-string, no format, no plus."""
    def mixed(path):
        return any(isinstance(node, ast.Call) and ast.unparse(node.func) in ('text', 'sa.text')
                   and not isinstance(node.args[0], ast.Constant)
                   for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call) and node.args)

    assert where([path for path in MODULES if 'sqlalchemy.text' in imported(path)], mixed) == []


@pytest.mark.asvs('1.2.1')
def test_markup_is_made_in_few_places():
    assert set(where(MODULES, lambda path: 'Markup' in calls(path))) <= MARKUP


@pytest.mark.asvs('1.2.5')
def test_programs_are_started_without_a_shell():
    assert where(MODULES, lambda path: 'shell=True' in path.read_text()) == []


@pytest.mark.parametrize('path', TEMPLATES, ids=name_of)
def test_a_template_uses_the_macros_it_imports(path):
    source = path.read_text()
    tree = ENVIRONMENT.parse(source)
    names = {alias[1] if isinstance(alias, tuple) else alias
             for node in tree.find_all(nodes.FromImport) for alias in node.names}
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == 'load'}

    assert names - used == set()


@pytest.mark.asvs('1.2.1')
@pytest.mark.parametrize('path', TEMPLATES, ids=name_of)
def test_a_template_prints_nothing_as_it_came(path):
    source = path.read_text()

    assert not re.search(r'\|\s*safe\b', source)
    assert not re.search(r'\{%-?\s*autoescape', source)
    assert not re.search(r'<script(?![^>]*\bsrc=)', source)
    assert not re.search(r'\son[a-z]+=', source)
    assert 'style="' not in source or path.parent.name in ('documents', 'emails')


@pytest.mark.parametrize('path', PAGES, ids=name_of)
def test_a_page_fills_the_title(path):
    tree = ENVIRONMENT.parse(path.read_text())

    assert 'title' in {node.name for node in tree.find_all(nodes.Block)}


@pytest.mark.parametrize('path', TEMPLATES, ids=name_of)
def test_a_template_is_used(path):
    """By a view, as a layout, as a component; the page of last resort by the error handlers."""
    name = str(path.relative_to(ROOT / 'templates'))
    sources = [item.read_text() for item in MODULES + TEMPLATES if item != path]

    assert any(f"'{name}'" in source for source in sources)
