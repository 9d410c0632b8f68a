"""What a server loads of providers: nothing, unless one is configured."""
import os
import subprocess
import sys

import pytest

from checklist.config import ROOT

LOADED = """
import sys
from checklist.wsgi import app
print(sorted(app.extensions['providers']), {'authlib', 'requests', 'joserfc'} & set(sys.modules))
"""
OIDC = {'CHECKLIST_OIDC_ISSUER': 'http://127.0.0.1:9', 'CHECKLIST_OIDC_CLIENT_ID': 'x',
        'CHECKLIST_OIDC_CLIENT_SECRET': 'y'}


@pytest.mark.parametrize(('settings', 'providers'), [({}, []), (OIDC, ['oidc'])])
def test_a_server_loads_providers_only_where_one_is_configured(tmp_path, settings, providers):
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(('CHECKLIST_', 'COV_'))}

    done = subprocess.run(
        [sys.executable, '-c', LOADED], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**environment, 'CHECKLIST_VAR': str(tmp_path), **settings})

    assert done.stdout.startswith(str(providers))
    assert ('authlib' in done.stdout) is bool(providers)
