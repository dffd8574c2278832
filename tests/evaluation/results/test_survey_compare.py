"""The page of before and after, and of cohorts."""

from __future__ import annotations

import pytest

from lms.evaluation.enums import Audience, Privacy
from lms.evaluation.models import SurveyInvitee
from tests.courses.asking import as_user, queries, status
from tests.evaluation.results.conftest import Place, answer, url
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.survey_results import make_version

PEOPLE = [f"orang {number}" for number in range(30)]


def test_it_shows_the_change_with_its_interval_and_says_what_it_proves(place: Place) -> None:
    version = make_version(actor=place.cast.coordinator)
    options = {"people": PEOPLE[:8], "privacy": Privacy.CONFIDENTIAL, "version": version}
    before = place.run([answer(2)] * 8, **options)
    after = place.run([answer(step) for step in (3, 4, 5, 4, 3, 5, 4, 3)], before=before, **options)
    page = as_user(place.cast.reviewer).get(url("survey_compare", after.public_id)).text
    assert "+1,88" in page
    assert "0,0078" in page
    # Nothing is claimed of the course: there was nobody without it.
    assert "pseudonim" in page or "pseudonym" in page


def test_it_is_there_only_where_an_earlier_survey_was_named(place: Place) -> None:
    run = place.run([answer(4)] * 6)
    here, cast = url("survey_compare", run.public_id), place.cast
    assert status(cast.coordinator, "get", here) == 404
    assert here not in as_user(cast.coordinator).get(url("survey_results", run.public_id)).text


def test_who_may_compare(place: Place) -> None:
    cast = place.cast
    before = place.run([answer(4)] * 6)
    after = place.run([answer(4)] * 6, before=before)
    here = url("survey_compare", after.public_id)
    assert status(None, "get", here) == 401
    assert status(cast.facilitator, "get", here) == 200
    assert status(cast.outsider, "get", here) == 403
    assert status(cast.coordinator, "post", here) == 405
    # Not even half of it where the earlier survey is somebody else's to read.
    about = place.run([answer(4)] * 6, before=place.run([answer(4)] * 6, subject_user=cast.admin))
    assert status(cast.facilitator, "get", url("survey_compare", about.public_id)) == 404


@pytest.mark.parametrize("many", [1, 3])
def test_cohorts_side_by_side_at_one_price(place: Place, many: int) -> None:
    version = make_version(actor=place.cast.coordinator)
    here = place.run([answer(4)] * 6, version=version)
    for number in range(many):
        cohort = make_cohort(actor=place.cast.coordinator, name=f"Angkatan {number}")
        place.run([answer(2)] * 6, version=version, cohort=cohort)
    client = as_user(place.cast.coordinator)
    page = client.get(url("survey_cohorts", here.public_id)).text
    assert page.count("-2,00") == 2 * many or page.count("−2,00") == 2 * many
    assert queries(client, url("survey_cohorts", here.public_id)) == 5


def test_clients_are_two_groups(place: Place) -> None:
    version = make_version(actor=place.cast.coordinator, audience=Audience.CLIENTS)
    options = {"audience": Audience.CLIENTS, "version": version}
    before = place.run([answer(2)] * 5 + [answer(3)] * 3, **options)
    after = place.run([answer(4)] * 5 + [answer(5)] * 3, before=before, **options)
    page = as_user(place.cast.coordinator).get(url("survey_compare", after.public_id)).text
    assert "+2,00" in page
    assert "8 / 8" in page


def test_of_supervisors_it_does_not_say_the_same_people(place: Place) -> None:
    version = make_version(actor=place.cast.coordinator, audience=Audience.SUPERVISORS)
    options = {
        "people": PEOPLE[:8],
        "privacy": Privacy.CONFIDENTIAL,
        "audience": Audience.SUPERVISORS,
        "version": version,
    }
    before = place.run([answer(2)] * 8, **options)
    after = place.run([answer(step) for step in (3, 4, 5, 4, 3, 5, 4, 3)], before=before, **options)
    for run in (before, after):
        for number in range(8):
            enrolment = make_enrolment(actor=place.cast.coordinator, cohort=place.cohort)
            SurveyInvitee.objects.create(run=run, name=f"Atasan {number}", answered=True, enrolment=enrolment)
    client = as_user(place.cast.reviewer)
    client.cookies["language"] = "en"
    page = client.get(url("survey_compare", after.public_id), headers={"accept-language": "en"}).text
    assert "+1" in page
    assert "not always by the same supervisor" in page or "tidak selalu oleh atasan yang sama" in page
    assert "The same people before and after" not in page
    assert "Orang yang sama sebelum dan sesudah" not in page
