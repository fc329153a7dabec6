from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0014_what_is_let_through_is_signed'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='schema',
            field=models.JSONField(default=dict),
        ),
    ]
