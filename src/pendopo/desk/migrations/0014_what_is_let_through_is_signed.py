from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0013_the_worker_writes_what_is_signed'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='approval',
            field=models.JSONField(default=dict),
        ),
    ]
