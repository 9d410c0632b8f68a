"""A mail server of our own: it speaks SMTP over a socket and keeps what it is given."""
import email
import socketserver
import ssl
import threading
from email.message import EmailMessage
from email.policy import default
from types import TracebackType


class _Dialogue(socketserver.StreamRequestHandler):
    """One client. Answers as the server's ``answers`` say, where they say something."""

    server: '_Listener'

    def handle(self) -> None:
        keeper = self.server.keeper
        keeper.connections += 1
        self._say('220 test')
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command.split(' ')[0].upper()
            keeper.commands.append(command)
            if verb in keeper.hang_up:
                return
            if verb in keeper.answers:
                self._say(keeper.answers[verb])
            elif verb == 'EHLO':
                self._say('\r\n'.join(keeper.greeting))
            elif verb == 'STARTTLS':
                self._say('220 go on')
                self._encrypt()
            elif verb == 'DATA':
                self._take()
            else:
                self._say({'QUIT': '221 bye', 'AUTH': '235 welcome'}.get(verb, '250 ok'))
            if verb == 'QUIT':
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _take(self) -> None:
        keeper = self.server.keeper
        self._say('354 go on')
        lines = []
        for line in self.rfile:
            if line == b'.\r\n':
                break
            lines.append(line.removeprefix(b'.') if line.startswith(b'..') else line)
        answer = keeper.answers.get('BODY', '250 taken')
        if answer.startswith('250'):
            keeper.raw.append(b''.join(lines))
        self._say(answer)

    def _encrypt(self) -> None:
        context = self.server.keeper.tls
        assert context is not None
        self.connection = context.wrap_socket(self.request, server_side=True)
        self.rfile = self.connection.makefile('rb')
        self.wfile = self.connection.makefile('wb')

    def _say(self, text: str) -> None:
        self.wfile.write(f'{text}\r\n'.encode())
        self.wfile.flush()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    keeper: 'MailServer'

    def handle_error(self, *_: object) -> None:
        """A client that refuses our certificate hangs up, which is no error here."""


class MailServer:
    """Starts within ``with``; may be given the port of one that was stopped before."""

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.port = port
        self.tls = tls
        self.greeting = ['250-test', '250-STARTTLS', '250 AUTH PLAIN'] if tls else ['250 test']
        self.answers: dict[str, str] = {}
        self.hang_up: set[str] = set()
        self.commands: list[str] = []
        self.raw: list[bytes] = []
        self.connections = 0

    @property
    def messages(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=default) for raw in self.raw]

    def __enter__(self) -> 'MailServer':
        self._listener = _Listener(('127.0.0.1', self.port), _Dialogue)
        self._listener.keeper = self
        self.port = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None,
                 _trace: TracebackType | None) -> None:
        self._listener.shutdown()
        self._listener.server_close()


def text_of(message: EmailMessage) -> str:
    """Return the plain text of a message."""
    part = message.get_body(('plain',))
    assert part is not None
    return part.get_content().replace('\r\n', '\n')


def html_of(message: EmailMessage) -> str:
    part = message.get_body(('html',))
    assert part is not None
    return part.get_content().replace('\r\n', '\n')
