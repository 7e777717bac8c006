from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from server.kit.ids import uuid7
from signatures.gm.keys import Family
from signatures.seals.rules.kinds import Kind
from signatures.seals.rules.life import Act, State
from signatures.uses.rules.codes import CodeState
from signatures.uses.rules.log import Result
from signatures.uses.rules.requests import Basis, FileKind, ItemState, Matter, RequestState, SealForm
from tortoise import fields
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps
from server.journal.append_only import guard


KEEP = [
    "CREATE TABLE signatures_former_use AS SELECT * FROM signatures_seal_use",
    "CREATE TABLE signatures_former_root AS SELECT * FROM signatures_authority",
]
"""Seals of before had no log and no 国密 keys, so they end here and are made anew; what they were used for stays on
record, and the root that vouches for it stays trusted. The register of before stands in the journal."""

CARRY = [
    """INSERT INTO seals_authority (id, role, family, name, certificate, custodian, key, made_at)
    SELECT id, 'former', 'ecdsa', name, certificate, '', '', made_at FROM signatures_former_root""",
    """INSERT INTO uses_log (id, seal_id, use_id, no, document_id, keeper_id, keeper_name, post_title, approver_id, approver_name, principal_id, principal_name, result, reason, sha256_before, sha256_after, places, straddle, copies, code, time_stamped, at)
    SELECT id, seal_id, NULL, 1, document_id, keeper_id, keeper_name, post_title, NULL, '', NULL, '', 'sealed', '', sha256_before, sha256_after, '[]', false, 1, '', false, at FROM signatures_former_use""",
    "INSERT INTO seals_log (id, n, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000')",
    "DROP TABLE signatures_former_use",
    "DROP TABLE signatures_former_root",
]


async def guard_logs(apps: StateApps, editor: BaseSchemaEditor) -> None:
    """What the seals went through and what they were used for is only ever added to."""
    await guard(editor.client, "seals_event", "uses_log", "personal_mark")


