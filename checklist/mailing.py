"""Sending the messages that were asked for: each once, in its language, tried until it works."""
import logging
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import Flask
from flask_babel import force_locale

from checklist.extensions import run_in
from checklist.reports.letters import UnwritableLetter, WrittenLetter, write_letter
from checklist.sealing import DamagedSecret
from checklist.services.mail import (
    Message, fail_mail, forget_mail, put_off_mail, take_mail, waiting_mail)

REMEMBERED = 1000

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parcel:
    """A message with all that is needed to send it."""

    id: str
    kind: str
    language: str
    recipient: str
    asked_at: datetime
    letter: WrittenLetter


class PostAway(Exception):
    """Nothing can be sent now, this message or another."""


class PostLater(Exception):
    """This message cannot be sent now."""


class PostRefuses(Exception):
    """This message can never be sent."""


class Post(Protocol):
    """Carries messages. While it rests, nothing is tried."""

    def rests(self) -> bool: ...

    def carry(self, parcel: Parcel) -> None: ...


class Postman:
    """Takes messages from the database to the post."""

    def __init__(self, app: Flask, post: Post) -> None:
        self._app = app
        self._post = post
        # What was sent is not sent again where the database failed to hear of it.
        self._sent: deque[str] = deque(maxlen=REMEMBERED)

    def send_due(self, now: datetime) -> None:
        """Send what is due, the oldest first, until the post is away."""
        for message_id in run_in(self._app, lambda: waiting_mail(now)):
            if self._post.rests():
                return
            self._send(message_id, now)

    def _send(self, message_id: str, now: datetime) -> None:
        """Send one message: lease it, write and send it outside any transaction, forget it."""
        try:
            if not self._carry(message_id, now):
                return
        except (PostRefuses, UnwritableLetter, DamagedSecret) as error:
            logger.error('A message cannot be sent. %s', error)
            run_in(self._app, lambda: fail_mail(message_id))
        except (PostAway, PostLater) as error:
            logger.warning('A message has to wait. %s', error)
            run_in(self._app, lambda: put_off_mail(message_id, now=now))
        except Exception:
            logger.exception('A message could not be sent.')
            run_in(self._app, lambda: put_off_mail(message_id, now=now))
        else:
            run_in(self._app, lambda: forget_mail(message_id))

    def _carry(self, message_id: str, now: datetime) -> bool:
        """Carry a message unless another worker has it; return whether it can be forgotten."""
        message: Message | None = run_in(self._app, lambda: take_mail(message_id, now=now))
        if message is None:
            return False
        if message_id not in self._sent:
            self._post.carry(write_parcel(self._app, message))
            self._sent.append(message_id)
        return True


def write_parcel(app: Flask, message: Message) -> Parcel:
    """Write a message in its language."""
    with app.app_context(), force_locale(message.language):
        letter = write_letter(message.kind, message.values)
    return Parcel(message.id, message.kind, message.language, message.recipient,
                  message.asked_at, letter)
