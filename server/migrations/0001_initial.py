from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from server.directory.rules.organs import Level, Mode, OrganType
from server.directory.rules.standing import Role, Scope
from server.kit.ids import uuid7
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='AnchorRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('n', fields.IntField(unique=True)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('entries', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('previous', fields.CharField(max_length=64)),
                ('hash', fields.CharField(max_length=64)),
            ],
            options={'table': 'journal_anchor', 'app': 'server', 'pk_attr': 'id', 'table_description': 'One link of the global chain.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Answered',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('person_id', fields.UUIDField()),
                ('key', fields.CharField(max_length=64)),
                ('fingerprint', fields.CharField(max_length=64)),
                ('status', fields.IntField()),
                ('answer', fields.BinaryField()),
                ('at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'kit_answered', 'app': 'server', 'unique_together': (('person_id', 'key'),), 'pk_attr': 'id', 'table_description': "The first answer given under a person's idempotency key."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='EntryRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('subject_id', fields.UUIDField()),
                ('seq', fields.IntField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('action', fields.CharField(max_length=64)),
                ('actor_id', fields.UUIDField(null=True)),
                ('actor_name', fields.CharField(max_length=64)),
                ('post_id', fields.UUIDField(null=True)),
                ('post_title', fields.CharField(max_length=64)),
                ('principal_id', fields.UUIDField(null=True)),
                ('principal_name', fields.CharField(max_length=64)),
                ('facts', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('previous', fields.CharField(max_length=64)),
                ('hash', fields.CharField(max_length=64)),
            ],
            options={'table': 'journal_entry', 'app': 'server', 'unique_together': (('subject_id', 'seq'),), 'pk_attr': 'id', 'table_description': 'One act.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Job',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('kind', fields.CharField(max_length=64)),
                ('payload', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('due', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('attempts', fields.IntField(default=0)),
                ('done', fields.BooleanField(default=False)),
                ('fault', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'kit_job', 'app': 'server', 'indexes': [Index(fields=['done', 'due'])], 'pk_attr': 'id', 'table_description': 'One piece of work that leaves the transaction: written in it, done after it, at least once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OrganRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('name', fields.CharField(unique=True, max_length=100)),
                ('short_name', fields.CharField(max_length=50)),
                ('type', fields.CharEnumField(description='PARTY: party\nGOVERNMENT: government\nDEPARTMENT: department\nINSTITUTION: institution\nCOMMITTEE: committee\nENTERPRISE: enterprise\nCONGRESS: congress\nCPPCC: cppcc\nCOURT: court\nPROCURATORATE: procuratorate\nMASS: mass', enum_type=OrganType, max_length=16)),
                ('level', fields.IntEnumField(description='STATE: 1\nPROVINCE: 2\nCITY: 3\nCOUNTY: 4\nTOWNSHIP: 5', enum_type=Level, generated=False)),
                ('superior_id', fields.UUIDField(null=True, db_index=True)),
                ('dual_superior_id', fields.UUIDField(null=True)),
                ('office_id', fields.UUIDField(null=True)),
                ('issue_enabled', fields.BooleanField(default=False)),
                ('mode', fields.CharEnumField(default=Mode.HOSTED, description='HOSTED: hosted\nFEDERATED: federated', enum_type=Mode, max_length=16)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'directory_organ', 'app': 'server', 'pk_attr': 'id', 'table_description': '机关.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PersonRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('name', fields.CharField(db_index=True, max_length=64)),
                ('account', fields.CharField(unique=True, max_length=64)),
                ('password_hash', fields.CharField(max_length=255)),
                ('initial', fields.BooleanField()),
                ('released', fields.BooleanField(default=True)),
                ('failures', fields.IntField(default=0)),
                ('locked_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'directory_person', 'app': 'server', 'pk_attr': 'id', 'table_description': '人员: a name that others may share, and an account that nobody shares.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DelegationRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('principal', fields.ForeignKeyField('server.PersonRow', source_field='principal_id', db_constraint=True, to_field='id', related_name='given', on_delete=OnDelete.RESTRICT)),
                ('delegate', fields.ForeignKeyField('server.PersonRow', source_field='delegate_id', db_constraint=True, to_field='id', related_name='received', on_delete=OnDelete.RESTRICT)),
                ('scope', fields.CharEnumField(description='READ: read\nHANDLE: handle\nSIGN_OFF: sign_off', enum_type=Scope, max_length=16)),
                ('from_day', fields.DateField()),
                ('to_day', fields.DateField()),
                ('reason', fields.CharField(max_length=200)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'directory_delegation', 'app': 'server', 'pk_attr': 'id', 'table_description': "委托: what a principal's posts may do, lent to a delegate from a day to a day."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SessionRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('server.PersonRow', source_field='person_id', db_constraint=True, to_field='id', related_name='sessions', on_delete=OnDelete.RESTRICT)),
                ('device', fields.CharField(max_length=64)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('opened_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'directory_session', 'app': 'server', 'unique_together': (('person_id', 'device'),), 'pk_attr': 'id', 'table_description': '登录会话 of a person on a device, the token itself is nowhere, only its SHA-256.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='UnanchoredRow',
            fields=[
                ('entry_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
            ],
            options={'table': 'journal_unanchored', 'app': 'server', 'pk_attr': 'entry_id', 'table_description': 'An entry that waits for the next link.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='UnitRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('organ_id', fields.UUIDField()),
                ('name', fields.CharField(max_length=50)),
            ],
            options={'table': 'directory_unit', 'app': 'server', 'unique_together': (('organ_id', 'name'),), 'pk_attr': 'id', 'table_description': '内设机构 of an organ.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PostRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('server.PersonRow', source_field='person_id', db_constraint=True, to_field='id', related_name='posts', on_delete=OnDelete.RESTRICT)),
                ('organ', fields.ForeignKeyField('server.OrganRow', source_field='organ_id', db_constraint=True, to_field='id', related_name='posts', on_delete=OnDelete.RESTRICT)),
                ('unit', fields.ForeignKeyField('server.UnitRow', source_field='unit_id', null=True, db_constraint=True, to_field='id', related_name='posts', on_delete=OnDelete.RESTRICT)),
                ('title', fields.CharField(max_length=64)),
                ('since', fields.DateField()),
                ('left_on', fields.DateField(null=True)),
            ],
            options={'table': 'directory_post', 'app': 'server', 'pk_attr': 'id', 'table_description': '职务 that a person holds, from a day until they leave it (离岗).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='GrantRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('post', fields.ForeignKeyField('server.PostRow', source_field='post_id', db_constraint=True, to_field='id', related_name='grants', on_delete=OnDelete.RESTRICT)),
                ('role', fields.CharEnumField(description='DRAFTER: drafter\nUNIT_HEAD: unit_head\nCOUNTERSIGNER: countersigner\nOFFICE_REVIEWER: office_reviewer\nLEGAL_REVIEWER: legal_reviewer\nOFFICE_DIRECTOR: office_director\nLEADER_IN_CHARGE: leader_in_charge\nSIGNER: signer\nREGISTRAR: registrar\nPROOFREADER: proofreader\nSEAL_KEEPER: seal_keeper\nDISPATCHER: dispatcher\nARCHIVIST: archivist\nSECRECY_OFFICER: secrecy_officer\nSUPERVISER: superviser\nPOLICY_EDITOR: policy_editor\nSYS_ADMIN: sys_admin\nSEC_ADMIN: sec_admin\nAUDIT_ADMIN: audit_admin\nDISCIPLINE: discipline', enum_type=Role, max_length=32)),
                ('place_id', fields.UUIDField()),
            ],
            options={'table': 'directory_grant', 'app': 'server', 'unique_together': (('post_id', 'role', 'place_id'),), 'indexes': [Index(fields=['role', 'place_id'])], 'pk_attr': 'id', 'table_description': 'A role (岗位职责) of a post, for a place: an organ or a unit.'},
            bases=['Model'],
        ),
    ]
