import django.db.models.deletion
import lms.people.clock
import lms.people.ids
import lms.people.tables
import lms.programme.plan
from django.conf import settings
from django.db import migrations, models

from lms.people.tables import PACKAGES


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        *PACKAGES,
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lms.people.tables.CreateTables(
            models=[migrations.CreateModel(
                name='Programme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                    ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts')),
                    ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends')),
                ],
                options={
                    'verbose_name': 'programme',
                    'verbose_name_plural': 'programmes',
                },
                bases=(lms.programme.plan.PlanUnderReview, models.Model),
            ), migrations.CreateModel(
                name='Activity',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('no', models.PositiveSmallIntegerField(verbose_name='number')),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('title_en', models.CharField(max_length=200, verbose_name='title in English')),
                    ('detail', models.TextField(blank=True, verbose_name='in detail')),
                    ('detail_en', models.TextField(blank=True, verbose_name='in detail, in English')),
                    ('evidence', models.CharField(choices=[('source', 'From the source document'), ('inferred', 'To be confirmed'), ('confirmed', 'Confirmed')], default='inferred', max_length=12)),
                    ('title_evidence', models.CharField(choices=[('source', 'From the source document'), ('inferred', 'To be confirmed'), ('confirmed', 'Confirmed')], default='inferred', max_length=12)),
                    ('plan_evidence', models.CharField(choices=[('source', 'From the source document'), ('inferred', 'To be confirmed'), ('confirmed', 'Confirmed')], default='inferred', max_length=12)),
                    ('planned_from', models.DateField(blank=True, null=True, verbose_name='planned from')),
                    ('planned_until', models.DateField(blank=True, null=True, verbose_name='planned until')),
                    ('actual_from', models.DateField(blank=True, null=True, verbose_name='began')),
                    ('actual_until', models.DateField(blank=True, null=True, verbose_name='finished')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='programme.programme')),
                ],
                options={
                    'verbose_name': 'activity',
                    'verbose_name_plural': 'activities',
                    'ordering': ['programme', 'no'],
                    'constraints': [models.UniqueConstraint(fields=('programme', 'no'), name='activity_number'), models.CheckConstraint(condition=models.Q(('evidence__in', ['source', 'inferred', 'confirmed'])), name='activity_evidence'), models.CheckConstraint(condition=models.Q(('title_evidence__in', ['source', 'inferred', 'confirmed'])), name='activity_title_evidence'), models.CheckConstraint(condition=models.Q(('plan_evidence__in', ['source', 'inferred', 'confirmed'])), name='activity_plan_evidence'), models.CheckConstraint(condition=models.Q(('planned_until__isnull', True), ('planned_from__isnull', True), ('planned_until__gte', models.F('planned_from')), _connector='OR'), name='activity_plan_in_order'), models.CheckConstraint(condition=models.Q(('actual_until__isnull', True), ('actual_from__lte', models.F('actual_until')), _connector='OR'), name='activity_actual_in_order')],
                },
            ), migrations.CreateModel(
                name='Review',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('subject_id', models.PositiveBigIntegerField()),
                    ('title', models.CharField(max_length=200)),
                    ('round', models.PositiveSmallIntegerField(default=1)),
                    ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed'), ('closed_on_record', 'Closed with an objection or no answer on record'), ('withdrawn', 'Withdrawn')], default='open', max_length=20)),
                    ('due_on', models.DateField(verbose_name='due')),
                    ('opened_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('closing_reason', models.TextField(blank=True)),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='programme.activity')),
                    ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='contenttypes.contenttype')),
                ],
                options={
                    'verbose_name': 'review',
                    'verbose_name_plural': 'reviews',
                    'ordering': ['-opened_at', '-id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'closed', 'closed_on_record', 'withdrawn'])), name='review_state'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('activity', 'subject_type', 'subject_id'), name='one_open_review_of_a_subject'), models.UniqueConstraint(fields=('activity', 'subject_type', 'subject_id', 'round'), name='review_round'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='review_closed_has_time')],
                },
            ), migrations.CreateModel(
                name='ReviewColumn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('column', models.CharField(choices=[('PASKER', 'Labor Market Center'), ('PTKDN', 'Dir. PTKDN'), ('BPK', 'Dir. Employment Officers'), ('LATVOGAN_INTALA', 'Dir. Latvogan / Dir. Intala'), ('LEMLATVOK', 'Dir. Training Institutions'), ('SETDITJEN', 'Secretariat DG Binalavotas'), ('BALAI', 'BBPVP / BPVP'), ('ILO', 'ILO-Jakarta')], max_length=20)),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='columns', to='programme.review')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('review', 'column'), name='review_column_once'), models.CheckConstraint(condition=models.Q(('column__in', ['PASKER', 'PTKDN', 'BPK', 'LATVOGAN_INTALA', 'LEMLATVOK', 'SETDITJEN', 'BALAI', 'ILO'])), name='review_column_column')],
                },
            ), migrations.CreateModel(
                name='ReviewPart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('key', models.CharField(max_length=80)),
                    ('title', models.CharField(max_length=200)),
                    ('order', models.PositiveIntegerField()),
                    ('digest', models.CharField(max_length=64)),
                    ('is_present', models.BooleanField(default=True)),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='programme.review')),
                ],
                options={
                    'ordering': ['review', 'order'],
                    'constraints': [models.UniqueConstraint(fields=('review', 'key'), name='review_part_key')],
                },
            ), migrations.CreateModel(
                name='PartSnapshot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64)),
                    ('text', models.TextField()),
                    ('html', models.TextField(blank=True)),
                    ('taken_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('part', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='programme.reviewpart')),
                ],
                options={
                    'ordering': ['taken_at', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('part', 'digest'), name='one_snapshot_of_a_digest')],
                },
            ), migrations.CreateModel(
                name='PartComment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('digest', models.CharField(max_length=64)),
                    ('column', models.CharField(blank=True, choices=[('PASKER', 'Labor Market Center'), ('PTKDN', 'Dir. PTKDN'), ('BPK', 'Dir. Employment Officers'), ('LATVOGAN_INTALA', 'Dir. Latvogan / Dir. Intala'), ('LEMLATVOK', 'Dir. Training Institutions'), ('SETDITJEN', 'Secretariat DG Binalavotas'), ('BALAI', 'BBPVP / BPVP'), ('ILO', 'ILO-Jakarta')], max_length=20)),
                    ('text', models.TextField()),
                    ('at', models.DateTimeField(default=lms.people.clock.now)),
                    ('resolved_at', models.DateTimeField(null=True)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='programme.partcomment')),
                    ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('part', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='programme.reviewpart')),
                ],
                options={
                    'verbose_name': 'comment',
                    'verbose_name_plural': 'comments',
                    'ordering': ['at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('column__in', ['PASKER', 'PTKDN', 'BPK', 'LATVOGAN_INTALA', 'LEMLATVOK', 'SETDITJEN', 'BALAI', 'ILO', ''])), name='part_comment_column'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='resolved_by_somebody_at_some_time')],
                },
            ), migrations.CreateModel(
                name='SignOff',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64)),
                    ('column', models.CharField(choices=[('PASKER', 'Labor Market Center'), ('PTKDN', 'Dir. PTKDN'), ('BPK', 'Dir. Employment Officers'), ('LATVOGAN_INTALA', 'Dir. Latvogan / Dir. Intala'), ('LEMLATVOK', 'Dir. Training Institutions'), ('SETDITJEN', 'Secretariat DG Binalavotas'), ('BALAI', 'BBPVP / BPVP'), ('ILO', 'ILO-Jakarta')], max_length=20)),
                    ('verdict', models.CharField(choices=[('approve', 'Approve'), ('approve_notes', 'Approve with notes'), ('object', 'Object')], max_length=16)),
                    ('reason', models.TextField(blank=True)),
                    ('at', models.DateTimeField(default=lms.people.clock.now)),
                    ('after_closing', models.BooleanField(default=False)),
                    ('is_current', models.BooleanField(default=True)),
                    ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='programme.reviewpart')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to=settings.AUTH_USER_MODEL)),
                    ('superseded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='programme.signoff')),
                ],
                options={
                    'verbose_name': 'sign-off',
                    'verbose_name_plural': 'sign-offs',
                    'ordering': ['at', 'id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('part', 'column'), name='one_current_verdict'), models.CheckConstraint(condition=models.Q(('column__in', ['PASKER', 'PTKDN', 'BPK', 'LATVOGAN_INTALA', 'LEMLATVOK', 'SETDITJEN', 'BALAI', 'ILO'])), name='sign_off_column'), models.CheckConstraint(condition=models.Q(('verdict__in', ['approve', 'approve_notes', 'object'])), name='sign_off_verdict'), models.CheckConstraint(condition=models.Q(('verdict', 'approve'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='objection_and_notes_have_text'), models.CheckConstraint(condition=models.Q(('is_current', False), models.Q(('after_closing', False), ('superseded_by__isnull', True)), _connector='OR'), name='current_word_is_the_last_before_closing')],
                },
            ), migrations.CreateModel(
                name='ActivityColumn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('column', models.CharField(choices=[('PASKER', 'Labor Market Center'), ('PTKDN', 'Dir. PTKDN'), ('BPK', 'Dir. Employment Officers'), ('LATVOGAN_INTALA', 'Dir. Latvogan / Dir. Intala'), ('LEMLATVOK', 'Dir. Training Institutions'), ('SETDITJEN', 'Secretariat DG Binalavotas'), ('BALAI', 'BBPVP / BPVP'), ('ILO', 'ILO-Jakarta')], max_length=20)),
                    ('evidence', models.CharField(choices=[('source', 'From the source document'), ('inferred', 'To be confirmed'), ('confirmed', 'Confirmed')], default='source', max_length=12)),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='columns', to='programme.activity')),
                ],
                options={
                    'verbose_name': 'unit in an activity',
                    'verbose_name_plural': 'units in activities',
                    'constraints': [models.UniqueConstraint(fields=('activity', 'column'), name='one_cell_each'), models.CheckConstraint(condition=models.Q(('column__in', ['PASKER', 'PTKDN', 'BPK', 'LATVOGAN_INTALA', 'LEMLATVOK', 'SETDITJEN', 'BALAI', 'ILO'])), name='activity_column_column')],
                },
            ), migrations.CreateModel(
                name='Deliverable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('code', models.SlugField(blank=True, max_length=40)),
                    ('column', models.CharField(blank=True, choices=[('PASKER', 'Labor Market Center'), ('PTKDN', 'Dir. PTKDN'), ('BPK', 'Dir. Employment Officers'), ('LATVOGAN_INTALA', 'Dir. Latvogan / Dir. Intala'), ('LEMLATVOK', 'Dir. Training Institutions'), ('SETDITJEN', 'Secretariat DG Binalavotas'), ('BALAI', 'BBPVP / BPVP'), ('ILO', 'ILO-Jakarta')], max_length=20)),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('title_en', models.CharField(max_length=200, verbose_name='title in English')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                    ('done_on', models.DateField(blank=True, null=True, verbose_name='done')),
                    ('link', models.CharField(blank=True, max_length=300, verbose_name='where to see it')),
                    ('evidence', models.CharField(choices=[('source', 'From the source document'), ('inferred', 'To be confirmed'), ('confirmed', 'Confirmed')], default='confirmed', max_length=12)),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliverables', to='programme.activity')),
                ],
                options={
                    'verbose_name': 'deliverable',
                    'verbose_name_plural': 'deliverables',
                    'ordering': ['activity', 'due_on', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('column__in', ['PASKER', 'PTKDN', 'BPK', 'LATVOGAN_INTALA', 'LEMLATVOK', 'SETDITJEN', 'BALAI', 'ILO', ''])), name='deliverable_column'), models.CheckConstraint(condition=models.Q(('evidence__in', ['source', 'inferred', 'confirmed'])), name='deliverable_evidence'), models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('activity', 'code'), name='deliverable_code_of_an_activity')],
                },
            )],
        ),
    ]
