"""Open answers sorted by theme: themes are written, two people sort each alone, and what they see differently is settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.evaluation.models import Coder, SurveyRun, TextCode, Theme
from lms.evaluation.models.results import SEATS
from lms.evaluation.queries.results.lines import Line
from lms.evaluation.queries.results.themes import Sorted, sorted_answers
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User


@transaction.atomic
def add_theme(*, actor: User, run: SurveyRun, line: Line, title: str, note: str = "") -> Theme:
    """Write a theme for a question; the same title again returns the one there is.

    Raises Refusal once somebody has finished sorting this run: what was judged must not get another list of themes behind it.
    """
    _still_open(run, line)
    words = " ".join(title.split())
    if not words:
        raise Refusal(_("Give the theme a name."))
    theme, new = Theme.objects.get_or_create(
        questionnaire_id=run.version.questionnaire_id,
        item=line.key,
        title=words,
        defaults={"note": note.strip(), "created_by": actor, "created_at": clock.now()},
    )
    if new:
        audit.record(actor, "evaluation.theme.add", theme)
    return theme


@transaction.atomic
def change_theme(*, actor: User, run: SurveyRun, line: Line, theme: Theme, title: str, note: str) -> Theme:
    """Change the words of a theme. Raises Refusal once answers were sorted by it: they were sorted by the words there were then."""
    _still_open(run, line)
    if _is_given(theme):
        raise Refusal(_("Answers were sorted under this theme already. Write a new theme in its place."))
    words = " ".join(title.split())
    taken = Theme.objects.filter(questionnaire=theme.questionnaire_id, item=theme.item, title=words)
    if taken.exclude(pk=theme.pk).exists():
        raise Refusal(_("There is a theme with this name already."))
    before = [theme.title, theme.note]
    theme.title, theme.note = words, note.strip()
    theme.save(update_fields=["title", "note"])
    audit.record(actor, "evaluation.theme.change", theme, {"words": [before, [theme.title, theme.note]]})
    return theme


def _is_given(theme: Theme) -> bool:
    """Whether any answer was sorted under the theme."""
    rows = TextCode.objects.filter(run__version__questionnaire=theme.questionnaire_id, item=theme.item)
    return any(theme.public_id in ids for ids in rows.values_list("themes", flat=True))


def _still_open(run: SurveyRun, line: Line) -> None:
    if Coder.objects.filter(run=run, item=line.key, done_at__isnull=False).exists():
        raise Refusal(_("Somebody has finished sorting these answers: the list of themes stays as it was."))


@transaction.atomic
def sort_texts(*, actor: User, run: SurveyRun, line: Line, codes: Mapping[str, Iterable[str]]) -> Coder:
    """Keep the themes that somebody gave to texts; the same again changes nothing. The first save takes one of the two seats.

    Raises Refusal when two others sort already, when the own work is finished, or for a text or theme that is not among those of the
    question. Two who begin at the same moment get a seat each; the third is told.
    """
    there = sorted_answers(run, line)
    if there.why or there.few:
        raise Refusal(there.why or _("There are fewer than five answers: they are not shown, and not sorted."))
    coder = _seat(actor, run, line)
    # Locked, so that a save never lands after the own finishing from another tab.
    coder = Coder.objects.select_for_update().get(pk=coder.pk)
    if coder.done_at is not None:
        raise Refusal(_("You have finished sorting these answers. What differs is settled together."))
    wanted = {text: _checked(there, text, ids) for text, ids in codes.items()}
    kept = {row.text: row for row in coder.codes.filter(text__in=wanted)}
    now = clock.now()
    TextCode.objects.bulk_create(
        TextCode(run=run, item=line.key, text=text, coder=coder, themes=ids, by=actor, at=now)
        for text, ids in wanted.items()
        if text not in kept
    )
    changed = [row for text, row in kept.items() if row.themes != wanted[text]]
    for row in changed:
        row.themes, row.at = wanted[row.text], now
    TextCode.objects.bulk_update(changed, ["themes", "at"])
    return coder


def _seat(actor: User, run: SurveyRun, line: Line) -> Coder:
    """Return the actor's seat; take a free one if there is none yet."""
    own = Coder.objects.filter(run=run, item=line.key, user=actor)
    for seat in SEATS:
        if mine := own.first():
            return mine
        try:
            with transaction.atomic():
                row = Coder.objects.create(run=run, item=line.key, seat=seat, user=actor, begun_at=clock.now())
        except IntegrityError:
            # The seat is taken, or the own other tab was first.
            continue
        audit.record(actor, "evaluation.coding.begin", run, {"question": ["", line.key]})
        return row
    if mine := own.first():
        return mine
    raise Refusal(
        _("Two people sort these answers already. A third is not needed: what they see differently is settled.")
    )


