"""The coordinators' own words for what people are told."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from lms.notices.models import NoticeTemplate
from lms.notices.registry import NoticeKind
from lms.notices.wording import BadWords, variables_in
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User


def check_words(kind: NoticeKind, words: str) -> None:
    """Raise Refusal unless the words name only what the kind declares; it says which name is wrong and which there are."""
    allowed = ", ".join(f"{{{name}}}" for name in sorted(kind.variables)) or _("none")
    try:
        wrong = variables_in(words) - kind.variables.keys()
    except BadWords as error:
        raise Refusal(
            _("Braces hold the name of a variable and nothing else; this does not: %(what)s. There are: %(allowed)s.")
            % {"what": str(error)[:60], "allowed": allowed}
        ) from error
    if wrong:
        names = ", ".join(f"{{{name}}}" for name in sorted(wrong))
        raise Refusal(
            _("There is no %(wrong)s in this notice. There are: %(allowed)s.") % {"wrong": names, "allowed": allowed}
        )


@transaction.atomic
def write_words(*, actor: User, kind: NoticeKind, language: str, title: str, body: str, seen: int) -> NoticeTemplate:
    """Keep a new version of the words of a kind; it holds from now on, for what waits too.

    `seen` is the version that was on the screen. Raises Refusal for a variable that is not there, Conflict when somebody else wrote.
    """
    for words in (title, body):
        check_words(kind, words)
    if not title.strip() or not body.strip():
        raise Refusal(_("Title and text are both needed."))
    return _append(actor, kind, language, " ".join(title.split()), body.strip(), seen)


@transaction.atomic
def restore_words(*, actor: User, kind: NoticeKind, language: str, seen: int) -> NoticeTemplate:
    """Go back to Padan's own words; the versions written so far are kept."""
    return _append(actor, kind, language, "", "", seen)


def _append(actor: User, kind: NoticeKind, language: str, title: str, body: str, seen: int) -> NoticeTemplate:
    row = NoticeTemplate(
        kind=kind.code,
        language=language,
        version=seen + 1,
        title=title,
        body=body,
        written_by=actor,
        written_at=clock.now(),
    )
    before = NoticeTemplate.objects.filter(kind=kind.code, language=language).order_by("-version").first()
    # The constraint decides between two who write the same version in this moment.
    added = (before.version if before else 0) == seen and NoticeTemplate.objects.bulk_create(
        [row], ignore_conflicts=True
    )
    kept: NoticeTemplate | None = NoticeTemplate.objects.filter(
        kind=kind.code, language=language, version=seen + 1
    ).first()
    if not added or kept is None or (kept.written_by_id, kept.written_at) != (actor.pk, row.written_at):
        raise Conflict(_("Somebody else changed these words meanwhile. Look at theirs first, then save again."))
    change = [before.title if before else "", title]
    audit.record(actor, "notices.words.write", kept, {"language": language, "title": change})
    return kept
