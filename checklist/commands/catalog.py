"""The catalog from the command line: check, compare, publish, take out, bring in, look ahead.

Exit codes: 0 where all is well, 1 where something was found or failed, 2 for wrong usage.
"""
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from checklist.commands.catalog_words import (
    change_data, change_line, ending_data, named, print_json, title)
from checklist.errors import DomainError, Refused
from checklist.extensions import begin_writing, db
from checklist.services import catalog_files as service
from checklist.services.catalog import publish_version
from checklist.services.journal import Origin, record, set_origin
from checklist.services.radar import DAYS_BEFORE, endings
from checklist.services.reference import library
from checklist.views.clock import now, today
from requirements_catalog.canonical import write_version
from requirements_catalog.changes import compare
from requirements_catalog.lint import Finding, lint
from requirements_catalog.loader import load_catalog
from requirements_catalog.model import CatalogVersion
from requirements_catalog.problems import CatalogError, Level
from requirements_catalog.texts import FIRST_LANGUAGE, LANGUAGES
from requirements_catalog.workbook import write_workbook
from requirements_catalog.yaml_writer import write_exchange

catalog = AppGroup('catalog', help='The catalog of requirements.')
as_json = click.option('--json', 'as_json', is_flag=True, help='Print JSON for programs.')
dry_run = click.option('--dry-run', is_flag=True, help='Say what would be done, and do nothing.')
DAY = click.DateTime(['%Y-%m-%d'])


def telling(work: Callable[..., None]) -> Callable[..., None]:
    """Tell what is wrong with files and requests in lines, without a traceback."""
    @wraps(work)
    def command(**arguments: Any) -> None:
        try:
            work(**arguments)
        except Refused as error:
            db.session.rollback()
            raise click.ClickException(
                f'The file does not belong to this draft: {error.reason}.') from error
        except (CatalogError, DomainError) as error:
            db.session.rollback()
            raise click.ClickException(str(error)) from error

    return command


@catalog.command('lint')
@click.argument('versions', nargs=-1)
@click.option('--on', type=DAY, help='The day on which acts must be in force; today by default.')
@click.option('--days-ahead', default=90, show_default=True, help='Tell of acts that end by then.')
@click.option('--strict', is_flag=True, help='Let warnings fail, too.')
@as_json
@telling
def check(versions: tuple[str, ...], on: datetime | None, days_ahead: int, strict: bool,
          as_json: bool) -> None:
    """Check VERSIONS, or the newest of each checklist: files, CODE or CODE@NUMBER."""
    day = on.date() if on else today()
    chosen = [service.named_version(name) for name in versions] or service.living_versions()
    found = [(version, lint(version, on=max(day, version.content.effective_from),
                            days_ahead=days_ahead)) for version in chosen]
    if as_json:
        print_json([{**named(version), 'findings': [asdict(finding) for finding in findings]}
                    for version, findings in found])
    for version, findings in () if as_json else found:
        click.echo(f'{title(version)}: {len(version.questions)} questions')
        for finding in findings:
            click.echo(f'  {finding}')
    fatal = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    _end(_is_any(fatal, (finding for _, findings in found for finding in findings)))


@catalog.command('diff')
@click.argument('old')
@click.argument('new')
@as_json
@telling
def difference(old: str, new: str, as_json: bool) -> None:
    """Tell what changed from OLD to NEW: files, CODE or CODE@NUMBER. 1 if anything did."""
    changes = compare(service.named_version(old), service.named_version(new)).changes
    if as_json:
        print_json([change_data(change) for change in changes])
    for change in () if as_json else changes:
        click.echo(change_line(change))
    _end(bool(changes))


@catalog.command('publish')
@click.argument('path', required=False,
                type=click.Path(exists=True, dir_okay=False, path_type=Path))
@dry_run
@as_json
@telling
def publish(path: Path | None, dry_run: bool, as_json: bool) -> None:
    """Publish the version in PATH, or every shipped one that is not published yet."""
    begin_writing()
    set_origin(Origin(role='operator'))
    versions = [_sound(service.version_of_file(path))] if path else list(load_catalog().versions)
    new = [version for version in versions if publish_version(version, now=now())]
    _settle(dry_run)
    if as_json:
        print_json({'published': [named(version) for version in new], 'dry_run': dry_run})
    else:
        click.echo(f'{len(new)} new versions.')


