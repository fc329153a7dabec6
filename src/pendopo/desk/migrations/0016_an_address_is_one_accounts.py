from typing import Any

import django.db.models.functions.text
from django.db import migrations, models

_PHONE_LETTERS = 64


def keep_with_the_oldest(apps: Any, schema_editor: Any) -> None:
    """Leave an address that several accounts have to the oldest; the others keep it in words.

    Where the phone stands it is seen by who calls them, and reaches nobody by itself.
    """
    taken = set()
    for person in apps.get_model('desk', 'Person').objects.exclude(email='').order_by('made_at', 'id'):
        address = person.email.lower()
        if address in taken:
            person.phone = '; '.join(filter(None, (person.phone, person.email)))[:_PHONE_LETTERS]
            person.email = ''
            person.save(update_fields=['email', 'phone'])
        taken.add(address)


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0015_columns_are_described'),
    ]

    operations = [
        migrations.RunPython(keep_with_the_oldest, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower('email'),
                condition=models.Q(('email', ''), _negated=True),
                name='one_account_an_address',
            ),
        ),
    ]
