import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportFinalRows',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('cohort_number', models.PositiveSmallIntegerField()),
                ('packed', models.BinaryField()),
                ('final', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='evaluation.reportfinal')),
            ],
            options={
                'verbose_name': 'rows of a final report',
                'verbose_name_plural': 'rows of final reports',
                'ordering': ['final', 'key', 'cohort_number'],
                'constraints': [models.UniqueConstraint(fields=('final', 'key', 'cohort_number'), name='report_final_rows_of_a_figure')],
            },
        ),
    ]
