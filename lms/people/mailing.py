"""A message with a link that opens something for one person: its words, its mail on the way, its text for a chat."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Share:
    """What somebody pastes into a chat: the text, and the address that opens WhatsApp with it."""

    text: str
    link: str


@dataclass(frozen=True)
class Mail:
    """One mail, as plain text and as simple HTML."""

    subject: str
    text: str
    html: str


def site_url(path: str) -> str:
    """Return the whole address of a path of this site."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def chat_words(name: str, context: Mapping[str, object]) -> str:
    """Return the short text for a chat, from `<name>_chat.txt`, in the language that is active."""
    return render_to_string(f"{name}_chat.txt", dict(context)).strip()


def mail_words(name: str, context: Mapping[str, object]) -> Mail:
    """Return a mail from `<name>_subject.txt`, `<name>_mail.txt` and `<name>_mail.html`, in the language that is active."""
    values = dict(context)
    return Mail(
        subject=" ".join(render_to_string(f"{name}_subject.txt", values).split()),
        text=render_to_string(f"{name}_mail.txt", values).strip() + "\n",
        html=render_to_string(f"{name}_mail.html", values),
    )


def send_mail(mail: Mail, to: str) -> str:
    """Send one mail. Returns why it did not go, or "" when it went: its row is tried again, so nothing is raised."""
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[to])
    message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return ""
