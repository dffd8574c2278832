"""The register in the world of the permission table: one raised by a colleague in the cohort in one's charge, one elsewhere."""

from __future__ import annotations

from courses.models import Cohort
from fieldpractice.models import Constraint
from fieldpractice.services import constraints as services
from lms.people.models import User, WorkUnit
from tests.factories.constraints import raised


def build_constraints(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """Open ones, resolved ones with an answer, and a duplicate. The participant meets what the colleague raised and is answered."""
    own, other = (Cohort.objects.get(name=name) for name in ("Own", "Other"))
    coordinator = people["coordinator"]
    rows: dict[str, Constraint] = {
        "own": raised(people["colleague"], own),
        "duplicate": raised(people["colleague"], own, title="Kode OTP terlambat"),
        "other": raised(coordinator, other),
    }
    services.merge(actor=coordinator, constraint=rows["duplicate"], into=rows["own"], reason="Sama.")
    found = {f"constraint.{name}": {"pid": row.public_id} for name, row in rows.items()}
    for name, by, cohort in (("own", "colleague", own), ("other", "coordinator", other)):
        row = raised(people[by], cohort, title="Alamat kantor belum tampil")
        if name == "own":
            services.add_voice(actor=people["participant"], constraint=row)
            services.add_comment(actor=people["stranger"], constraint=row, text="Di tempat kami juga.")
        answer = services.resolve(actor=coordinator, constraint=row, kind="procedure", text="Surat edaran terbit.")
        found[f"answer.{name}"] = {"pid": row.public_id, "number": str(answer.pk if answer else 0)}
        found[f"constraint.{name}_resolved"] = {"pid": row.public_id}
        found[f"register.{name}"] = {"?": f"cohort={cohort.public_id}"}
    return found
