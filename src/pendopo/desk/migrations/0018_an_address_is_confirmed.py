from typing import Any

from django.db import migrations, models
from django.db.models import F


def keep_those_that_were_used(apps: Any, schema_editor: Any) -> None:
    """Let the addresses of accounts that have begun count on: letters go there already."""
    people = apps.get_model('desk', 'Person').objects.exclude(email='')
    people.exclude(last_login=None).update(email_confirmed_at=F('last_login'))


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0017_who_owns_it_is_told'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='email_confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='code',
            name='sent_to',
            field=models.EmailField(blank=True, default='', max_length=254),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='code',
            name='confirms',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(keep_those_that_were_used, migrations.RunPython.noop),
    ]
