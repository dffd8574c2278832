"""The archive itself."""

from __future__ import annotations

from hashlib import sha256

from django.urls import reverse

from lms.evaluation.models import ReplicationPack
from tests.conftest import Cast
from tests.evaluation.packs.conftest import signed_in
from tests.factories.packs import Origin, make_pack


def url(pack: ReplicationPack) -> str:
    return reverse("evaluation:pack_file", args=[pack.public_id])


def test_it_is_sent_as_it_was_made(cast: Cast, origin: Origin) -> None:
    pack = make_pack(origin)
    answer = signed_in(cast.coordinator).get(url(pack))
    content = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    assert sha256(content).hexdigest() == pack.sha256
    assert answer["Content-Type"] == "application/zip"
    assert pack.digest[:8] in answer["Content-Disposition"]


def test_denials(cast: Cast, origin: Origin) -> None:
    pack = ReplicationPack.objects.create(cohort=origin.cohort, version=origin.version, asked_by=cast.admin)
    assert signed_in(cast.coordinator).get(url(pack)).status_code == 404
    assert signed_in(cast.facilitator).get(url(pack)).status_code == 403
    assert signed_in(cast.coordinator).post(url(pack)).status_code == 405
