from tortoise import migrations
from tortoise.migrations import operations as ops
from messaging.notices.rules import Kind
from server.kit.ids import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='NoticeRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='TODO: todo\nINFO: info', enum_type=Kind, max_length=8)),
                ('subject_id', fields.UUIDField()),
                ('action', fields.CharField(max_length=64)),
                ('title', fields.TextField(unique=False)),
                ('organ', fields.TextField(unique=False)),
                ('sender', fields.TextField(unique=False)),
                ('holder', fields.CharField(max_length=128)),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('due', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('open', fields.BooleanField(null=True, default=True)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'messaging_notice', 'app': 'messaging', 'unique_together': (('subject_id', 'holder', 'action', 'kind', 'open'),), 'indexes': [Index(fields=['holder', 'open', 'kind', 'id'])], 'pk_attr': 'id', 'table_description': 'One notice for one holder.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ReadRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('notice_id', fields.UUIDField()),
                ('person_id', fields.UUIDField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'messaging_notice_read', 'app': 'messaging', 'unique_together': (('notice_id', 'person_id'),), 'pk_attr': 'id', 'table_description': 'One person has opened one notice.'},
            bases=['Model'],
        ),
    ]