def _checked(there: Sorted, text: str, ids: Iterable[str]) -> list[str]:
    known, themes = {one.key for one in there.texts}, {one.public_id for one in there.themes}
    wanted = sorted(set(ids))
    if text not in known or not themes.issuperset(wanted):
        raise Refusal(_("An answer or a theme is not there any more. Load the page again."))
    return wanted


@transaction.atomic
def finish_sorting(*, actor: User, run: SurveyRun, line: Line) -> Coder:
    """Fix one's own work, so that the two may be compared. Once done it stays.

    Raises Refusal when answers are left, or nothing was begun. Said again it changes nothing.
    """
    coder = Coder.objects.select_for_update().filter(run=run, item=line.key, user=actor).first()
    if coder is None:
        raise Refusal(_("You have not begun to sort these answers."))
    if coder.done_at is not None:
        return coder
    there = sorted_answers(run, line)
    mine = there.sorter(actor)
    left = sum(text.key not in mine.codes for text in there.texts) if mine else len(there.texts)
    if left:
        raise Refusal(_("%(count)s answers are not sorted yet.") % {"count": left})
    coder.done_at = clock.now()
    coder.save(update_fields=["done_at"])
    audit.record(actor, "evaluation.coding.finish", run, {"question": ["", line.key]})
    return coder


@transaction.atomic
def free_seat(*, actor: User, run: SurveyRun, line: Line, sorter: User) -> None:
    """Give the seat of somebody who will not finish to somebody else; what was sorted in it is dropped. Free already, nothing changes.

    Raises NotAllowed (the organisers and oneself may), Refusal once the work is finished.
    """
    if actor.pk != sorter.pk and not actor.has_perm("evaluation.manage_surveys", run.cohort):
        raise NotAllowed(_("A seat is freed by the organisers, or by who sits there."))
    coder = Coder.objects.select_for_update().filter(run=run, item=line.key, user=sorter).first()
    if coder is None:
        return
    if coder.done_at is not None:
        raise Refusal(_("This person has finished sorting: the work stays."))
    dropped = coder.codes.all().delete()[0]
    coder.delete()
    audit.record(
        actor,
        "evaluation.coding.free",
        run,
        {"question": ["", line.key], "of": [sorter.name, ""], "sorted": [dropped, 0]},
    )


@transaction.atomic
def settle_text(
    *, actor: User, run: SurveyRun, line: Line, text: str, themes: Iterable[str], seen: Iterable[str] | None
) -> TextCode:
    """Decide the themes of a text that the two sorted differently. What each of them chose stays, and so does their agreement.

    `seen` is what was settled when the page was opened, None for nothing. Raises Conflict when somebody settled it meanwhile, Refusal
    before both have finished or where they agree.
    """
    there = sorted_answers(run, line)
    if not there.both_done:
        raise Refusal(_("First both finish sorting, each alone."))
    if all(one.text.key != text for one in there.differences):
        raise Refusal(_("Both chose the same themes for this answer: nothing is to be settled."))
    wanted = _checked(there, text, themes)
    row = TextCode.objects.select_for_update().filter(run=run, item=line.key, text=text, coder=None).first()
    if row is not None and row.themes == wanted:
        return row
    if (row.themes if row else None) != (sorted(seen) if seen is not None else None):
        raise Conflict(_("Somebody else settled this answer meanwhile. Look at what was chosen before you change it."))
    before = list(row.themes) if row else None
    if row is None:
        row = _settled(actor, run, line, text, wanted)
    else:
        row.themes, row.by, row.at = wanted, actor, clock.now()
        row.save(update_fields=["themes", "by", "at"])
    audit.record(actor, "evaluation.coding.settle", run, {"themes": [before, wanted], "text": ["", text[:12]]})
    return row


def _settled(actor: User, run: SurveyRun, line: Line, text: str, themes: list[str]) -> TextCode:
    try:
        with transaction.atomic():
            return TextCode.objects.create(run=run, item=line.key, text=text, themes=themes, by=actor, at=clock.now())
    except IntegrityError:
        raise Conflict(
            _("Somebody else settled this answer meanwhile. Look at what was chosen before you change it.")
        ) from None
