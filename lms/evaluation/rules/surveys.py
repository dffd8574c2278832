"""Who may do what: questionnaires, survey runs and answering. Answering needs no permission: who is asked may."""

from rules.permissions import add_perm

from courses.rules import facilitates, organises, reviews

add_perm("evaluation.list_surveys", organises | facilitates | reviews)
add_perm("evaluation.manage_surveys", organises)
add_perm("evaluation.list_questionnaires", organises | facilitates | reviews)
add_perm("evaluation.manage_questionnaires", organises)
