"""Extra time for one person grows into other conditions for a person, a cohort or a unit; every row is kept."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_cohorts_and_markers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("quizzes", "0002_engine_rules_marking_tags"),
    ]

    operations = [
        migrations.RenameModel("ExtraTime", "Override"),
        migrations.RenameField("override", "percent", "extra_percent"),
    ]
