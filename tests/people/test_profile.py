"""One's own data, consents and second factor."""

from __future__ import annotations

import pytest

from lms.people import services
from lms.people.enums import CONSENT_PURPOSE
from lms.people.models import AuditEntry, Consent, DeclinedText
from lms.people.queries import new_wording, trail_of
from tests.conftest import Cast
from tests.courses.asking import as_user, queries
from tests.people.asking import ask, is_sent_to_sign_in

DECLINE = "/profile/consents/decline/"
GOOD = {"language": "id", "phone": "0812 3456 7890", "position": "Petugas Antar Kerja"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/profile/", "/profile/edit/", "/profile/second-factor/"])
def test_everybody_who_is_signed_in_has_one(cast: Cast, path: str) -> None:
    assert is_sent_to_sign_in(path)
    assert ask(cast.outsider, path).status_code == 200
    assert ask(cast.admin, path).status_code == 200
    assert ask(cast.outsider, path, "delete").status_code == 405


@pytest.mark.django_db
def test_own_data_are_changed_and_others_are_not(cast: Cast) -> None:
    answer = ask(
        cast.outsider, "/profile/edit/", "post", **GOOD, name="Orang Lain", email="x@example.test", is_staff="on"
    )
    assert answer.status_code == 302
    cast.outsider.refresh_from_db()
    assert (cast.outsider.name, cast.outsider.email) == ("Outsider", "outsider@example.test")
    assert cast.outsider.phone == "+6281234567890"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"), [("phone", "8123456789.0"), ("language", "xx"), ("birth_date", "1986-01-01")]
)
def test_bad_input_names_the_field(cast: Cast, field: str, value: str) -> None:
    cast.outsider.nip = "198501012010011001"
    cast.outsider.save()
    answer = ask(cast.outsider, "/profile/edit/", "post", **{**GOOD, field: value})
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)


@pytest.mark.django_db
def test_a_consent_is_given_to_the_version_shown_and_taken_back(cast: Cast) -> None:
    text = services.load_consent_text(actor=None)
    offer = ask(cast.outsider, "/profile/").context["offer"]
    assert (offer.text, offer.has_earlier) == (text, False)
    assert DECLINE not in ask(cast.outsider, "/profile/").content.decode(), "there is nothing to stay with"
    ask(cast.outsider, "/profile/consents/give/", "post", version="7")
    assert not Consent.objects.exists()
    ask(cast.outsider, "/profile/consents/give/", "post", version="1")
    consent = Consent.objects.get(user=cast.outsider)
    assert ask(cast.outsider, "/profile/").context["offer"] is None
    path = f"/profile/consents/{consent.pk}/withdraw/"
    assert is_sent_to_sign_in(path, "post")
    assert ask(cast.admin, path, "post").status_code == 404, "somebody else's"
    assert ask(cast.outsider, path).status_code == 405
    assert ask(cast.outsider, path, "post").status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["admin", "coordinator", "facilitator", "reviewer", "supervisor", "unit_contact"])
def test_a_new_wording_of_what_one_agreed_to_is_told_on_the_home_until_it_is_answered(cast: Cast, who: str) -> None:
    user = getattr(cast, who)

    def waits() -> bool:
        return 'href="/profile/#consents"' in ask(user, "/dashboard/").content.decode()

    services.load_consent_text(actor=None)
    assert not waits(), "nothing was ever agreed to"
    ask(user, "/profile/consents/give/", "post", version="1")
    assert not waits(), "what was agreed to is in force"
    before = queries(as_user(user), "/dashboard/")
    for number in (2, 3):
        services.publish_consent_text(actor=None, purpose=CONSENT_PURPOSE, text_id=f"Naskah {number}", text_en="New")
    services.publish_consent_text(actor=None, purpose="recording", text_id="Rekaman", text_en="Recording")
    assert waits()
    # Asked together with what other pieces read; a home whose pieces read nothing so pays one query, waiting or not.
    assert queries(as_user(user), "/dashboard/") == before
    assert 'id="consents"' in ask(user, "/profile/").content.decode()
    ask(user, "/profile/consents/give/", "post", version="3")
    assert not waits()
    newest = Consent.objects.get(user=user, text__version=3)
    ask(user, f"/profile/consents/{newest.pk}/withdraw/", "post")
    assert not waits(), "it was read and answered"


