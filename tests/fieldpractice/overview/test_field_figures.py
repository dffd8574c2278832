"""The field practice in sums: the report asks the same, and a week that changed has lost the supervisor's word."""

from __future__ import annotations

from django.core.cache import cache

from lms.evaluation.figures import figure_of
from tests.courses.asking import as_user, queries, status
from tests.factories.courses import make_cohort
from tests.fieldpractice.overview.keeping import more_people, note, say, url
from tests.fieldpractice.practice import Practice


def seen(practice: Practice) -> float:
    figure = figure_of("field.seen")
    assert figure is not None
    return float(figure.read(practice.cohort).value or 0)


def test_a_week_that_changed_after_it_was_seen_counts_no_more(practice: Practice) -> None:
    note(practice, 1)
    say(practice, 1)
    here, client = url("field_figures", practice.cohort.public_id), as_user(practice.cast.coordinator)
    assert round(seen(practice), 1) == 8.3
    assert "8,3%" in client.get(here).text
    note(practice, 2, hours="4")
    assert seen(practice) == 0
    # What was counted stands for five minutes, and says when it was counted.
    assert "8,3%" in client.get(here).text
    cache.clear()
    page = client.get(here).text
    assert "8,3%" not in page
    assert "0,0%" in page
    assert "7,0 jam" in page


def test_who_may_see_it(practice: Practice) -> None:
    here, cast = url("field_figures", practice.cohort.public_id), practice.cast
    assert status(None, "get", here) == 401
    for user in (practice.user, cast.reviewer, cast.supervisor, cast.outsider):
        assert status(user, "get", here) == 403
    assert status(cast.facilitator, "get", here) == 200
    assert status(cast.facilitator, "get", url("field_figures", make_cohort(actor=cast.coordinator).public_id)) == 404
    assert status(cast.coordinator, "post", here) == 405


def test_the_same_queries_for_one_and_for_three(practice: Practice) -> None:
    note(practice, 1)
    here, client = url("field_figures", practice.cohort.public_id), as_user(practice.cast.coordinator)
    one = queries(client, here)
    more_people(practice, 2)
    cache.clear()
    assert queries(client, here) == one


def test_a_cohort_without_placements_says_so(practice: Practice) -> None:
    empty = make_cohort(actor=practice.cast.coordinator)
    page = as_user(practice.cast.coordinator).get(url("field_figures", empty.public_id)).text
    assert 'class="empty' in page
