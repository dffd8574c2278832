"""The pages of schemes: the list, one, the editor, what would come out, adopting."""

from __future__ import annotations

from typing import Any

from lms.evaluation.forms.schemes import SchemeForm
from lms.evaluation.models import CohortScheme, Scheme
from lms.evaluation.services import schemes
from lms.evaluation.services.panel.seats import declare_conflict
from lms.people.enums import Role
from tests.courses.asking import as_user, queries, status
from tests.evaluation.panel.asking import address
from tests.evaluation.sitting import Sitting
from tests.factories.assignments.grading import make_rubric
from tests.factories.evaluation_panel import adopt, give, make_scheme
from tests.factories.people import give_role


def typed(**changes: Any) -> dict[str, str]:
    """The editor as it is shown, sent back with some fields changed."""
    form = SchemeForm(content=schemes.starter())
    data = {"title": "Skema kementerian", "seq": "0"}
    data |= {name: str(form[name].value() or "") for name in ("minimum", "tolerance", "least", "objection_days")}
    for row in form.component_rows():
        data |= {f"weight-{row['key']}": row["weight"], f"minimum-{row['key']}": row["minimum"]}
    for row in form.band_rows():
        data |= {f"band-{row['number']}-{name}": row[name] for name in ("key", "title", "title_en", "from")}
    return data | {"tolerance": "10", "least": "2", "objection_days": "7"} | changes


def test_who_may_read_and_who_may_write(bare: Sitting) -> None:
    cast, scheme = bare.cast, make_scheme(actor=bare.cast.coordinator)
    for name, args in (("scheme_list", []), ("scheme_detail", [scheme.public_id])):
        here = address(name, *args)
        assert status(None, "get", here) == 401
        assert status(cast.reviewer, "get", here) == 200
        assert status(cast.facilitator, "get", here) == 403
    edit = address("scheme_edit", scheme.public_id)
    assert status(cast.reviewer, "post", edit) == 403
    assert status(cast.reviewer, "get", address("scheme_what_if", scheme.public_id, bare.cohort.public_id)) == 403
    assert status(cast.coordinator, "get", address("scheme_adopt", scheme.public_id, bare.cohort.public_id)) == 405


def test_the_list_costs_the_same_for_one_and_for_three(bare: Sitting) -> None:
    make_scheme(actor=bare.cast.coordinator)
    client, here = as_user(bare.cast.coordinator), address("scheme_list")
    few = queries(client, here)
    for title in ("B", "C"):
        make_scheme(actor=bare.cast.coordinator, title=title)
    assert queries(client, here) == few


def test_a_scheme_is_written_from_the_proposed_one(bare: Sitting) -> None:
    client, here = as_user(bare.cast.coordinator), address("scheme_add")
    page = client.get(here).text
    assert 'name="weight-panel" value="15"' in page
    answer = client.post(here, typed())
    assert answer.status_code == 302, answer.context["form"].errors
    scheme = Scheme.objects.get()
    assert scheme.content == schemes.schemes.cleaned(schemes.starter())


def test_weights_of_99_come_back_with_everything_typed(bare: Sitting) -> None:
    answer = as_user(bare.cast.coordinator).post(
        address("scheme_add"), typed(**{"weight-panel": "14", "title": "Nama saya"})
    )
    assert answer.status_code == 422
    assert "99" in answer.text
    assert 'name="weight-panel" value="14"' in answer.text
    assert "Nama saya" in answer.text
    assert not Scheme.objects.exists()


def test_a_rubric_is_taken_over_as_it_is(bare: Sitting) -> None:
    rubric = make_rubric(actor=bare.cast.coordinator).rubric
    client = as_user(bare.cast.coordinator)
    client.post(address("scheme_add"), typed(panel_rubric=rubric.public_id))
    keys = [one["key"] for one in Scheme.objects.get().content["panel"]["criteria"]]
    assert keys == [one["key"] for one in rubric.current.criteria]


def test_two_editors_find_out_about_each_other(bare: Sitting) -> None:
    scheme = make_scheme(actor=bare.cast.coordinator)
    client, here = as_user(bare.cast.coordinator), address("scheme_edit", scheme.public_id)
    assert client.post(here, typed(minimum="75")).status_code == 302
    answer = client.post(here, typed(minimum="80"))
    assert answer.status_code == 409
    # It can be saved over what is there now, knowingly.
    assert client.post(here, typed(minimum="80", seq=answer.context["form"]["seq"].value())).status_code == 302


