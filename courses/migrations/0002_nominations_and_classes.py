import django.db.models.deletion
import functools
import lms.people.clock
import lms.people.ids
import lms.people.tables
import secrets
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0001_initial'),
        ('files', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lms.people.tables.CreateTables(
            models=[migrations.CreateModel(
                name='Announcement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('title', models.CharField(max_length=120, verbose_name='title')),
                    ('text', models.TextField(max_length=4000, verbose_name='text')),
                    ('at', models.DateTimeField(default=lms.people.clock.now)),
                    ('key', models.CharField(default='', editable=False, max_length=64)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='from')),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='courses.cohort')),
                ],
                options={
                    'verbose_name': 'announcement',
                    'verbose_name_plural': 'announcements',
                    'ordering': ['-at', '-id'],
                    'indexes': [models.Index(fields=['cohort', 'at'], name='courses_ann_cohort__3fd74d_idx')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('author', 'key'), name='announcement_once')],
                },
            ), migrations.CreateModel(
                name='AnnouncementReading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=lms.people.clock.now)),
                    ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='courses.announcement')),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.enrolment')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('announcement', 'enrolment'), name='read_once')],
                },
            ), migrations.CreateModel(
                name='ClassMeeting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('module_key', models.UUIDField(null=True)),
                    ('title', models.CharField(max_length=200, verbose_name='subject')),
                    ('jp', models.PositiveSmallIntegerField(default=0, verbose_name='JP')),
                    ('starts_at', models.DateTimeField(verbose_name='begins')),
                    ('ends_at', models.DateTimeField(verbose_name='ends')),
                    ('time_zone', models.CharField(choices=[('Asia/Jakarta', 'WIB (Asia/Jakarta)'), ('Asia/Makassar', 'WITA (Asia/Makassar)'), ('Asia/Jayapura', 'WIT (Asia/Jayapura)')], default='Asia/Jakarta', max_length=40, verbose_name='time zone')),
                    ('venue', models.CharField(blank=True, max_length=200, verbose_name='venue')),
                    ('map_url', models.URLField(blank=True, max_length=500, verbose_name='map')),
                    ('online_url', models.URLField(blank=True, max_length=500, verbose_name='online link')),
                    ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=10, verbose_name='state')),
                    ('cancelled_because', models.CharField(blank=True, max_length=300)),
                    ('remarks', models.TextField(blank=True, max_length=2000, verbose_name='remarks')),
                    ('late_minutes', models.PositiveSmallIntegerField(default=15, verbose_name='late from, in minutes')),
                    ('scan_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='scanning closes after, in minutes')),
                    ('needs_end_scan', models.BooleanField(default=False, verbose_name='a second scan at the end')),
                    ('secret', models.CharField(default=functools.partial(secrets.token_hex, *(32,), **{}), editable=False, max_length=64)),
                    ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                    ('created_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='courses.stage', verbose_name='stage')),
                ],
                options={
                    'verbose_name': 'class',
                    'verbose_name_plural': 'classes',
                    'ordering': ['starts_at', 'id'],
                    'indexes': [models.Index(fields=['stage', 'starts_at'], name='courses_cla_stage_i_a2e558_idx'), models.Index(fields=['starts_at'], name='courses_cla_starts__5bcc0d_idx')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'cancelled'])), name='meeting_state'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancelled_because', ''), _negated=True), _connector='OR'), name='cancelled_meeting_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('venue', ''), _negated=True), models.Q(('online_url', ''), _negated=True), _connector='OR'), name='meeting_is_somewhere')],
                },
            ), migrations.CreateModel(
                name='AttendanceScan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('way', models.CharField(choices=[('code', 'Code scanned'), ('tap', 'Name tapped by the trainer'), ('badge', 'Badge'), ('offline', 'Tapped without a line')], max_length=8, verbose_name='way')),
                    ('at', models.DateTimeField()),
                    ('received_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('client_id', models.CharField(max_length=64)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='courses.enrolment')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='courses.classmeeting')),
                ],
                options={
                    'verbose_name': 'scan',
                    'verbose_name_plural': 'scans',
                    'ordering': ['at', 'id'],
                    'indexes': [models.Index(fields=['meeting', 'enrolment'], name='courses_att_meeting_b4e509_idx')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('way__in', ['code', 'tap', 'badge', 'offline'])), name='scan_way'), models.UniqueConstraint(fields=('meeting', 'client_id'), name='scan_once')],
                },
            ), migrations.CreateModel(
                name='AttendanceCorrection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('before', models.CharField(blank=True, choices=[('present', 'Present'), ('late', 'Late'), ('half', 'Half'), ('excused', 'On leave'), ('absent', 'Absent')], max_length=8)),
                    ('after', models.CharField(choices=[('present', 'Present'), ('late', 'Late'), ('half', 'Half'), ('excused', 'On leave'), ('absent', 'Absent')], max_length=8)),
                    ('reason', models.CharField(max_length=300)),
                    ('at', models.DateTimeField(default=lms.people.clock.now)),
                    ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='courses.enrolment')),
                    ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='courses.classmeeting')),
                ],
                options={
                    'ordering': ['at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('before__in', ['present', 'late', 'half', 'excused', 'absent', ''])), name='correction_before'), models.CheckConstraint(condition=models.Q(('after__in', ['present', 'late', 'half', 'excused', 'absent'])), name='correction_after'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='correction_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('after', 'excused'), _negated=True), ('letter__isnull', False), _connector='OR'), name='excused_with_a_letter')],
                },
            ), migrations.CreateModel(
                name='Attendance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('present', 'Present'), ('late', 'Late'), ('half', 'Half'), ('excused', 'On leave'), ('absent', 'Absent')], max_length=8, verbose_name='attendance')),
                    ('arrived_at', models.DateTimeField(null=True)),
                    ('minutes_late', models.PositiveSmallIntegerField(default=0)),
                    ('decided', models.BooleanField(default=False)),
                    ('updated_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='courses.enrolment')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='courses.classmeeting')),
                ],
                options={
                    'verbose_name': 'attendance',
                    'verbose_name_plural': 'attendance',
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['present', 'late', 'half', 'excused', 'absent'])), name='attendance_state'), models.UniqueConstraint(fields=('meeting', 'enrolment'), name='attendance_once'), models.CheckConstraint(condition=models.Q(('decided', True), models.Q(('state', 'excused'), _negated=True), _connector='OR'), name='excused_by_a_person')],
                },
            ), migrations.CreateModel(
                name='MeetingHandout',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ref', models.CharField(blank=True, max_length=120)),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('url', models.CharField(max_length=500, verbose_name='address')),
                    ('order', models.PositiveSmallIntegerField(default=0)),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handouts', to='courses.classmeeting')),
                ],
                options={
                    'verbose_name': 'handout',
                    'verbose_name_plural': 'handouts',
                    'ordering': ['order', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('meeting', 'url'), name='handed_out_once')],
                },
            ), migrations.CreateModel(
                name='MeetingTrainer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=160, verbose_name='name')),
                    ('institution', models.CharField(blank=True, max_length=160, verbose_name='institution')),
                    ('part', models.CharField(choices=[('trainer', 'Facilitator'), ('resource', 'Resource person')], max_length=10, verbose_name='part')),
                    ('letter_number', models.CharField(blank=True, max_length=80, verbose_name='number of the letter')),
                    ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trainers', to='courses.classmeeting')),
                    ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='classes_taught', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'trainer of a class',
                    'verbose_name_plural': 'trainers of a class',
                    'ordering': ['part', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('part__in', ['trainer', 'resource'])), name='trainer_part'), models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('meeting', 'user'), name='trainer_once_a_class'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='trainer_has_a_name')],
                },
            ), migrations.CreateModel(
                name='Nomination',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('letter_number', models.CharField(max_length=80, verbose_name='number of the letter')),
                    ('letter_date', models.DateField(null=True, verbose_name='date of the letter')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='remark')),
                    ('sent_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('key', models.CharField(default='', editable=False, max_length=64)),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='courses.cohort')),
                    ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='letter')),
                    ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('work_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.workunit', verbose_name='work unit')),
                ],
                options={
                    'verbose_name': 'nomination',
                    'verbose_name_plural': 'nominations',
                    'ordering': ['-sent_at', '-id'],
                    'indexes': [models.Index(fields=['cohort', 'work_unit'], name='courses_nom_cohort__76e1a5_idx')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('sent_by', 'key'), name='nomination_once'), models.CheckConstraint(condition=models.Q(('letter_number', ''), _negated=True), name='nomination_has_a_number')],
                },
            ), migrations.CreateModel(
                name='NominationCall',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('until', models.DateField(verbose_name='last day')),
                    ('note', models.TextField(blank=True, verbose_name='what the units should know')),
                    ('only_quota', models.BooleanField(default=False, verbose_name='only units with a quota')),
                    ('number', models.PositiveIntegerField(default=1, editable=False)),
                    ('opened_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('cohort', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='call', to='courses.cohort')),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'call for nominations',
                    'verbose_name_plural': 'calls for nominations',
                },
            ), migrations.CreateModel(
                name='Nominee',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='nominee', to='courses.enrolment')),
                    ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominees', to='courses.nomination')),
                ],
                options={
                    'verbose_name': 'nominee',
                    'verbose_name_plural': 'nominees',
                },
            ), migrations.CreateModel(
                name='NomineeQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('text', models.CharField(max_length=500, verbose_name='question to the unit')),
                    ('asked_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('answer', models.CharField(blank=True, max_length=1000, verbose_name='answer of the unit')),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='courses.enrolment')),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ],
                options={
                    'verbose_name': 'question about a nominee',
                    'verbose_name_plural': 'questions about nominees',
                    'ordering': ['asked_at', 'id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('enrolment',), name='one_open_question'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True), ('file__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='answered_as_a_whole')],
                },
            ), migrations.CreateModel(
                name='PeopleImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('name', models.CharField(max_length=255)),
                    ('path', models.CharField(blank=True, max_length=160)),
                    ('sha256', models.CharField(max_length=64)),
                    ('state', models.CharField(choices=[('waiting', 'Being checked'), ('checked', 'Checked'), ('confirmed', 'Being brought in'), ('done', 'Brought in'), ('refused', 'Refused'), ('dropped', 'Given up')], default='waiting', max_length=10, verbose_name='state')),
                    ('gives_seats', models.BooleanField(default=True)),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('done', models.PositiveIntegerField(default=0)),
                    ('remark', models.CharField(blank=True, max_length=500)),
                    ('created_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('next_attempt_at', models.DateTimeField(default=lms.people.clock.now, null=True)),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='courses.cohort')),
                    ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'import of people',
                    'verbose_name_plural': 'imports of people',
                    'ordering': ['-created_at', '-id'],
                    'indexes': [models.Index(fields=['state', 'next_attempt_at'], name='courses_peo_state_344404_idx')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'checked', 'confirmed', 'done', 'refused', 'dropped'])), name='people_import_state'), models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='people_import_within_total'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('remark', ''), _negated=True), _connector='OR'), name='refused_import_says_why')],
                },
            ), migrations.CreateModel(
                name='ImportRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sheet', models.CharField(max_length=60)),
                    ('number', models.PositiveIntegerField()),
                    ('cells', models.JSONField(default=dict)),
                    ('values', models.JSONField(default=dict)),
                    ('faults', models.JSONField(default=list)),
                    ('warnings', models.JSONField(default=list)),
                    ('state', models.CharField(choices=[('new', 'New person'), ('known', 'Already has an account'), ('listed', 'Already on the list'), ('faulty', 'To be corrected'), ('taken', 'Brought in')], max_length=8)),
                    ('enrolment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.enrolment')),
                    ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='courses.peopleimport')),
                ],
                options={
                    'verbose_name': 'row of an import',
                    'verbose_name_plural': 'rows of imports',
                    'ordering': ['source', 'number'],
                    'indexes': [models.Index(fields=['source', 'state'], name='courses_imp_source__ec2547_idx')],
                    'constraints': [models.UniqueConstraint(fields=('source', 'number'), name='import_row_once'), models.CheckConstraint(condition=models.Q(('state__in', ['new', 'known', 'listed', 'faulty', 'taken'])), name='import_row_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken'), _negated=True), ('enrolment__isnull', False), _connector='OR'), name='taken_row_has_an_enrolment')],
                },
            ), migrations.CreateModel(
                name='Succession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=300)),
                    ('at', models.DateTimeField(default=lms.people.clock.now)),
                    ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('after', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='succeeds', to='courses.enrolment')),
                    ('before', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='succeeded_by', to='courses.enrolment')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='succession_of_two')],
                },
            ), migrations.CreateModel(
                name='UnitQuota',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seats', models.PositiveIntegerField(verbose_name='quota')),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='courses.cohort')),
                    ('work_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.workunit')),
                ],
                options={
                    'verbose_name': 'quota of a unit',
                    'verbose_name_plural': 'quotas of units',
                    'constraints': [models.UniqueConstraint(fields=('cohort', 'work_unit'), name='one_quota_a_unit')],
                },
            ), migrations.CreateModel(
                name='UnitTransfer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=300)),
                    ('at', models.DateTimeField(default=lms.people.clock.now)),
                    ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('after', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.workunit')),
                    ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.workunit')),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unit_transfers', to='courses.enrolment')),
                ],
                options={
                    'ordering': ['at', 'id'],
                },
            )],
        ),
        migrations.AddField(
            model_name='enrolment',
            name='class_jp',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]
