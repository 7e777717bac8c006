from tortoise import migrations
from tortoise.migrations import operations as ops
from server.kit.ids import uuid7
from signatures.seals.rules import Kind, State
from tortoise import fields

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='AuthorityRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=128)),
                ('certificate', fields.TextField(unique=False)),
                ('key', fields.BinaryField()),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('only', fields.BooleanField(default=True, unique=True)),
            ],
            options={'table': 'signatures_authority', 'app': 'signatures', 'pk_attr': 'id', 'table_description': "The office's own authority (根证书), from which its seals have their certificates."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SealRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('organ_id', fields.UUIDField()),
                ('organ_name', fields.CharField(max_length=100)),
                ('name', fields.CharField(max_length=32)),
                ('kind', fields.CharEnumField(description='OFFICIAL: official', enum_type=Kind, max_length=16)),
                ('diameter_mm', fields.FloatField()),
                ('picture', fields.CharField(max_length=64)),
                ('certificate', fields.TextField(unique=False)),
                ('chain', fields.TextField(unique=False)),
                ('key', fields.BinaryField()),
                ('state', fields.CharEnumField(description='ACTIVE: active\nSUSPENDED: suspended\nREVOKED: revoked', enum_type=State, max_length=16)),
                ('active', fields.BooleanField(null=True, default=True)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'signatures_seal', 'app': 'signatures', 'unique_together': (('organ_id', 'kind', 'active'),), 'pk_attr': 'id', 'table_description': 'One seal.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='UseRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('seal_id', fields.UUIDField(db_index=True)),
                ('document_id', fields.UUIDField()),
                ('keeper_id', fields.UUIDField()),
                ('keeper_name', fields.CharField(max_length=64)),
                ('post_title', fields.CharField(max_length=64)),
                ('sha256_before', fields.CharField(max_length=64)),
                ('sha256_after', fields.CharField(max_length=64)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'signatures_seal_use', 'app': 'signatures', 'pk_attr': 'id', 'table_description': 'One press of a seal, only ever added, and repeated in the journal, whose chain shows a change.'},
            bases=['Model'],
        ),
    ]
