"""The main screens, by role: what `make shots` takes pictures of."""

from __future__ import annotations

from dataclasses import dataclass

PID = "[0-9a-z]{12}"
NAME = r"[^/?#]+"


@dataclass(frozen=True)
class Screen:
    """A screen: where to begin, and the addresses (patterns) of the links to follow from there, one after the other."""

    name: str
    path: str
    links: tuple[str, ...] = ()


ACCOUNTS: dict[str, str | None] = {
    "visitor": None,
    "participant": "peserta02@demo.test",
    "field-participant": "peserta@demo.test",
    "facilitator": "fasilitator@demo.test",
    "coordinator": "koordinator@demo.test",
    "supervisor": "atasan@demo.test",
    "unit-contact": "unit@demo.test",
    "reviewer": "bpk@demo.test",
    "ilo-reviewer": "ilo@demo.test",
    "administrator": "admin@demo.test",
}

HOME = Screen("home", "/dashboard/")
PROFILE = Screen("profile", "/profile/")
CONTENTS = (rf"^/learn/{PID}/$",)
COHORT = Screen("cohort", "/cohorts/", (rf"^/cohorts/{PID}/$",))
COHORT_PEOPLE = Screen("cohort-people", "/cohorts/", (rf"^/cohorts/{PID}/$", rf"^/cohorts/{PID}/people/$"))
CONSTRAINT = Screen("constraint", "/constraints/", (rf"^/constraints/{PID}/$",))
MATRIX = Screen("matrix", "/matrix/")
REPORT = (rf"^/reports/{PID}/$",)
REVIEW = Screen("review", "/reviews/", (rf"^/reviews/{PID}/$",))

SCREENS: dict[str, list[Screen]] = {
    "visitor": [
        Screen("front", "/"),
        Screen("sign-in", "/accounts/login/"),
        Screen("password-reset", "/accounts/password/reset/"),
        Screen("curriculum", "/curriculum/"),
        Screen("course", "/curriculum/", (rf"^/curriculum/{NAME}/",)),
        Screen("sop-list", "/sop/"),
        Screen("sop", "/sop/", (rf"^/sop/{NAME}/$",)),
        Screen("processes", "/processes/"),
        Screen("not-found", "/tidak-ada/"),
    ],
    "participant": [
        HOME,
        Screen("contents", "/dashboard/", CONTENTS),
        Screen("lesson", "/dashboard/", (*CONTENTS, rf"^/learn/{PID}/{NAME}/$")),
        PROFILE,
    ],
    "field-participant": [
        HOME,
        Screen("contents", "/dashboard/", CONTENTS),
        Screen("constraints", "/constraints/"),
        Screen("constraint-raise", "/constraints/raise/"),
        CONSTRAINT,
        Screen("survey-answer", "/surveys/", (rf"^/surveys/{PID}/answer/$",)),
    ],
    "facilitator": [HOME, Screen("cohorts", "/cohorts/"), COHORT, COHORT_PEOPLE, CONSTRAINT],
    "coordinator": [
        HOME,
        Screen("cohorts", "/cohorts/"),
        COHORT,
        COHORT_PEOPLE,
        MATRIX,
        Screen("surveys", "/surveys/"),
        Screen("survey", "/surveys/", (rf"^/surveys/{PID}/$",)),
        Screen("questionnaires", "/questionnaires/"),
        Screen("evaluation", "/evaluation/"),
        Screen("report", "/reports/", REPORT),
        Screen("report-section", "/reports/", (*REPORT, rf"^/reports/{PID}/sections/effectiveness/$")),
        Screen("report-figures", "/reports/", (*REPORT, rf"^/reports/{PID}/figures/$")),
    ],
    "supervisor": [HOME],
    "unit-contact": [HOME],
    "reviewer": [
        HOME,
        MATRIX,
        REVIEW,
        Screen("review-part", "/reviews/", (rf"^/reviews/{PID}/$", rf"^/reviews/{PID}/.+")),
    ],
    "ilo-reviewer": [HOME, REVIEW],
    "administrator": [
        HOME,
        Screen("people", "/people/"),
        Screen("person", "/people/", (rf"^/people/{PID}/$",)),
        Screen("units", "/people/units/"),
        Screen("audit", "/people/audit/"),
        Screen("editor", "/cms/"),
        MATRIX,
    ],
}
