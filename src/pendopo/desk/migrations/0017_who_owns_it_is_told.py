from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0016_an_address_is_one_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='changes',
            field=models.JSONField(default=list),
        ),
    ]