def test_what_is_frozen_is_carried_on(bare: Sitting) -> None:
    scheme = adopt(bare.cohort, actor=bare.cast.coordinator)
    client = as_user(bare.cast.coordinator)
    home = address("scheme_detail", scheme.public_id)
    assert client.get(address("scheme_edit", scheme.public_id))["Location"] == home
    assert client.post(address("scheme_edit", scheme.public_id), typed()).status_code == 422
    answer = client.post(address("scheme_carry_on", scheme.public_id))
    newer = Scheme.objects.get(follows=scheme)
    assert answer["Location"] == address("scheme_edit", newer.public_id)


def test_a_tenth_band_is_refused_in_words(bare: Sitting) -> None:
    client = as_user(bare.cast.coordinator)
    scheme = make_scheme(("lessons", "100"), actor=bare.cast.coordinator)
    data = typed()
    for number in range(1, 11):
        start = "0" if number == 10 else str(100 - number * 10)
        data |= {f"band-{number}-title": f"Pita {number}", f"band-{number}-from": start, f"band-{number}-key": ""}
    answer = client.post(address("scheme_edit", scheme.public_id), data | {"seq": "0"})
    assert answer.status_code == 422
    assert "Pita 10" in answer.text, "what was typed comes back whole"
    assert len(Scheme.objects.get(pk=scheme.pk).content["bands"]) == len(scheme.content["bands"])


def test_who_sits_on_the_panel_in_a_conflict_of_interest_sees_no_outlook_of_that_person(sitting: Sitting) -> None:
    one, member = sitting.people[0], sitting.members[0]
    give_role(member.user, Role.ADMINISTRATOR)
    for other in sitting.members[1:]:
        give(other, one)
    declare_conflict(actor=member.user, member=member, enrolment=one, reason="Kerabat")
    here = address("scheme_what_if", sitting.scheme.public_id, sitting.cohort.public_id)
    in_band = 'Memuaskan</th><td class="num">1<'
    page = as_user(sitting.cast.coordinator).get(here).text
    assert ">85,00<" in page
    assert ">85,0<" in page
    assert page.count(in_band) == 1
    assert "Tidak ditampilkan" not in page
    answer = as_user(member.user).get(here)
    # Neither in the row nor in what is counted over all.
    assert "85,0" not in answer.text
    assert in_band not in answer.text
    assert answer.text.count("Tidak ditampilkan") == 2
    outlook = answer.context["outlook"]
    assert (outlook.results, outlook.passed, outlook.without, outlook.turning) == (0, 0, 2, 0)
    assert [(one.there, one.mean, one.below) for one in outlook.shares] == [(0, None, 0)]


def test_from_what_would_come_out_to_adopting(bare: Sitting) -> None:
    scheme = make_scheme(("panel", "60"), ("lessons", "40"), actor=bare.cast.coordinator)
    client = as_user(bare.cast.coordinator)
    home = address("scheme_detail", scheme.public_id)
    what_if = address("scheme_what_if", scheme.public_id, bare.cohort.public_id)
    assert client.get(home, {"cohort": bare.cohort.public_id})["Location"] == what_if
    page = client.get(what_if).text
    assert "Ayu Lestari" in page
    assert client.get(what_if, {"assume": "80"}).context["outlook"].rows[0].result.score == 48
    # What cannot be read is not put in.
    assert client.get(what_if, {"assume": "900"}).context["outlook"].assumed is None
    assert not CohortScheme.objects.exists()
    adopting = address("scheme_adopt", scheme.public_id, bare.cohort.public_id)
    assert client.post(adopting, {"seq": "7"}).status_code == 409
    assert client.post(adopting, {"seq": "0"}).status_code == 302
    assert CohortScheme.objects.get().scheme == scheme


def test_what_would_come_out_costs_the_same_for_one_and_for_three(bare: Sitting) -> None:
    scheme = schemes.create_scheme(actor=bare.cast.coordinator, title="Lengkap", content=schemes.starter())
    client = as_user(bare.cast.coordinator)
    here = address("scheme_what_if", scheme.public_id, bare.cohort.public_id)
    many = queries(client, here)
    bare.cohort.enrolments.exclude(pk=bare.people[0].pk).update(state="withdrawn")
    assert queries(client, here) == many
