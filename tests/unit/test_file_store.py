"""Files are on the disk whole or not at all, and nothing but our ids becomes a path."""
import os
import stat
import time

import pytest

from checklist.file_store import FileStore
from checklist.services.tokens import new_token

OLD, NEW = b'old' * 1000, b'new' * 2000


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / 'evidence')


@pytest.mark.asvs('5.3.1')
def test_only_the_service_can_read_a_file(store):
    name = new_token()
    store.write(name, NEW)

    path = store.folder / name[:2] / name
    assert store.read(name) == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [item for item in path.parent.iterdir()] == [path]


@pytest.mark.abuse('A31')
@pytest.mark.asvs('5.3.2')
@pytest.mark.parametrize('name', [
    '../../x', '/etc/passwd', 'A' * 25, 'A' * 27, 'a' * 26, '', 'A' * 25 + '/', 'A' * 25 + '\0',
    'A' * 26 + '\n', 'А' * 26, '../' + 'A' * 23, '0' * 26])
def test_what_is_no_id_of_ours_never_becomes_a_path(store, name):
    for use in (store.read, store.remove, store.holds, lambda wrong: store.write(wrong, NEW)):
        with pytest.raises(ValueError, match='no name'):
            use(name)
    assert not store.folder.exists()


def killed_at(store, name, step):
    """Write in a process that is killed just before one of its calls to the system."""
    child = os.fork()
    if child == 0:
        calls = iter(range(100))

        def die_here(real):
            def call(*arguments):
                if next(calls) == step:
                    os.kill(os.getpid(), 9)
                return real(*arguments)
            return call

        os.fsync, os.replace = die_here(os.fsync), die_here(os.replace)
        store.write(name, NEW)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9


@pytest.mark.parametrize('before', [None, OLD])
def test_a_file_is_there_whole_or_not_at_all_when_the_process_is_killed(store, before):
    steps, killed = 0, True
    while killed:
        name = new_token()
        if before:
            store.write(name, before)
        killed = killed_at(store, name, steps)
        assert store.read(name) in ((before, NEW) if killed else (NEW,))
        steps += killed

    assert steps >= 3
    leftovers = [path for path in store.older_than(time.time() + 1) if path.name[0] == '.']
    assert leftovers


def test_the_folder_is_flushed_after_the_file(store, monkeypatch):
    done = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, 'fsync', lambda descriptor: done.append(
        'folder' if stat.S_ISDIR(os.fstat(descriptor).st_mode) else 'file') or fsync(descriptor))
    monkeypatch.setattr(os, 'replace', lambda *paths: done.append('place') or replace(*paths))

    store.write('A' * 26, NEW)
    store.write('A' * 26, NEW)

    assert done == ['folder', 'folder', *['file', 'place', 'folder'] * 2]


def test_a_disk_that_is_full_leaves_nothing_behind(store, monkeypatch):
    store.write('A' * 26, OLD)

    def full(_descriptor):
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr(os, 'fsync', full)
    with pytest.raises(OSError, match='No space'):
        store.write('A' * 26, NEW)

    assert store.read('A' * 26) == OLD
    assert len(list((store.folder / 'AA').iterdir())) == 1


def test_what_is_gone_is_none_and_can_be_removed_again(store):
    store.write('A' * 26, OLD)
    store.remove('A' * 26)
    store.remove('A' * 26)

    assert store.read('A' * 26) is None
    assert not store.holds('A' * 26)
