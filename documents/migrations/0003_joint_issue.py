from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from documents.workflow.rules.outbound import State
from json import dumps, loads
from server.kit.ids import uuid7
from tortoise import fields

SQLITE = {
    "page": "json_extract(p.seal_place, '$.page')",
    "x": "json_extract(p.seal_place, '$.x')",
    "y": "json_extract(p.seal_place, '$.y')",
    "diameter": "json_extract(p.seal_place, '$.diameter')",
    "place": "json_object('page', s.page, 'x', s.x, 'y', s.y, 'diameter', s.diameter)",
}
POSTGRES = {
    "page": "(p.seal_place ->> 'page')::int",
    "x": "(p.seal_place ->> 'x')::float8",
    "y": "(p.seal_place ->> 'y')::float8",
    "diameter": "(p.seal_place ->> 'diameter')::float8",
    "place": "jsonb_build_object('page', s.page, 'x', s.x, 'y', s.y, 'diameter', s.diameter)",
}

MOVE = """
INSERT INTO issuing_seal (id, document_id, no, organ_id, page, x, y, diameter,
                          asked_by, seal_id, sha256_before, sha256_after, sealed_at)
SELECT p.id, p.document_id, 1, c.issuer_id, {page}, {x}, {y}, {diameter},
       p.asked_by, p.seal_id, CASE WHEN p.sealed IS NULL THEN NULL ELSE p.sha256 END, p.sealed, p.sealed_at
FROM issuing_print p JOIN workflow_case c ON c.id = p.document_id
WHERE {page} IS NOT NULL
"""
COUNT = "UPDATE workflow_case SET sealed = 1 WHERE id IN (SELECT document_id FROM issuing_print WHERE sealed IS NOT NULL)"
PUT_BACK = """
UPDATE issuing_print SET
    seal_place = (SELECT {place} FROM issuing_seal s WHERE s.document_id = issuing_print.document_id AND s.no = 1),
    asked_by = (SELECT s.asked_by FROM issuing_seal s WHERE s.document_id = issuing_print.document_id AND s.no = 1),
    seal_id = (SELECT s.seal_id FROM issuing_seal s WHERE s.document_id = issuing_print.document_id AND s.no = 1)
"""


async def move(apps, editor):
    """The one seal of every print becomes the first of its seals."""
    await editor.client.execute_query(MOVE.format(**_words(editor)))
    await editor.client.execute_query(COUNT)


async def put_back(apps, editor):
    """The leading issuer's seal stands with the print again."""
    await editor.client.execute_query(PUT_BACK.format(**_words(editor)))


def _words(editor):
    return POSTGRES if editor.client.capabilities.dialect == "postgres" else SQLITE


class Migration(migrations.Migration):
    dependencies = [('documents', '0002_other_rooms')]

    initial = False

    operations = [
        ops.CreateModel(
            name='SealRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('document_id', fields.UUIDField()),
                ('no', fields.IntField()),
                ('organ_id', fields.UUIDField()),
                ('page', fields.IntField()),
                ('x', fields.FloatField()),
                ('y', fields.FloatField()),
                ('diameter', fields.FloatField()),
                ('asked_by', fields.UUIDField(null=True)),
                ('seal_id', fields.UUIDField(null=True)),
                ('item_id', fields.UUIDField(null=True)),
                ('sha256_before', fields.CharField(null=True, max_length=64)),
                ('sha256_after', fields.CharField(null=True, max_length=64)),
                ('sealed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'issuing_seal', 'app': 'documents', 'unique_together': (('document_id', 'no'),), 'pk_attr': 'id', 'table_description': 'One seal of a print: whose, where on paper, and once it is pressed on what and what came of it.'},
            bases=['Model'],
        ),
        ops.AlterField(
            model_name='CaseRow',
            name='state',
            field=fields.CharEnumField(description='DRAFT: draft\nUNIT_REVIEW: unit_review\nCOUNTERSIGN: countersign\nOFFICE_REVIEW: office_review\nSIGN_OFF: sign_off\nJOINT_SIGN: joint_sign\nRETURNED: returned\nSIGNED: signed\nRECHECKED: rechecked\nREGISTERED: registered\nTYPESET: typeset\nPROOFED: proofed\nSEALED: sealed\nDISPATCHED: dispatched\nCLOSED: closed\nCANCELLED: cancelled\nVOIDED: voided', enum_type=State, max_length=20),
        ),
        ops.AddField(
            model_name='CaseRow',
            name='co_signers',
            field=fields.JSONField(default=list, db_default=[], encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='CaseRow',
            name='sealed',
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AlterField(
            model_name='OpinionRow',
            name='node',
            field=fields.CharEnumField(description='DRAFT: draft\nUNIT_REVIEW: unit_review\nCOUNTERSIGN: countersign\nOFFICE_REVIEW: office_review\nSIGN_OFF: sign_off\nJOINT_SIGN: joint_sign\nRETURNED: returned\nSIGNED: signed\nRECHECKED: rechecked\nREGISTERED: registered\nTYPESET: typeset\nPROOFED: proofed\nSEALED: sealed\nDISPATCHED: dispatched\nCLOSED: closed\nCANCELLED: cancelled\nVOIDED: voided', enum_type=State, max_length=20),
        ),
        ops.AlterModelOptions(
            name='PrintRow',
            options={'table': 'issuing_print', 'app': 'documents', 'pk_attr': 'id', 'table_description': 'The print of a document, and the file that goes out when every issuer has sealed it.'},
        ),
        ops.RunPython(move, put_back),
        ops.RemoveField(model_name='PrintRow', name='asked_by'),
        ops.RemoveField(model_name='PrintRow', name='seal_id'),
        ops.RemoveField(model_name='PrintRow', name='seal_place'),
    ]
