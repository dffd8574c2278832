import django.db.models.deletion
import lms.people.clock
import lms.people.ids
import lms.people.tables
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cms', '0002_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('programme', '0001_initial'),
    ]

    operations = [
        lms.people.tables.CreateTables(
            models=[migrations.CreateModel(
                name='Cohort',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('capacity', models.PositiveIntegerField(default=30, verbose_name='seats')),
                    ('time_zone', models.CharField(default='Asia/Jakarta', max_length=40, verbose_name='time zone')),
                    ('state', models.CharField(choices=[('planned', 'Planned'), ('open', 'Running'), ('finished', 'Finished'), ('cancelled', 'Cancelled')], default='planned', max_length=10, verbose_name='state')),
                    ('plan_no', models.PositiveIntegerField(default=1, editable=False)),
                    ('created_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('cloned_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clones', to='courses.cohort')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='programme.programme', verbose_name='programme')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='cms.curriculumversion', verbose_name='curriculum version')),
                ],
                options={
                    'verbose_name': 'cohort',
                    'verbose_name_plural': 'cohorts',
                    'ordering': ['-number'],
                    'constraints': [models.UniqueConstraint(fields=('programme', 'number'), name='cohort_number'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'open', 'finished', 'cancelled'])), name='cohort_state'), models.CheckConstraint(condition=models.Q(('capacity__gte', 1)), name='cohort_has_a_seat')],
                },
            ), migrations.CreateModel(
                name='CohortFacilitator',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(default=lms.people.clock.today)),
                    ('valid_until', models.DateField(blank=True, null=True)),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facilitators', to='courses.cohort')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilitated', to=settings.AUTH_USER_MODEL, verbose_name='facilitator')),
                ],
                options={
                    'verbose_name': 'facilitator of a cohort',
                    'verbose_name_plural': 'facilitators of a cohort',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('valid_until__isnull', True)), fields=('cohort', 'user'), name='facilitator_once'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='facilitator_in_order')],
                },
            ), migrations.CreateModel(
                name='Enrolment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('state', models.CharField(choices=[('nominated', 'Nominated'), ('waitlisted', 'On the waiting list'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('active', 'Active'), ('completed', 'Completed'), ('not_completed', 'Not completed'), ('withdrawn', 'Withdrawn')], default='nominated', max_length=14, verbose_name='state')),
                    ('state_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('listed_at', models.DateTimeField(null=True)),
                    ('created_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('last_seen_at', models.DateTimeField(null=True)),
                    ('resume_key', models.UUIDField(null=True)),
                    ('lessons_done', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('jp_done', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('last_done_at', models.DateTimeField(editable=False, null=True)),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='courses.cohort')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to=settings.AUTH_USER_MODEL, verbose_name='participant')),
                    ('work_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='people.workunit', verbose_name='work unit')),
                ],
                options={
                    'verbose_name': 'enrolment',
                    'verbose_name_plural': 'enrolments',
                    'ordering': ['user__name', 'id'],
                    'indexes': [models.Index(fields=['user', 'state'], name='courses_enr_user_id_6c751a_idx'), models.Index(fields=['cohort', 'state'], name='courses_enr_cohort__ffce6a_idx')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['declined', 'withdrawn']), _negated=True), fields=('cohort', 'user'), name='one_live_enrolment'), models.CheckConstraint(condition=models.Q(('state__in', ['nominated', 'waitlisted', 'accepted', 'declined', 'active', 'completed', 'not_completed', 'withdrawn'])), name='enrolment_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waitlisted'), _negated=True), ('listed_at__isnull', False), _connector='OR'), name='waiting_since_some_time')],
                },
            ), migrations.CreateModel(
                name='EnrolmentEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('before', models.CharField(blank=True, choices=[('nominated', 'Nominated'), ('waitlisted', 'On the waiting list'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('active', 'Active'), ('completed', 'Completed'), ('not_completed', 'Not completed'), ('withdrawn', 'Withdrawn')], max_length=14)),
                    ('after', models.CharField(choices=[('nominated', 'Nominated'), ('waitlisted', 'On the waiting list'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('active', 'Active'), ('completed', 'Completed'), ('not_completed', 'Not completed'), ('withdrawn', 'Withdrawn')], max_length=14)),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('at', models.DateTimeField(default=lms.people.clock.now)),
                    ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='courses.enrolment')),
                ],
                options={
                    'ordering': ['at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('before__in', ['nominated', 'waitlisted', 'accepted', 'declined', 'active', 'completed', 'not_completed', 'withdrawn', ''])), name='enrolment_event_before'), models.CheckConstraint(condition=models.Q(('after__in', ['nominated', 'waitlisted', 'accepted', 'declined', 'active', 'completed', 'not_completed', 'withdrawn'])), name='enrolment_event_after')],
                },
            ), migrations.CreateModel(
                name='LessonProgress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('lesson_key', models.UUIDField()),
                    ('opened_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                    ('done_at', models.DateTimeField(null=True)),
                    ('done_digest', models.CharField(blank=True, max_length=64)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='courses.enrolment')),
                ],
                options={
                    'verbose_name': 'progress',
                    'verbose_name_plural': 'progress',
                    'constraints': [models.UniqueConstraint(fields=('enrolment', 'lesson_key'), name='progress_once'), models.CheckConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('done_digest', ''), _negated=True), _connector='OR'), name='done_on_a_digest')],
                },
            ), migrations.CreateModel(
                name='ModuleGate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('module_key', models.UUIDField()),
                    ('opens_on', models.DateField(blank=True, null=True, verbose_name='opens on')),
                    ('needs_key', models.UUIDField(blank=True, null=True, verbose_name='needs this module finished')),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gates', to='courses.cohort')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('cohort', 'module_key'), name='one_gate_a_module')],
                },
            ), migrations.CreateModel(
                name='Stage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('online', 'Online'), ('offline_1', 'Offline 1'), ('field', 'Field practice'), ('offline_2', 'Offline 2'), ('evaluation', 'Evaluation')], max_length=12, verbose_name='stage')),
                    ('order', models.PositiveSmallIntegerField()),
                    ('mode', models.CharField(choices=[('online', 'Online'), ('in_person', 'In person'), ('workplace', 'At the own unit')], max_length=10, verbose_name='mode')),
                    ('starts_on', models.DateField(verbose_name='first day')),
                    ('ends_on', models.DateField(verbose_name='last day')),
                    ('venue', models.CharField(blank=True, max_length=200, verbose_name='venue')),
                    ('needs_previous', models.BooleanField(default=False, verbose_name='opens after the stage before is finished')),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='courses.cohort')),
                ],
                options={
                    'verbose_name': 'stage',
                    'verbose_name_plural': 'stages',
                    'ordering': ['cohort', 'order'],
                    'constraints': [models.UniqueConstraint(fields=('cohort', 'kind'), name='stage_once'), models.UniqueConstraint(fields=('cohort', 'order'), name='stage_order'), models.CheckConstraint(condition=models.Q(('kind__in', ['online', 'offline_1', 'field', 'offline_2', 'evaluation'])), name='stage_kind'), models.CheckConstraint(condition=models.Q(('mode__in', ['online', 'in_person', 'workplace'])), name='stage_mode'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='stage_in_order')],
                },
            ), migrations.CreateModel(
                name='VersionMove',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=300)),
                    ('at', models.DateTimeField(default=lms.people.clock.now)),
                    ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('after', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cms.curriculumversion')),
                    ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cms.curriculumversion')),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='courses.cohort')),
                ],
                options={
                    'ordering': ['at', 'id'],
                },
            )],
        ),
    ]