@catalog.command('export')
@click.argument('version')
@click.argument('path', type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option('--language', type=click.Choice(LANGUAGES), default=FIRST_LANGUAGE,
              show_default=True, help='Of the words in a workbook.')
@click.option('--force', is_flag=True, help='Write over a file that is there.')
@dry_run
@as_json
@telling
def export(version: str, path: Path, language: str, force: bool, dry_run: bool,
           as_json: bool) -> None:
    """Write VERSION (CODE, CODE@NUMBER or a file) to PATH: .xlsx, .yaml or .json."""
    found = service.named_version(version)
    body = _written(found, path.suffix.lower(), language)
    if path.exists() and not force:
        raise click.ClickException(f'{path} is there already; --force writes over it.')
    if not dry_run:
        path.write_bytes(body)
    if as_json:
        print_json({**named(found), 'path': str(path), 'bytes': len(body), 'dry_run': dry_run})
    else:
        click.echo(f'{path}: {title(found)}, {len(body)} bytes')


@catalog.command('import')
@click.argument('path', type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option('--editor', required=True, metavar='EMAIL',
              help='The editor in whose name the draft is changed.')
@dry_run
@as_json
@telling
def bring_in(path: Path, editor: str, dry_run: bool, as_json: bool) -> None:
    """Put the version in PATH into the draft of its checklist; somebody else approves it."""
    version = service.version_of_file(path)
    begin_writing()
    actor = service.editor_of(editor)
    set_origin(Origin(actor.account_id, role='operator'))
    draft_id, changed = service.import_version(actor, version, now=now())
    if changed:
        record('import_version', draft_id, now(), tenant=actor.authority or '')
    _settle(dry_run)
    if as_json:
        print_json({'draft': draft_id, 'changed': changed, 'dry_run': dry_run, **named(version)})
    else:
        click.echo('The draft is changed.' if changed else 'The draft says that already.')


@catalog.command()
@click.option('--authority', help='Code of the supervisory authority; all by default.')
@click.option('--days', default=max(DAYS_BEFORE), show_default=True, help='How far to look.')
@as_json
@telling
def radar(authority: str | None, days: int, as_json: bool) -> None:
    """Tell which acts and clauses end soon and what rests on them. 1 if any does."""
    if authority and authority not in library().authorities:
        raise click.UsageError(f'There is no authority {authority}.')
    found = [(code, ending) for code in ([authority] if authority else library().authorities)
             for ending in endings(code, today(), days)]
    if as_json:
        print_json([ending_data(code, ending) for code, ending in found])
    for code, ending in () if as_json else found:
        for use in ending.uses:
            kind = 'draft of ' if use.draft else ''
            click.echo(f'{ending.ends_on} {ending.act.code} {code}: {kind}{title(use.version)},'
                       f' {len(use.questions)} questions')
    _end(bool(found))


def publish_shipped() -> int:
    """Publish the shipped catalog; return how many versions were new. Does not commit."""
    begin_writing()
    moment = now()
    return sum(publish_version(version, now=moment) for version in load_catalog().versions)


def _sound(version: CatalogVersion) -> CatalogVersion:
    """Return a version that the rules find no error in."""
    on = max(today(), version.content.effective_from)
    errors = [finding for finding in lint(version, on=on) if finding.level is Level.ERROR]
    if errors:
        raise click.ClickException('\n'.join(map(str, errors)))
    return version


def _settle(dry_run: bool) -> None:
    db.session.rollback() if dry_run else db.session.commit()


def _written(version: CatalogVersion, suffix: str, language: str) -> bytes:
    if suffix == '.xlsx':
        return write_workbook(version, language)
    if suffix in ('.yaml', '.yml'):
        return write_exchange(version).encode()
    if suffix == '.json':
        return write_version(version).encode()
    raise click.UsageError('The name of the file ends with .xlsx, .yaml or .json.')


def _is_any(levels: Iterable[Level], findings: Iterable[Finding]) -> bool:
    return any(finding.level in levels for finding in findings)


def _end(found: bool) -> None:
    if found:
        raise SystemExit(1)