class Migration(migrations.Migration):
    dependencies = [('signatures', '0001_initial')]

    initial = False

    operations = [
        ops.RunSQL(KEEP, ops.RunSQL.noop),
        ops.DeleteModel(name='AuthorityRow'),
        ops.DeleteModel(name='SealRow'),
        ops.DeleteModel(name='UseRow'),
        ops.CreateModel(
            name='AuthorityKeyRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('role', fields.CharField(max_length=16)),
                ('family', fields.CharEnumField(description='SM2: sm2\nECDSA: ecdsa\nRSA: rsa', enum_type=Family, max_length=8)),
                ('name', fields.CharField(max_length=128)),
                ('certificate', fields.TextField(unique=False)),
                ('custodian', fields.CharField(max_length=16)),
                ('key', fields.BinaryField()),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'seals_authority', 'app': 'signatures', 'unique_together': (('role', 'family'),), 'pk_attr': 'id', 'table_description': "One key and certificate of the office's own authority (印章中心)."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CodeRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('code', fields.CharField(unique=True, max_length=16)),
                ('use_id', fields.UUIDField()),
                ('no', fields.IntField()),
                ('organ_name', fields.CharField(max_length=100)),
                ('number', fields.CharField(max_length=64)),
                ('title', fields.CharField(max_length=500)),
                ('formed_on', fields.DateField(null=True)),
                ('pages', fields.IntField()),
                ('state', fields.CharEnumField(description='WHOLE: whole\nUNFINISHED: unfinished\nVOIDED: voided', enum_type=CodeState, max_length=16)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'uses_code', 'app': 'signatures', 'pk_attr': 'id', 'table_description': 'A verification code (验证码), and what the paper that bears it says.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CrlRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('family', fields.CharEnumField(description='SM2: sm2\nECDSA: ecdsa\nRSA: rsa', enum_type=Family, max_length=8)),
                ('number', fields.IntField()),
                ('entries', fields.IntField()),
                ('issued_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('der', fields.BinaryField()),
            ],
            options={'table': 'seals_crl', 'app': 'signatures', 'unique_together': (('family', 'number'),), 'pk_attr': 'id', 'table_description': 'A revocation list as it was issued.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='FileRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=255)),
                ('kind', fields.CharEnumField(description='PDF: pdf\nOFD: ofd', enum_type=FileKind, max_length=8)),
                ('sha256', fields.CharField(max_length=64)),
                ('size', fields.IntField()),
                ('sheets', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('sealed', fields.BooleanField()),
                ('added_by', fields.UUIDField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'uses_file', 'app': 'signatures', 'pk_attr': 'id', 'table_description': 'A file that somebody handed in to have it sealed, with what was found out about its pages.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ItemRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('request_id', fields.UUIDField()),
                ('no', fields.IntField()),
                ('name', fields.CharField(max_length=255)),
                ('kind', fields.CharEnumField(description='PDF: pdf\nOFD: ofd', enum_type=FileKind, max_length=8)),
                ('sha256', fields.CharField(max_length=64)),
                ('pages', fields.IntField()),
                ('copies', fields.IntField()),
                ('places', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('straddle', fields.BooleanField()),
                ('number', fields.CharField(default='', max_length=64)),
                ('title', fields.CharField(default='', max_length=500)),
                ('formed_on', fields.DateField(null=True)),
                ('state', fields.CharEnumField(description='WAITING: waiting\nASKED: asked\nSEALED: sealed\nHANDED_BACK: handed_back', enum_type=ItemState, max_length=16)),
                ('asked_by', fields.UUIDField(null=True)),
                ('keeper_name', fields.CharField(default='', max_length=64)),
                ('keeper_post', fields.CharField(default='', max_length=64)),
                ('reason', fields.CharField(default='', max_length=500)),
                ('sealed', fields.CharField(default='', max_length=64)),
                ('code', fields.CharField(default='', max_length=16)),
            ],
            options={'table': 'uses_item', 'app': 'signatures', 'unique_together': (('request_id', 'no'),), 'pk_attr': 'id', 'table_description': 'One file of a request.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LogRow',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('n', fields.IntField()),
                ('hash', fields.CharField(max_length=64)),
            ],
            options={'table': 'seals_log', 'app': 'signatures', 'pk_attr': 'id', 'table_description': "The end of the office's log of seals, on which whoever writes an event waits for the one before."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OwnSignatureRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('person_id', fields.UUIDField()),
                ('person_name', fields.CharField(max_length=64)),
                ('certificate', fields.TextField(unique=False)),
                ('salt', fields.BinaryField()),
                ('key', fields.BinaryField()),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('active', fields.BooleanField(null=True)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_reason', fields.CharField(default='', max_length=200)),
                ('failures', fields.IntField(default=0)),
                ('locked_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'personal_signature', 'app': 'signatures', 'unique_together': (('person_id', 'active'),), 'pk_attr': 'id', 'table_description': "A person's own signature (个人电子签名): a key, a certificate, and how often its PIN was wrong."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PersonalMarkRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('signature_id', fields.UUIDField(db_index=True)),
                ('subject_id', fields.UUIDField(db_index=True)),
                ('person_id', fields.UUIDField()),
                ('said', fields.BinaryField()),
                ('value', fields.BinaryField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'personal_mark', 'app': 'signatures', 'unique_together': (('subject_id', 'person_id'),), 'pk_attr': 'id', 'table_description': 'One use of a personal signature, only ever added.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RequestRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('seal_id', fields.UUIDField(db_index=True)),
                ('seal_name', fields.CharField(max_length=80)),
                ('organ_id', fields.UUIDField(db_index=True)),
                ('organ_name', fields.CharField(max_length=100)),
                ('document_id', fields.UUIDField(null=True)),
                ('open', fields.BooleanField(null=True, default=True)),
                ('requester_id', fields.UUIDField(db_index=True)),
                ('requester_name', fields.CharField(max_length=64)),
                ('requester_post', fields.CharField(max_length=64)),
                ('matter', fields.CharEnumField(description='GENERAL: general\nCONTRACT: contract\nFINANCE: finance\nPERSONNEL: personnel', enum_type=Matter, max_length=16)),
                ('purpose', fields.CharField(max_length=500)),
                ('form', fields.CharEnumField(description='SES: ses\nGM_CMS: gm_cms\nPADES: pades', enum_type=SealForm, max_length=8)),
                ('opens_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('closes_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('state', fields.CharEnumField(description='REQUESTED: requested\nAPPROVED: approved\nREFUSED: refused\nWITHDRAWN: withdrawn\nUSED: used\nEXPIRED: expired', enum_type=RequestState, max_length=16)),
                ('binding', fields.CharField(max_length=64)),
                ('approver_id', fields.UUIDField(null=True)),
                ('approver_name', fields.CharField(default='', max_length=64)),
                ('approver_post', fields.CharField(default='', max_length=64)),
                ('principal_id', fields.UUIDField(null=True)),
                ('principal_name', fields.CharField(default='', max_length=64)),
                ('approved_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('basis', fields.CharEnumField(default=Basis.REQUEST, description='REQUEST: request\nSIGN_OFF: sign_off', enum_type=Basis, max_length=16)),
                ('reason', fields.CharField(default='', max_length=500)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'uses_request', 'app': 'signatures', 'unique_together': (('document_id', 'seal_id', 'open'),), 'pk_attr': 'id', 'table_description': 'One request for a seal (用印申请).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RevokedRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('family', fields.CharEnumField(description='SM2: sm2\nECDSA: ecdsa\nRSA: rsa', enum_type=Family, max_length=8)),
                ('serial', fields.CharField(max_length=48)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('reason', fields.CharField(max_length=32)),
            ],
            options={'table': 'seals_revoked', 'app': 'signatures', 'unique_together': (('family', 'serial'),), 'pk_attr': 'id', 'table_description': 'A certificate of this office that is no longer good.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SealEventRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('n', fields.IntField(unique=True)),
                ('seal_id', fields.UUIDField(db_index=True)),
                ('act', fields.CharEnumField(description='APPLY: apply\nCHANGE_PICTURE: change_picture\nAPPROVE: approve\nREFUSE: refuse\nMAKE: make\nFILE: file\nACTIVATE: activate\nHAND_OVER: hand_over\nSUSPEND: suspend\nRESUME: resume\nREPORT_LOST: report_lost\nREMAKE: remake\nREVOKE: revoke\nDESTROY: destroy', enum_type=Act, max_length=16)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('actor_id', fields.UUIDField()),
                ('actor_name', fields.CharField(max_length=64)),
                ('post_title', fields.CharField(max_length=64)),
                ('reason', fields.CharField(max_length=200)),
                ('facts', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('previous', fields.CharField(max_length=64)),
                ('hash', fields.CharField(max_length=64)),
            ],
            options={'table': 'seals_event', 'app': 'signatures', 'pk_attr': 'id', 'table_description': 'One act on a seal, only ever added, the database itself refuses to change it (see the migration).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SealRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('organ_id', fields.UUIDField()),
                ('organ_name', fields.CharField(max_length=100)),
                ('approving_id', fields.UUIDField()),
                ('kind', fields.CharEnumField(description='OFFICIAL: official\nCONTRACT: contract\nFINANCE: finance\nBUSINESS: business\nINTERNAL: internal\nBRANCH: branch\nPERSONAL: personal', enum_type=Kind, max_length=16)),
                ('place', fields.CharField(max_length=80)),
                ('ring', fields.CharField(max_length=32)),
                ('bottom', fields.CharField(max_length=32)),
                ('diameter_mm', fields.FloatField()),
                ('picture', fields.CharField(max_length=64)),
                ('state', fields.CharEnumField(description='APPLIED: applied\nREFUSED: refused\nAPPROVED: approved\nMADE: made\nFILED: filed\nACTIVE: active\nSUSPENDED: suspended\nLOST: lost\nREMADE: remade\nREVOKED: revoked\nDESTROYED: destroyed', enum_type=State, max_length=16)),
                ('active', fields.BooleanField(null=True)),
                ('keepers', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('replaces', fields.UUIDField(null=True)),
                ('es_id', fields.CharField(default='', db_index=True, max_length=64)),
                ('seal_der', fields.BinaryField(default=b'')),
                ('certificate', fields.TextField(default='', unique=False)),
                ('plain_certificate', fields.TextField(default='', unique=False)),
                ('custodian', fields.CharField(default='', max_length=16)),
                ('key', fields.BinaryField(default=b'')),
                ('plain_key', fields.BinaryField(default=b'')),
                ('record_number', fields.CharField(default='', max_length=64)),
                ('recorded_on', fields.DateField(null=True)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'seals_seal', 'app': 'signatures', 'unique_together': (('organ_id', 'place', 'active'),), 'pk_attr': 'id', 'table_description': 'One seal, as its events have made it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='UseRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('seal_id', fields.UUIDField(db_index=True)),
                ('use_id', fields.UUIDField(null=True, db_index=True)),
                ('no', fields.IntField(default=1)),
                ('document_id', fields.UUIDField(null=True)),
                ('keeper_id', fields.UUIDField()),
                ('keeper_name', fields.CharField(max_length=64)),
                ('post_title', fields.CharField(max_length=64)),
                ('approver_id', fields.UUIDField(null=True)),
                ('approver_name', fields.CharField(default='', max_length=64)),
                ('principal_id', fields.UUIDField(null=True)),
                ('principal_name', fields.CharField(default='', max_length=64)),
                ('result', fields.CharEnumField(default=Result.SEALED, description='SEALED: sealed\nFAILED: failed', enum_type=Result, max_length=8)),
                ('reason', fields.CharField(default='', max_length=500)),
                ('sha256_before', fields.CharField(max_length=64)),
                ('sha256_after', fields.CharField(db_index=True, max_length=64)),
                ('places', fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('straddle', fields.BooleanField(default=False)),
                ('copies', fields.IntField(default=1)),
                ('code', fields.CharField(default='', db_index=True, max_length=16)),
                ('time_stamped', fields.BooleanField(default=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'uses_log', 'app': 'signatures', 'pk_attr': 'id', 'table_description': 'One line of the use log, only ever added, and repeated in the journal, whose chain shows a change.'},
            bases=['Model'],
        ),
        ops.RunSQL(CARRY, ops.RunSQL.noop),
        ops.RunPython(guard_logs, ops.RunPython.noop),
    ]
