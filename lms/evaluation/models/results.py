"""Open answers sorted by theme: the themes, who sorts, and what each of the two gave to which text."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.evaluation.models.surveys import Questionnaire, SurveyRun
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check

# The most people who sort the answers to one question.
SEATS = (1, 2)


class Theme(PublicIdModel):
    """Something that several answers to an open question speak of. It belongs to the question in every run, so that runs can be compared."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="themes")
    # The key of the item (`lms.evaluation.items`).
    item = models.CharField(max_length=80)
    title = models.CharField(_("theme"), max_length=120)
    # What belongs to it and what does not: two people must be able to agree on it.
    note = models.CharField(_("what belongs to it"), max_length=400, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["title", "id"]
        constraints = [models.UniqueConstraint(fields=["questionnaire", "item", "title"], name="theme_title_once")]

    def __str__(self) -> str:
        return self.title


class Coder(models.Model):
    """One of the two who sort the answers to one question of one run, each alone. With `done_at` the work is fixed, and may be compared."""

    run = models.ForeignKey(SurveyRun, models.PROTECT, related_name="coders")
    item = models.CharField(max_length=80)
    seat = models.PositiveSmallIntegerField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("coder")
        verbose_name_plural = _("coders")
        ordering = ["run", "item", "seat"]
        constraints = [
            choice_check("seat", list(SEATS), "coder_seat"),
            models.UniqueConstraint(fields=["run", "item", "seat"], name="one_coder_a_seat"),
            models.UniqueConstraint(fields=["run", "item", "user"], name="one_seat_a_coder"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.item}/{self.seat}"


class TextCode(models.Model):
    """The themes that one text was given: by a coder, or, where the two differ, as settled (then without a coder).

    `text` is the SHA-256 of run, item and text, not the answer's own key: two open answers of one person cannot be brought together by
    it, and texts that are the same are sorted once. No theme at all is a judgement too: then `themes` is empty.
    """

    run = models.ForeignKey(SurveyRun, models.PROTECT, related_name="text_codes")
    item = models.CharField(max_length=80)
    text = models.CharField(max_length=64)
    coder = models.ForeignKey(Coder, models.PROTECT, null=True, blank=True, related_name="codes")
    # Public ids of themes, in order.
    themes = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("themes of a text")
        verbose_name_plural = _("themes of texts")
        constraints = [
            models.UniqueConstraint(
                fields=["coder", "text"], condition=Q(coder__isnull=False), name="one_judgement_a_coder"
            ),
            models.UniqueConstraint(
                fields=["run", "item", "text"], condition=Q(coder__isnull=True), name="settled_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.item}/{self.text[:8]}"
