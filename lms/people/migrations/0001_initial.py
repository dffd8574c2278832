import django.db.models.deletion
import django.db.models.functions.text
import lms.people.clock
import lms.people.ids
import lms.people.models
import lms.people.tables
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '__first__'),
    ]

    operations = [
        lms.people.tables.CreateTables(
            models=[migrations.CreateModel(
                name='ConsentText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.SlugField(max_length=40, verbose_name='purpose')),
                    ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                    ('text_id', models.TextField(verbose_name='text in Indonesian')),
                    ('text_en', models.TextField(verbose_name='text in English')),
                    ('published_at', models.DateTimeField(default=lms.people.clock.now)),
                ],
                options={
                    'verbose_name': 'consent text',
                    'verbose_name_plural': 'consent texts',
                    'ordering': ['purpose', '-version'],
                    'constraints': [models.UniqueConstraint(fields=('purpose', 'version'), name='consent_text_version')],
                },
            ), migrations.CreateModel(
                name='WorkUnit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('code', models.CharField(max_length=32, unique=True, verbose_name='code')),
                    ('kind', models.CharField(choices=[('organisation', 'Organisation'), ('bbpvp', 'BBPVP'), ('bpvp', 'BPVP'), ('satpel', 'Satpel'), ('workshop', 'Workshop')], max_length=16, verbose_name='kind')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('full_name', models.CharField(blank=True, max_length=255, verbose_name='full name')),
                    ('name_en', models.CharField(blank=True, max_length=255, verbose_name='name in English')),
                    ('place', models.CharField(blank=True, max_length=120, verbose_name='place')),
                    ('province', models.CharField(blank=True, max_length=120, verbose_name='province')),
                    ('time_zone', models.CharField(default='Asia/Jakarta', max_length=40, verbose_name='time zone')),
                    ('column', models.CharField(blank=True, choices=[('PASKER', 'Labor Market Center'), ('PTKDN', 'Dir. PTKDN'), ('BPK', 'Dir. Employment Officers'), ('LATVOGAN_INTALA', 'Dir. Latvogan / Dir. Intala'), ('LEMLATVOK', 'Dir. Training Institutions'), ('SETDITJEN', 'Secretariat DG Binalavotas'), ('BALAI', 'BBPVP / BPVP'), ('ILO', 'ILO-Jakarta')], max_length=20, verbose_name='matrix column')),
                    ('has_kiosk', models.BooleanField(blank=True, null=True, verbose_name='has a kiosk')),
                    ('is_candidate', models.BooleanField(default=False, verbose_name='not yet established')),
                    ('evidence', models.CharField(choices=[('source', 'From the source document'), ('inferred', 'To be confirmed'), ('confirmed', 'Confirmed')], default='inferred', max_length=12, verbose_name='evidence')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='people.workunit', verbose_name='parent')),
                ],
                options={
                    'verbose_name': 'work unit',
                    'verbose_name_plural': 'work units',
                    'ordering': ['name'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['organisation', 'bbpvp', 'bpvp', 'satpel', 'workshop'])), name='work_unit_kind'), models.CheckConstraint(condition=models.Q(('column__in', ['PASKER', 'PTKDN', 'BPK', 'LATVOGAN_INTALA', 'LEMLATVOK', 'SETDITJEN', 'BALAI', 'ILO', ''])), name='work_unit_column'), models.CheckConstraint(condition=models.Q(('evidence__in', ['source', 'inferred', 'confirmed'])), name='work_unit_evidence')],
                },
            ), migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                    ('name', models.CharField(help_text='As in the civil-service decree, without titles.', max_length=120, verbose_name='name')),
                    ('title_before', models.CharField(blank=True, max_length=40, verbose_name='title before')),
                    ('title_after', models.CharField(blank=True, max_length=60, verbose_name='title after')),
                    ('nip', models.CharField(blank=True, max_length=18, null=True, unique=True, verbose_name='NIP')),
                    ('phone', models.CharField(blank=True, max_length=16, verbose_name='phone')),
                    ('position', models.CharField(blank=True, max_length=120, verbose_name='position')),
                    ('rank', models.CharField(blank=True, choices=[('I/a', 'Juru Muda, I/a'), ('I/b', 'Juru Muda Tingkat I, I/b'), ('I/c', 'Juru, I/c'), ('I/d', 'Juru Tingkat I, I/d'), ('II/a', 'Pengatur Muda, II/a'), ('II/b', 'Pengatur Muda Tingkat I, II/b'), ('II/c', 'Pengatur, II/c'), ('II/d', 'Pengatur Tingkat I, II/d'), ('III/a', 'Penata Muda, III/a'), ('III/b', 'Penata Muda Tingkat I, III/b'), ('III/c', 'Penata, III/c'), ('III/d', 'Penata Tingkat I, III/d'), ('IV/a', 'Pembina, IV/a'), ('IV/b', 'Pembina Tingkat I, IV/b'), ('IV/c', 'Pembina Utama Muda, IV/c'), ('IV/d', 'Pembina Utama Madya, IV/d'), ('IV/e', 'Pembina Utama, IV/e')], max_length=6, verbose_name='rank/grade')),
                    ('birth_place', models.CharField(blank=True, max_length=80, verbose_name='place of birth')),
                    ('birth_date', models.DateField(blank=True, null=True, verbose_name='date of birth')),
                    ('language', models.CharField(choices=[('id', 'Indonesian'), ('en', 'English')], default='id', max_length=2, verbose_name='language')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='may open the Django admin')),
                    ('date_joined', models.DateTimeField(default=lms.people.clock.now, editable=False, verbose_name='joined')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ('work_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='people.workunit', verbose_name='work unit')),
                ],
                options={
                    'verbose_name': 'person',
                    'verbose_name_plural': 'people',
                    'ordering': ['name', 'id'],
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_any_case'), models.CheckConstraint(condition=models.Q(('nip__isnull', True), ('nip__regex', '^\\d{18}$'), _connector='OR'), name='user_nip_18_digits'), models.CheckConstraint(condition=models.Q(('language__in', ['id', 'en'])), name='user_language')],
                },
            ), migrations.CreateModel(
                name='RoleAssignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('administrator', 'Administrator'), ('coordinator', 'Coordinator'), ('facilitator', 'Facilitator'), ('reviewer', 'Reviewer'), ('supervisor', 'Direct supervisor'), ('unit_contact', 'Unit contact')], max_length=16, verbose_name='role')),
                    ('column', models.CharField(blank=True, choices=[('PASKER', 'Labor Market Center'), ('PTKDN', 'Dir. PTKDN'), ('BPK', 'Dir. Employment Officers'), ('LATVOGAN_INTALA', 'Dir. Latvogan / Dir. Intala'), ('LEMLATVOK', 'Dir. Training Institutions'), ('SETDITJEN', 'Secretariat DG Binalavotas'), ('BALAI', 'BBPVP / BPVP'), ('ILO', 'ILO-Jakarta')], max_length=20, verbose_name='matrix column')),
                    ('valid_from', models.DateField(default=lms.people.clock.today, verbose_name='valid from')),
                    ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                    ('begin_announced', models.BooleanField(default=False, editable=False)),
                    ('end_announced', models.BooleanField(default=False, editable=False)),
                    ('assigned_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_assignments', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('work_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='role_assignments', to='people.workunit', verbose_name='work unit')),
                ],
                options={
                    'verbose_name': 'role',
                    'verbose_name_plural': 'roles',
                    'ordering': ['-valid_from', 'id'],
                    'indexes': [models.Index(fields=['user', 'valid_until'], name='people_role_user_id_08a7a1_idx')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['administrator', 'coordinator', 'facilitator', 'reviewer', 'supervisor', 'unit_contact'])), name='role_assignment_role'), models.CheckConstraint(condition=models.Q(('column__in', ['PASKER', 'PTKDN', 'BPK', 'LATVOGAN_INTALA', 'LEMLATVOK', 'SETDITJEN', 'BALAI', 'ILO', ''])), name='role_assignment_column'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='role_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'reviewer'), _negated=True), models.Q(('column', ''), _negated=True), _connector='OR'), name='reviewer_speaks_for_a_column'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['supervisor', 'unit_contact']), _negated=True), ('work_unit__isnull', False), _connector='OR'), name='supervisor_and_contact_have_a_unit')],
                },
            ), migrations.CreateModel(
                name='AuditEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(db_index=True, default=lms.people.clock.now)),
                    ('action', models.CharField(max_length=60)),
                    ('object_type', models.CharField(max_length=60)),
                    ('object_id', models.CharField(max_length=40)),
                    ('object_label', models.CharField(blank=True, max_length=200)),
                    ('changes', models.JSONField(default=dict)),
                    ('ip', models.GenericIPAddressField(null=True)),
                    ('request_id', models.CharField(blank=True, max_length=32)),
                    ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'audit entry',
                    'verbose_name_plural': 'audit trail',
                    'ordering': ['-at', '-id'],
                    'indexes': [models.Index(fields=['object_type', 'object_id'], name='people_audi_object__a25e1f_idx')],
                },
            ), migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('given_at', models.DateTimeField(default=lms.people.clock.now)),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to=settings.AUTH_USER_MODEL)),
                    ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.consenttext')),
                ],
                options={
                    'verbose_name': 'consent',
                    'verbose_name_plural': 'consents',
                    'ordering': ['-given_at'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('user', 'text'), name='one_consent_in_force')],
                },
            ), migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='what for')),
                    ('nonce', models.CharField(default=lms.people.models.new_nonce, editable=False, max_length=16)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Not delivered'), ('accepted', 'Accepted'), ('revoked', 'Revoked')], default='waiting', max_length=10, verbose_name='state')),
                    ('created_at', models.DateTimeField(default=lms.people.clock.now, verbose_name='created')),
                    ('expires_at', models.DateTimeField(verbose_name='expires')),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                    ('failure', models.CharField(blank=True, max_length=200, verbose_name='why it failed')),
                    ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted')),
                    ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'invitation',
                    'verbose_name_plural': 'invitations',
                    'ordering': ['-created_at'],
                    'indexes': [models.Index(fields=['state', 'next_attempt_at'], name='people_invi_state_6c1852_idx')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed', 'accepted', 'revoked'])), name='invitation_state'), models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'sent', 'failed'))), fields=('user',), name='one_open_invitation_per_person')],
                },
            )],
        ),
    ]
