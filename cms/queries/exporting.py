"""A version and what goes with it as a folder."""

from __future__ import annotations

from cms.markdown.documents import read_document
from cms.markdown.folder import Folder, Node
from cms.markdown.from_pages import process_entry, term_entry, written_of
from cms.media import read_kept
from cms.models import BusinessProcess, CurriculumVersion, GlossaryTerm, SopPage


def version_folder(version: CurriculumVersion) -> Folder:
    """Return a version as a folder: its texts and files as they were frozen; SOPs, glossary and processes as they are.

    Raises FileNotFoundError when a kept file is missing in the storage.
    """
    nodes: dict[int, Node] = {}
    courses: list[Node] = []
    media: dict[str, bytes] = {}
    for item in version.items.select_related("frozen"):
        node = nodes[item.pk] = Node(item.slug, item.slug, read_document(item.kind, item.frozen.text))
        (nodes[item.parent_id].children if item.parent_id else courses).append(node)
        media.update({name: read_kept(sha256, name) for name, sha256 in item.frozen.media.items()})
    if version.frozen is None:
        raise ValueError("A version without its introduction was not made by create_version.")
    return Folder(
        curriculum=read_document("curriculum", version.frozen.text),
        courses=courses,
        sops=[
            Node(page.slug, page.slug, written_of(page).document) for page in SopPage.objects.live().order_by("number")
        ],
        glossary=[term_entry(term) for term in GlossaryTerm.objects.order_by("order", "term")] or None,
        processes=[process_entry(process) for process in BusinessProcess.objects.all()] or None,
        media=media,
    )
