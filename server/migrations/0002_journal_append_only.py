from tortoise import migrations
from tortoise.migrations import operations as ops

from server.journal.append_only import protect, release


class Migration(migrations.Migration):
    dependencies = [("server", "0001_initial")]
    initial = False
    operations = [ops.RunPython(protect, release)]
