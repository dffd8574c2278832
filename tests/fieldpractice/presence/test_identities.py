"""Who somebody in a meeting is: own link, account, e-mail, and at last a person."""

from __future__ import annotations

from fieldpractice.enums import MatchWay
from fieldpractice.identities import Claim, Found, Known, identify, suggestions

KNOWN = Known(
    registrants={"reg-1": 1},
    accounts={"acc-2": 2},
    emails={"satu@example.test": 1, "tiga@example.test": 3},
    staff=frozenset({"host@example.test"}),
    decided={("name", "hp budi"): 4, ("account", "acc-9"): 5, ("email", "lain@example.test"): None},
)
W = MatchWay


def who(**claim: str) -> Found:
    return identify(Claim(**claim), KNOWN)


def test_the_own_link_wins_and_what_the_e_mail_says_otherwise_is_kept() -> None:
    assert who(registrant_id="reg-1") == Found(1, W.REGISTRANT)
    assert who(registrant_id="reg-1", email="satu@example.test") == Found(1, W.REGISTRANT)
    assert who(registrant_id="reg-1", email="Tiga@example.test") == Found(1, W.REGISTRANT, 3)


def test_an_unknown_link_falls_through_to_account_e_mail_and_desk() -> None:
    assert who(registrant_id="nobody", account_id="acc-2") == Found(2, W.ACCOUNT)
    assert who(registrant_id="nobody", email="TIGA@example.test ") == Found(3, W.EMAIL)
    assert who(registrant_id="nobody", name="Somebody") == Found(None, W.UNKNOWN)


def test_a_name_alone_waits_for_a_person_even_when_it_is_the_same() -> None:
    assert who(name="Satu") == Found(None, W.UNKNOWN)
    assert who(name="HP  BUDI.") == Found(4, W.DECIDED)


def test_what_a_person_said_of_an_account_or_address_counts() -> None:
    assert who(account_id="acc-9", name="HP Budi") == Found(5, W.DECIDED)
    assert who(email="lain@example.test") == Found(None, W.NOBODY)


def test_staff_wait_on_no_desk() -> None:
    assert who(email="host@example.test", name="Fasilitator") == Found(None, W.STAFF)


def test_names_that_come_near_are_suggested_the_nearest_first() -> None:
    people = [(1, "Ratna Dewi"), (2, "Ratna Sari Dewi"), (3, "Tono Wijaya"), (4, "I Wayan Sudarma")]
    assert suggestions("RATNA DEWI", people)[0] == 1
    assert set(suggestions("Ratna Dewi", people)) == {1, 2}
    assert suggestions("Wayan Sudarma (BPVP Lombok)", people) == [4]
    assert suggestions("BBPVP Makassar_Tono", people) == []
    assert suggestions("iPhone", people) == []
    assert suggestions("", people) == []
