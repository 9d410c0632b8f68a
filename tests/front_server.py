"""nginx with the configuration that the documentation ships, on ports of its own."""
import re
import shutil
import subprocess
import time
from base64 import b64encode
from hashlib import sha256
from http.client import HTTPSConnection
from pathlib import Path
from ssl import SSLContext, create_default_context

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from checklist.config import ROOT
from tests.postgresql import free_port
from tests.providers.certificates import certify

SHIPPED = ROOT / 'docs' / 'nginx.conf'
NAME = 'localhost'
START_SECONDS = 20.0
# As Debian's own file has it around ours, and weaker: old TLS and packed pages, but for ours.
AROUND = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    access_log {folder}/access.log; gzip on;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_conf_command CipherString ALL:@SECLEVEL=0;
    include {folder}/checklist.conf;
}}
"""


def find_nginx() -> str | None:
    return shutil.which('nginx') or shutil.which('nginx', path='/usr/sbin')


class FrontServer:
    """One nginx before a service; only names, ports and paths differ from the shipped file."""

    def __init__(self, folder: Path, upstream: int) -> None:
        program = find_nginx()
        assert program, 'nginx is not installed'
        self.folder, self.upstream = folder, upstream
        self.http, self.https = free_port(), free_port()
        self.url = f'https://{NAME}:{self.https}'
        self._command = [program, '-p', str(folder), '-c', str(folder / 'nginx.conf')]
        self._process: subprocess.Popen[bytes] | None = None
        certify(folder, NAME)
        (folder / 'nginx.conf').write_text(AROUND.format(folder=folder))
        (folder / 'checklist.conf').write_text(self._adapted(SHIPPED.read_text()))

    def check(self) -> 'subprocess.CompletedProcess[str]':
        return subprocess.run([*self._command, '-t'], capture_output=True, text=True)

    def start(self) -> 'FrontServer':
        self._process = subprocess.Popen(self._command)
        deadline = time.monotonic() + START_SECONDS
        while not self._is_there():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.check().stderr)
            time.sleep(0.02)
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def trust(self) -> SSLContext:
        """Return what a client needs that trusts the certificate of the tests."""
        context = create_default_context(cafile=str(self.folder / f'{NAME}.pem'))
        context.check_hostname = False  # it has no alternative names
        return context

    def fingerprint(self) -> str:
        """Return what a browser is told so that it takes the certificate for a good one."""
        certificate = load_pem_x509_certificate((self.folder / f'{NAME}.pem').read_bytes())
        key = certificate.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return b64encode(sha256(key).digest()).decode()

    def connect(self) -> HTTPSConnection:
        return HTTPSConnection(NAME, self.https, timeout=20.0, context=self.trust())

    def logs(self) -> str:
        return ''.join(path.read_text() for path in self.folder.glob('*.log'))

    def _adapted(self, text: str) -> str:
        text = re.sub(r'^ *listen \[::\].*\n', '', text, flags=re.MULTILINE)
        for old, new in (
                ('listen 80', f'listen 127.0.0.1:{self.http}'),
                ('listen 443', f'listen 127.0.0.1:{self.https}'),
                ('127.0.0.1:8000', f'127.0.0.1:{self.upstream}'),
                ('checklist.example;', f'{NAME};'),
                ('/etc/letsencrypt/live/checklist.example/fullchain', f'{self.folder}/{NAME}'),
                ('/etc/letsencrypt/live/checklist.example/privkey.pem',
                 f'{self.folder}/{NAME}.key'),
                ('/var/log/nginx', str(self.folder))):
            assert old in text, f'the shipped file has no {old}'
            text = text.replace(old, new)
        return text

    def _is_there(self) -> bool:
        connection = self.connect()
        try:
            connection.connect()
        except OSError:
            return False
        finally:
            connection.close()
        return True
