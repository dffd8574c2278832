"""Addresses of certificates."""

from django.urls import path

from lms.evaluation.views.certificates import cohort, one, public, signatories

urlpatterns = [
    path("evaluation/<pid:pid>/certificates/", cohort.cohort_certificates, name="cohort_certificates"),
    path("evaluation/<pid:pid>/certificates/issue/", cohort.certificate_issue, name="certificate_issue"),
    path("evaluation/<pid:pid>/certificates/archive/", cohort.certificate_archive, name="certificate_archive"),
    path("evaluation/<pid:pid>/certificates/signed/", cohort.signed_copies, name="signed_copies"),
    path("evaluation/<pid:pid>/certificates/register.xlsx", cohort.cohort_register, name="cohort_register"),
    path("certificates/", one.certificate_list, name="certificate_list"),
    path("certificates/register.xlsx", one.certificate_register, name="certificate_register"),
    path("certificates/works/<pid:pid>/", cohort.certificate_job, name="certificate_job"),
    path("certificates/works/<pid:pid>/again/", cohort.certificate_job_again, name="certificate_job_again"),
    path(
        "certificates/works/<pid:pid>/certificates.zip",
        cohort.certificate_archive_file,
        name="certificate_archive_file",
    ),
    path("certificates/signatories/", signatories.signatory_list, name="signatory_list"),
    path("certificates/signatories/add/", signatories.signatory_add, name="signatory_add"),
    path("certificates/signatories/<pid:pid>/", signatories.signatory_edit, name="signatory_edit"),
    path("certificates/signatories/<pid:pid>/archive/", signatories.signatory_archive, name="signatory_archive"),
    path("certificates/<pid:pid>/", one.certificate_detail, name="certificate_detail"),
    path("certificates/<pid:pid>/certificate.pdf", one.certificate_pdf, name="certificate_pdf"),
    path("certificates/<pid:pid>/revoke/", one.certificate_revoke, name="certificate_revoke"),
    path("certificates/<pid:pid>/reissue/", one.certificate_reissue, name="certificate_reissue"),
    path("certificates/<pid:pid>/sign/", one.certificate_sign, name="certificate_sign"),
    path("verify/", public.certificate_check, name="certificate_check"),
    path("verify/<str:code>/", public.certificate_verify, name="certificate_verify"),
]
