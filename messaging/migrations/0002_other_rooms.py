from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from messaging.chats.rules import Form, Kind, Role
from server.kit.ids import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('messaging', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ConversationRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='ONE_TO_ONE: one_to_one\nGROUP: group', enum_type=Form, max_length=16)),
                ('title', fields.CharField(max_length=100)),
                ('pair', fields.CharField(null=True, unique=True, max_length=73)),
                ('last_seq', fields.IntField(default=0)),
                ('mver', fields.IntField(default=0)),
                ('created_by', fields.UUIDField()),
            ],
            options={'table': 'chats_conversation', 'app': 'messaging', 'pk_attr': 'id', 'table_description': 'One conversation. Whoever changes it or adds to its log holds this row.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MemberRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('conversation_id', fields.UUIDField()),
                ('person_id', fields.UUIDField()),
                ('role', fields.CharEnumField(description='OWNER: owner\nMEMBER: member', enum_type=Role, max_length=8)),
                ('joined_seq', fields.IntField()),
                ('left_seq', fields.IntField(null=True)),
                ('read_seq', fields.IntField()),
            ],
            options={'table': 'chats_member', 'app': 'messaging', 'unique_together': (('conversation_id', 'person_id'),), 'indexes': [Index(fields=['person_id', 'conversation_id'])], 'pk_attr': 'id', 'table_description': 'One person in one conversation, or no longer in it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MessageRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('conversation_id', fields.UUIDField()),
                ('seq', fields.IntField()),
                ('sender_id', fields.UUIDField()),
                ('cmid', fields.CharField(null=True, max_length=64)),
                ('kind', fields.CharEnumField(description='TEXT: text\nCARD: card\nRECALL: recall\nSYSTEM: system', enum_type=Kind, max_length=8)),
                ('body', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('of_seq', fields.IntField(null=True)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'chats_message', 'app': 'messaging', 'unique_together': (('conversation_id', 'seq'), ('conversation_id', 'sender_id', 'cmid')), 'pk_attr': 'id', 'table_description': "One line of a log. Its name is conversation and seq, the key is nobody's but the database's."},
            bases=['Model'],
        ),
    ]
