"""How our migrations keep a first start short: one step that creates many tables, and all packages before us.

Django draws every model related to a new one anew after each CreateModel; here nearly all are related through the person, so that the
first migration of a room took a third of a second for each of its tables. With all of them in one step the models are drawn once
(docs/decisions/0657).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# The last migration of each package at the time of our first ones. A package's change of a model that stands beside all of ours draws ours
# anew as well: the packages' hundred took half a minute more after ours than they take before.
PACKAGES = [
    ("account", "0009_emailaddress_unique_primary_email"),
    ("admin", "0003_logentry_add_action_flag_choices"),
    ("mfa", "0003_authenticator_type_uniq"),
    ("sessions", "0001_initial"),
    ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ("usersessions", "0001_initial"),
    ("wagtailadmin", "0006_formstate"),
    ("wagtailcore", "0098_apitoken"),
    ("wagtaildocs", "0014_alter_document_file_size"),
    ("wagtailembeds", "0009_embed_cache_until"),
    ("wagtailimages", "0027_image_description"),
    ("wagtailsearch", "0010_add_text_fields"),
    ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
]


class CreateTables(Operation):
    """Create these models' tables, each whole, in this order. A foreign key points to a table of an earlier place or migration."""

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # What was drawn so far would be drawn again for each model; without it all are drawn once, when the tables are made.
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} tables"
