from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from documents.drafting.rules.content import Urgency
from documents.drafting.rules.kinds import Kind
from documents.issuing.rules.numbers import NumberState
from documents.issuing.rules.receipts import Capacity, State
from documents.workflow.rules.opinions import Verdict
from documents.workflow.rules.outbound import State
from json import dumps, loads
from server.kit.ids import uuid7
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='AttachmentRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('document_id', fields.UUIDField(db_index=True)),
                ('name', fields.CharField(max_length=120)),
                ('media_type', fields.CharField(max_length=100)),
                ('sha256', fields.CharField(max_length=64)),
                ('size', fields.BigIntField()),
                ('added_by', fields.CharField(max_length=64)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('removed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'drafting_attachment', 'app': 'documents', 'pk_attr': 'id', 'table_description': 'A file that belongs to a document, taken out means marked, not deleted.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CaseRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('state', fields.CharEnumField(description='DRAFT: draft\nUNIT_REVIEW: unit_review\nCOUNTERSIGN: countersign\nOFFICE_REVIEW: office_review\nSIGN_OFF: sign_off\nRETURNED: returned\nSIGNED: signed\nRECHECKED: rechecked\nREGISTERED: registered\nTYPESET: typeset\nPROOFED: proofed\nSEALED: sealed\nDISPATCHED: dispatched\nCLOSED: closed\nCANCELLED: cancelled\nVOIDED: voided', enum_type=State, max_length=20)),
                ('issuer_id', fields.UUIDField()),
                ('signer_id', fields.UUIDField()),
                ('countersigners', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('round', fields.IntField(default=0)),
                ('signed_hash', fields.CharField(default='', max_length=64)),
                ('signed_no', fields.IntField(null=True)),
                ('formed_on', fields.DateField(null=True)),
                ('version', fields.IntField(default=0)),
            ],
            options={'table': 'workflow_case', 'app': 'documents', 'pk_attr': 'id', 'table_description': "Where a document stands. Its key is the document's."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CodeRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('organ_id', fields.UUIDField(db_index=True)),
                ('code', fields.CharField(unique=True, max_length=20)),
            ],
            options={'table': 'issuing_code', 'app': 'documents', 'pk_attr': 'id', 'table_description': '机关代字 of an issuer (发文立户).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CounterRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('code', fields.CharField(max_length=20)),
                ('year', fields.IntField()),
                ('given', fields.IntField(default=0)),
            ],
            options={'table': 'issuing_counter', 'app': 'documents', 'unique_together': (('code', 'year'),), 'pk_attr': 'id', 'table_description': 'The last number given under a code in a year, a row and not a sequence, so that a rollback gives it back.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DraftRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='RESOLUTION: resolution\nDECISION: decision\nORDER: order\nCOMMUNIQUE: communique\nANNOUNCEMENT: announcement\nPUBLIC_NOTICE: public_notice\nOPINION: opinion\nNOTICE: notice\nCIRCULAR: circular\nREPORT: report\nREQUEST: request\nREPLY: reply\nBILL: bill\nLETTER: letter\nMINUTES: minutes', enum_type=Kind, max_length=20)),
                ('title', fields.CharField(max_length=500)),
                ('organ_id', fields.UUIDField()),
                ('place_id', fields.UUIDField()),
                ('drafter_id', fields.UUIDField()),
                ('drafter_name', fields.CharField(max_length=64)),
                ('issuer_id', fields.UUIDField()),
                ('pen', fields.CharField(max_length=80)),
                ('no', fields.IntField()),
                ('hash', fields.CharField(max_length=64)),
                ('matter', fields.CharField(max_length=64)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=0)),
            ],
            options={'table': 'drafting_draft', 'app': 'documents', 'pk_attr': 'id', 'table_description': "A document's text as it stands now, and who may change it."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OpinionRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('document_id', fields.UUIDField()),
                ('node', fields.CharEnumField(description='DRAFT: draft\nUNIT_REVIEW: unit_review\nCOUNTERSIGN: countersign\nOFFICE_REVIEW: office_review\nSIGN_OFF: sign_off\nRETURNED: returned\nSIGNED: signed\nRECHECKED: rechecked\nREGISTERED: registered\nTYPESET: typeset\nPROOFED: proofed\nSEALED: sealed\nDISPATCHED: dispatched\nCLOSED: closed\nCANCELLED: cancelled\nVOIDED: voided', enum_type=State, max_length=20)),
                ('place_id', fields.UUIDField()),
                ('verdict', fields.CharEnumField(description='AGREE: agree\nAGREE_WITH_CHANGES: agree_with_changes\nDISAGREE: disagree\nRETURN: return\nCIRCLE: circle', enum_type=Verdict, max_length=20)),
                ('text', fields.TextField(unique=False)),
                ('person_id', fields.UUIDField()),
                ('person_name', fields.CharField(max_length=64)),
                ('post_title', fields.CharField(max_length=64)),
                ('principal_id', fields.UUIDField(null=True)),
                ('principal_name', fields.CharField(max_length=64)),
                ('version_no', fields.IntField()),
                ('version_hash', fields.CharField(max_length=64)),
                ('matter', fields.CharField(max_length=64)),
                ('round', fields.IntField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'workflow_opinion', 'app': 'documents', 'indexes': [Index(fields=['document_id', 'id'])], 'pk_attr': 'id', 'table_description': 'One opinion, never changed, only followed.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PrintRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('document_id', fields.UUIDField(unique=True)),
                ('content_hash', fields.CharField(max_length=64)),
                ('sha256', fields.CharField(max_length=64)),
                ('pages', fields.IntField()),
                ('record', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('printed_on', fields.DateField()),
                ('seal_place', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('asked_by', fields.UUIDField(null=True)),
                ('sealed', fields.CharField(null=True, max_length=64)),
                ('seal_id', fields.UUIDField(null=True)),
                ('sealed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'issuing_print', 'app': 'documents', 'pk_attr': 'id', 'table_description': 'The print of a document, and the one sealed file that is made of it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ReaderRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('document_id', fields.UUIDField()),
                ('holder', fields.CharField(max_length=80)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'drafting_reader', 'app': 'documents', 'unique_together': (('document_id', 'holder'),), 'indexes': [Index(fields=['holder', 'document_id'])], 'pk_attr': 'id', 'table_description': 'A holder who may read a document, since when.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ReceiptRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('document_id', fields.UUIDField()),
                ('organ_id', fields.UUIDField()),
                ('capacity', fields.CharEnumField(description='MAIN: main\nCC: cc', enum_type=Capacity, max_length=8)),
                ('sent_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('times', fields.IntField()),
                ('state', fields.CharEnumField(description='SENT: sent\nSIGNED_FOR: signed_for\nREJECTED: rejected', enum_type=State, max_length=16)),
                ('answered_by', fields.UUIDField(null=True)),
                ('answered_name', fields.CharField(max_length=64)),
                ('answered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reason', fields.CharField(max_length=500)),
                ('version', fields.IntField(default=0)),
            ],
            options={'table': 'issuing_receipt', 'app': 'documents', 'unique_together': (('document_id', 'organ_id'),), 'indexes': [Index(fields=['organ_id', 'state', 'id'])], 'pk_attr': 'id', 'table_description': 'What one addressee was sent, and what it answered.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RegisterRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('document_id', fields.UUIDField(unique=True)),
                ('code', fields.CharField(max_length=20)),
                ('year', fields.IntField()),
                ('n', fields.IntField()),
                ('text', fields.CharField(max_length=40)),
                ('title', fields.CharField(max_length=500)),
                ('issuer_id', fields.UUIDField()),
                ('issuer_name', fields.CharField(max_length=100)),
                ('urgency', fields.CharEnumField(description='NONE: \nURGENT: 加急\nEXTRA_URGENT: 特急', enum_type=Urgency, max_length=8)),
                ('formed_on', fields.DateField()),
                ('addressees', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('state', fields.CharEnumField(default=NumberState.ISSUED, description='ISSUED: issued\nVOIDED: voided', enum_type=NumberState, max_length=8)),
                ('reason', fields.CharField(default='', max_length=500)),
                ('registered_by', fields.UUIDField()),
                ('registered_name', fields.CharField(max_length=64)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'issuing_register', 'app': 'documents', 'unique_together': (('code', 'year', 'n'),), 'pk_attr': 'id', 'table_description': 'One line of the register (发文登记簿), and all that an addressee is told of the document beside its file.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='VersionRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('document_id', fields.UUIDField()),
                ('no', fields.IntField()),
                ('hash', fields.CharField(max_length=64)),
                ('content', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('author_id', fields.UUIDField()),
                ('author_name', fields.CharField(max_length=64)),
                ('reason', fields.CharField(max_length=500)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'drafting_version', 'app': 'documents', 'unique_together': (('document_id', 'no'),), 'pk_attr': 'id', 'table_description': 'One saved text, never changed, never deleted.'},
            bases=['Model'],
        ),
    ]