@pytest.mark.django_db
def test_the_notice_and_the_button_call_the_text_by_one_word(cast: Cast) -> None:
    services.give_consent(actor=cast.reviewer, text=services.load_consent_text(actor=None))
    services.publish_consent_text(actor=None, purpose=CONSENT_PURPOSE, text_id="Baru", text_en="New")
    for path in ("/dashboard/", "/profile/"):
        page = ask(cast.reviewer, path).content.decode()
        assert "Ada teks yang menunggu jawaban Anda" in page, path
        assert "naskah tentang data" not in page.lower(), path
    assert "Saya tetap pada teks sebelumnya" in page


@pytest.mark.django_db
def test_who_took_the_old_consent_back_is_not_asked_about_the_new_wording(cast: Cast) -> None:
    consent = services.give_consent(actor=cast.reviewer, text=services.load_consent_text(actor=None))
    services.publish_consent_text(actor=None, purpose=CONSENT_PURPOSE, text_id="Baru", text_en="New")
    assert new_wording(cast.reviewer.pk) == [(2,)]
    assert new_wording(cast.admin.pk) == []
    services.withdraw_consent(actor=cast.reviewer, consent=consent)
    assert new_wording(cast.reviewer.pk) == []


@pytest.mark.django_db
def test_who_stays_with_the_earlier_wording_says_so_is_not_asked_again_and_may_still_agree(cast: Cast) -> None:
    user = cast.reviewer
    consent = services.give_consent(actor=user, text=services.load_consent_text(actor=None))
    text = services.publish_consent_text(actor=None, purpose=CONSENT_PURPOSE, text_id="Baru", text_en="New")
    assert is_sent_to_sign_in(DECLINE, "post")
    assert ask(user, DECLINE).status_code == 405
    assert DECLINE in ask(user, "/profile/").content.decode()
    ask(user, DECLINE, "post", version="1")
    assert new_wording(user.pk) == [(2,)], "another wording than the one in force was shown"
    for _twice in range(2):
        assert ask(user, DECLINE, "post", version="2").status_code == 302
    declined = DeclinedText.objects.get()
    assert (declined.user, declined.text) == (user, text)
    consent.refresh_from_db()
    assert consent.withdrawn_at is None
    [line] = AuditEntry.objects.filter(action="people.consent.decline")
    assert line in trail_of(user)
    assert 'href="/profile/#consents"' not in ask(user, "/dashboard/").content.decode()
    page = ask(user, "/profile/").content.decode()
    assert "Anda tetap pada teks sebelumnya" in page
    assert DECLINE not in page
    assert 'action="/profile/consents/give/"' in page
    ask(user, "/profile/consents/give/", "post", version="2")
    assert "Anda tetap pada teks sebelumnya" not in ask(user, "/profile/").content.decode()


@pytest.mark.django_db
def test_a_still_newer_wording_is_asked_about_again(cast: Cast) -> None:
    services.give_consent(actor=cast.reviewer, text=services.load_consent_text(actor=None))
    for number in (2, 3):
        text = services.publish_consent_text(
            actor=None, purpose=CONSENT_PURPOSE, text_id=f"Naskah {number}", text_en="New"
        )
        assert new_wording(cast.reviewer.pk) == [(number,)]
        services.decline_text(actor=cast.reviewer, text=text)
        assert new_wording(cast.reviewer.pk) == []


@pytest.mark.django_db
def test_only_who_agreed_to_an_earlier_wording_and_not_to_this_one_stays_with_it(cast: Cast) -> None:
    first = services.load_consent_text(actor=None)
    services.give_consent(actor=cast.reviewer, text=first)
    assert ask(cast.reviewer, DECLINE, "post", version="1").status_code == 409, "agreed to"
    assert ask(cast.outsider, DECLINE, "post", version="1").status_code == 409, "nothing to stay with"
    assert not DeclinedText.objects.exists()


@pytest.mark.django_db
def test_withdrawing_twice_is_told_on_a_page(cast: Cast) -> None:
    consent = services.give_consent(actor=cast.outsider, text=services.load_consent_text(actor=None))
    path = f"/profile/consents/{consent.pk}/withdraw/"
    ask(cast.outsider, path, "post")
    again = ask(cast.outsider, path, "post")
    assert again.status_code == 409
    assert "people/refused.html" in [template.name for template in again.templates]


@pytest.mark.django_db
def test_giving_needs_a_post(cast: Cast) -> None:
    assert ask(cast.outsider, "/profile/consents/give/").status_code == 405
    assert ask(cast.outsider, "/profile/consents/give/", "post").status_code == 302
