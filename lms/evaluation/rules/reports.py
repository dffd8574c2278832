"""Who may do what: the programme evaluation report."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.rules import organises, reviews
from lms.people.enums import Role
from lms.people.roles import hats_of

# Who may be asked to write a section.
AUTHORS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER)


@predicate
def is_facilitator(user: Any) -> bool:
    return hats_of(user).has(Role.FACILITATOR)


@predicate
def writes_the_section(user: Any, section: Any) -> bool:
    return section is not None and section.author_id is not None and section.author_id == user.pk


@predicate
def writes_in_the_report(user: Any, report: Any) -> bool:
    return report is not None and report.sections.filter(author_id=user.pk).exists()


@predicate
def may_be_an_author(user: Any) -> bool:
    return hats_of(user).has(*AUTHORS)


@predicate
def can_be_written(user: Any, section: Any) -> bool:
    """A final report is written no more; it is taken up again first."""
    return section is not None and not section.report.is_final


# What belongs to the evaluation of a cohort is found from one page.
add_perm("evaluation.see_evaluation", organises | is_facilitator | reviews)
# Which of them: lms.evaluation.queries.reports.visible.
add_perm("evaluation.read_reports", organises | is_facilitator | reviews)
# Begin one, ask authors, open its review, take figures anew, add files, take it up again.
add_perm("evaluation.run_reports", organises)
add_perm("evaluation.write_section", (organises | (writes_the_section & may_be_an_author)) & can_be_written)
add_perm("evaluation.draft_report", organises | (writes_in_the_report & may_be_an_author))
