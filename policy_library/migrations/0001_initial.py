from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from policy_library.catalogue.rules.disclosure import Publicity, State
from policy_library.catalogue.rules.metadata import Level
from policy_library.catalogue.rules.relations import Kind, Source
from policy_library.catalogue.rules.validity import Effect
from server.kit.ids import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='AudienceRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('entry_id', fields.UUIDField()),
                ('organ_id', fields.UUIDField()),
            ],
            options={'table': 'catalogue_audience', 'app': 'policy_library', 'unique_together': (('entry_id', 'organ_id'),), 'indexes': [Index(fields=['organ_id', 'entry_id'])], 'pk_attr': 'id', 'table_description': 'An organ that may read an entry that is not for everybody.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ClauseRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('entry_id', fields.UUIDField()),
                ('ord', fields.IntField()),
                ('anchor', fields.CharField(max_length=200)),
                ('level', fields.IntField()),
                ('heading', fields.CharField(max_length=500)),
                ('text', fields.TextField(unique=False)),
                ('start', fields.IntField()),
                ('end', fields.IntField()),
            ],
            options={'table': 'catalogue_clause', 'app': 'policy_library', 'unique_together': (('entry_id', 'ord'),), 'pk_attr': 'id', 'table_description': "One clause of an entry's text, from character start to end of it."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CounterRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('organ_id', fields.UUIDField()),
                ('year', fields.IntField()),
                ('given', fields.IntField(default=0)),
            ],
            options={'table': 'catalogue_counter', 'app': 'policy_library', 'unique_together': (('organ_id', 'year'),), 'pk_attr': 'id', 'table_description': "The last index number given in an organ's year, a row and not a sequence, so that a rollback gives it back."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='EntryRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('index_no', fields.CharField(null=True, unique=True, max_length=20)),
                ('organ_id', fields.UUIDField()),
                ('place_id', fields.UUIDField()),
                ('title', fields.CharField(default='', max_length=500)),
                ('title_key', fields.CharField(db_index=True, max_length=500)),
                ('doc_number', fields.CharField(default='', max_length=100)),
                ('number_key', fields.CharField(db_index=True, max_length=100)),
                ('issuer', fields.CharField(default='', max_length=200)),
                ('kind', fields.CharField(default='', max_length=20)),
                ('level', fields.CharEnumField(default=Level.UNKNOWN, description='UNKNOWN: \nSTATE: state\nPROVINCE: province\nCITY: city\nCOUNTY: county\nTOWNSHIP: township', enum_type=Level, max_length=8)),
                ('region', fields.CharField(default='', max_length=50)),
                ('theme', fields.CharField(default='', max_length=4)),
                ('genre', fields.CharField(default='', max_length=20)),
                ('formed_on', fields.DateField(null=True)),
                ('published_on', fields.DateField(null=True)),
                ('effective_from', fields.DateField(null=True)),
                ('valid_until', fields.DateField(null=True)),
                ('publicity', fields.CharEnumField(description='PROACTIVE: proactive\nON_REQUEST: on_request\nNOT_PUBLIC: not_public', enum_type=Publicity, max_length=16)),
                ('state', fields.CharEnumField(default=State.CANDIDATE, description='CANDIDATE: candidate\nFIRST_OK: first_ok\nSECOND_OK: second_ok\nAPPROVED: approved\nPUBLISHED: published\nRETURNED: returned\nWITHDRAWN: withdrawn\nDISCARDED: discarded', enum_type=State, max_length=16)),
                ('round', fields.IntField(default=1)),
                ('source', fields.CharEnumField(description='UPLOAD: upload\nDISPATCHED: dispatched', enum_type=Source, max_length=16)),
                ('document_id', fields.UUIDField(null=True)),
                ('sha256', fields.CharField(db_index=True, max_length=64)),
                ('name', fields.CharField(max_length=500)),
                ('media_type', fields.CharField(max_length=100)),
                ('entered_by', fields.CharField(max_length=64)),
                ('entered_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('published_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('withdrawn_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('withdrawn_by', fields.CharField(default='', max_length=64)),
                ('withdrawn_reason', fields.CharField(default='', max_length=500)),
                ('version', fields.IntField(default=0)),
            ],
            options={'table': 'catalogue_entry', 'app': 'policy_library', 'indexes': [Index(fields=['state', 'id']), Index(fields=['organ_id', 'id'])], 'pk_attr': 'id', 'table_description': 'One policy in the catalogue, and where it stands on its way to the public.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='FieldRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('entry_id', fields.UUIDField(db_index=True)),
                ('name', fields.CharField(max_length=32)),
                ('value', fields.TextField(unique=False)),
                ('spans', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('method', fields.CharField(max_length=64)),
                ('confidence', fields.IntField()),
                ('needs_review', fields.BooleanField()),
                ('confirmed_by', fields.CharField(default='', max_length=64)),
                ('confirmed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('current', fields.BooleanField(default=True)),
            ],
            options={'table': 'catalogue_field', 'app': 'policy_library', 'pk_attr': 'id', 'table_description': 'One field of an entry as it was read or typed, kept when another value takes its place.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='KeyRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('key', fields.CharField(unique=True, max_length=720)),
                ('entry_id', fields.UUIDField(db_index=True)),
            ],
            options={'table': 'catalogue_key', 'app': 'policy_library', 'pk_attr': 'id', 'table_description': 'One thing by which an entry is known: its file, its document, its number. Two live entries share none.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OrganCodeRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('organ_id', fields.UUIDField(unique=True)),
                ('code', fields.CharField(unique=True, max_length=9)),
            ],
            options={'table': 'catalogue_organ_code', 'app': 'policy_library', 'pk_attr': 'id', 'table_description': '组织机构代码 of an organ, the first nine characters of its index numbers, entered once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RelationRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('from_entry', fields.UUIDField(db_index=True)),
                ('to_entry', fields.UUIDField(null=True, db_index=True)),
                ('to_title', fields.CharField(max_length=500)),
                ('to_number', fields.CharField(max_length=100)),
                ('to_title_key', fields.CharField(db_index=True, max_length=500)),
                ('to_number_key', fields.CharField(db_index=True, max_length=100)),
                ('kind', fields.CharEnumField(description='CITES: cites\nIMPLEMENTS: implements\nAMENDS: amends\nREPEALS: repeals\nINTERPRETS: interprets', enum_type=Kind, max_length=16)),
                ('start', fields.IntField()),
                ('end', fields.IntField()),
                ('confidence', fields.IntField()),
                ('repaired', fields.BooleanField()),
                ('effect', fields.CharEnumField(null=True, description='AMENDED: amended\nPART_ABOLISHED: part_abolished\nEXPIRED: expired\nABOLISHED: abolished\nANNULLED: annulled\nSUSPENDED: suspended', enum_type=Effect, max_length=16)),
                ('effective_on', fields.DateField(null=True)),
                ('until', fields.DateField(null=True)),
                ('confirmed_by', fields.CharField(default='', max_length=64)),
                ('confirmed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=0)),
            ],
            options={'table': 'catalogue_relation', 'app': 'policy_library', 'pk_attr': 'id', 'table_description': 'What one entry says of another, with the place where it says so. Without a target it is a stub that waits.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ReviewRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('entry_id', fields.UUIDField(db_index=True)),
                ('round', fields.IntField()),
                ('level', fields.IntField()),
                ('verdict', fields.CharField(max_length=8)),
                ('person_id', fields.UUIDField()),
                ('person_name', fields.CharField(max_length=64)),
                ('post_title', fields.CharField(max_length=100)),
                ('principal_id', fields.UUIDField(null=True)),
                ('principal_name', fields.CharField(max_length=64)),
                ('checklist', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('reason', fields.CharField(max_length=500)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'catalogue_review', 'app': 'policy_library', 'pk_attr': 'id', 'table_description': 'What one reviewer decided in which round. Level 1 is 初审, 2 复审, 3 终审, 0 a return.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TextRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('entry_id', fields.UUIDField(unique=True)),
                ('text', fields.TextField(unique=False)),
            ],
            options={'table': 'catalogue_text', 'app': 'policy_library', 'pk_attr': 'id', 'table_description': 'The decoded original of an entry, never altered, apart from its row because it is long.'},
            bases=['Model'],
        ),
    ]
