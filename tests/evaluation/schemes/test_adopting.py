"""Schemes through their services: drafts that two people edit, what is frozen, what a cohort may adopt, what would come out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.queries.learning import facts_of
from courses.services.learning import mark_done_many
from lms.evaluation.models import CohortScheme, Scheme
from lms.evaluation.queries.schemes import outlook_of
from lms.evaluation.services import schemes
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from tests.evaluation.sitting import Sitting
from tests.factories.evaluation_panel import adopt, content, give, make_scheme


def test_two_editors_find_out_about_each_other(bare: Sitting) -> None:
    actor = bare.cast.coordinator
    scheme = make_scheme(actor=actor)
    schemes.save_scheme(actor=actor, scheme=scheme, title="Skema A", content=content(minimum="75"), seq=0)
    stale = Scheme.objects.get()
    with pytest.raises(Conflict):
        schemes.save_scheme(actor=actor, scheme=stale, title="Skema B", content=content(minimum="80"), seq=0)
    assert Scheme.objects.get().content["minimum"] == "75.00"
    with pytest.raises(Refusal, match="a name"):
        schemes.save_scheme(actor=actor, scheme=scheme, title=" ", content=content(), seq=1)


def test_what_is_adopted_is_frozen_and_carried_on_once(bare: Sitting) -> None:
    actor = bare.cast.coordinator
    scheme = make_scheme(actor=actor)
    with pytest.raises(Refusal, match="still a draft"):
        schemes.carry_on(actor=actor, scheme=scheme)
    with pytest.raises(Conflict):
        schemes.adopt_scheme(actor=actor, cohort=bare.cohort, scheme=scheme, seq=5)
    schemes.adopt_scheme(actor=actor, cohort=bare.cohort, scheme=scheme, seq=0)
    scheme.refresh_from_db()
    assert scheme.is_frozen
    assert len(scheme.digest) == 64
    with pytest.raises(Refusal, match="frozen"):
        schemes.save_scheme(actor=actor, scheme=scheme, title="Lain", content=content(minimum="60"), seq=0)
    newer = schemes.carry_on(actor=actor, scheme=scheme)
    assert schemes.carry_on(actor=actor, scheme=scheme) == newer
    assert (newer.number, newer.is_frozen, newer.content) == (2, False, scheme.content)


def test_another_scheme_only_before_the_first_score(sitting: Sitting) -> None:
    actor = sitting.cast.coordinator
    other = make_scheme(("panel", "50"), ("lessons", "50"), actor=actor, title="Lain")
    schemes.adopt_scheme(actor=actor, cohort=sitting.cohort, scheme=other, seq=0)
    schemes.adopt_scheme(actor=actor, cohort=sitting.cohort, scheme=other, seq=0)
    give(sitting.members[0], sitting.people[0])
    with pytest.raises(Refusal, match="Scores are given"):
        schemes.adopt_scheme(actor=actor, cohort=sitting.cohort, scheme=sitting.scheme, seq=0)
    assert CohortScheme.objects.get().scheme == other


def test_what_would_come_out_is_worked_out_without_saving(bare: Sitting) -> None:
    actor = bare.cast.coordinator
    scheme = make_scheme(("panel", "60"), ("lessons", "40", "50"), actor=actor)
    lessons = facts_of(bare.cohort).outline.online
    mark_done_many(cohort=bare.cohort, work={bare.people[0]: [(one, clock.now()) for one in lessons]})
    outlook = outlook_of(scheme, bare.cohort)
    assert [one.share.key for one in outlook.shares if one.empty] == ["panel"]
    assert [row.result.score for row in outlook.rows] == [Decimal("100.00"), Decimal("0.00"), Decimal("0.00")]
    assert (outlook.results, outlook.passed, outlook.without) == (3, 1, 0)
    supposed = outlook_of(scheme, bare.cohort, assumed=Decimal(80))
    assert [row.result.score for row in supposed.rows] == [Decimal("88.00"), Decimal("48.00"), Decimal("48.00")]
    assert not CohortScheme.objects.exists()
    assert not Scheme.objects.get().is_frozen


def test_what_is_kept_from_a_reader_is_in_no_figure(bare: Sitting) -> None:
    actor = bare.cast.coordinator
    scheme = adopt(bare.cohort, ("panel", "60"), ("lessons", "40"), actor=actor)
    lessons = facts_of(bare.cohort).outline.online
    mark_done_many(cohort=bare.cohort, work={bare.people[0]: [(one, clock.now()) for one in lessons]})
    for person, level in zip(bare.people[:2], ("baik", "kurang"), strict=True):
        for member in bare.members:
            give(member, person, level)
    other = make_scheme(("panel", "60"), ("lessons", "40"), actor=actor, title="Lain", minimum="95")
    whole, known = (outlook_of(other, bare.cohort, without=kept) for kept in ((), {bare.people[0].pk}))
    assert (whole.results, whole.passed, whole.without, whole.turning) == (2, 0, 1, 1)
    assert (known.results, known.passed, known.without, known.turning) == (1, 0, 1, 0)
    assert next((one.there, one.mean) for one in whole.shares) == (2, 67.5)
    assert next((one.there, one.mean) for one in known.shares) == (1, 50.0)
    assert sum(n for _band, n in known.bands) == 1
    # What the panel has no part in is nobody's secret.
    assert known.shares[1] == whole.shares[1]
    assert outlook_of(scheme, bare.cohort, without={bare.people[0].pk}).passed == 0


def test_it_is_compared_with_the_scheme_adopted_now(bare: Sitting) -> None:
    actor = bare.cast.coordinator
    adopt(bare.cohort, ("lessons", "100"), actor=actor)
    easy = make_scheme(("lessons", "100"), actor=actor, title="Lain", minimum="0")
    outlook = outlook_of(easy, bare.cohort)
    assert (outlook.passed, outlook.turning) == (3, 3)


def test_a_part_that_only_some_have_is_missing_for_the_others(bare: Sitting) -> None:
    actor = bare.cast.coordinator
    adopt(bare.cohort, ("panel", "50"), ("lessons", "50"), actor=actor)
    for member in bare.members:
        give(member, bare.people[0])
    scheme = make_scheme(("panel", "100"), actor=actor, title="Lain")
    outlook = outlook_of(scheme, bare.cohort)
    assert [row.result.score is None for row in outlook.rows] == [False, True, True]


def test_another_scheme_waits_for_a_score_that_is_being_written(bare: Sitting) -> None:
    """Whoever scores holds the row of the evaluation: it is taken before it is asked whether anybody was scored."""
    adopt(bare.cohort, actor=bare.cast.coordinator)
    other = make_scheme(actor=bare.cast.coordinator, title="Lain")
    with CaptureQueriesContext(connection) as asked:
        schemes.adopt_scheme(actor=bare.cast.coordinator, cohort=bare.cohort, scheme=other, seq=other.seq)
    said = [one["sql"] for one in asked.captured_queries]
    taken = next(n for n, sql in enumerate(said) if sql.startswith('UPDATE "evaluation_participantevaluation"'))
    looked = next(n for n, sql in enumerate(said) if 'FROM "evaluation_panelscore"' in sql)
    assert taken < looked
