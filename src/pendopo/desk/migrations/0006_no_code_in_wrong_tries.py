"""What was posted with wrong tries is emptied: codes and passwords stood in it."""

from typing import Any

from django.db import migrations


def _forward(apps: Any, _schema_editor: object) -> None:
    apps.get_model("axes", "AccessAttempt").objects.update(post_data="", get_data="")


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0005_what_was_let_through_has_a_hash"),
        ("axes", "0010_accessattemptexpiration"),
    ]
    operations = [migrations.RunPython(_forward, migrations.RunPython.noop)]
