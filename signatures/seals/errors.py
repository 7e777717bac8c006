from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchSeal(NotFound):
    """没有这枚印章。"""

    code = "seals.no_such_seal"


class NoActiveSeal(Conflict):
    """该机关没有可以使用的印章，请先制发或者启用印章。"""

    code = "seals.no_active_seal"


class ActiveSealExists(Conflict):
    """该机关已有一枚正在使用的同类印章。"""

    code = "seals.active_seal_exists"


class SealNotActive(Conflict):
    """印章不在启用状态，不能用印。"""

    code = "seals.seal_not_active"


class CertificateOver(Conflict):
    """印章证书不在有效期内，不能用印，请重新制发。"""

    code = "seals.certificate_over"


class ActUnfit(Conflict):
    """印章目前的状态不能这样办理。"""

    code = "seals.act_unfit"


class SamePerson(Conflict):
    """申请、批准、制作、备案和保管应当由不同的人办理，不得由同一人办理其中两步。"""

    code = "seals.same_person"


class NotReplaceable(Conflict):
    """换发的印章与原印章不是同一机关的同一种印章，或者原印章已不能换发。"""

    code = "seals.not_replaceable"


class ReasonMissing(Invalid):
    """办理这一事项必须写明理由。"""

    code = "seals.reason_missing"


class NameMissing(Invalid):
    """内设机构章、分支机构章和个人名章必须写明印章名称。"""

    code = "seals.name_missing"


class BottomUnfit(Invalid):
    """只有业务专用章可以自定下弦文字，且必须以“专用章”结尾，不得与合同、财务专用章相同。"""

    code = "seals.bottom_unfit"


class NameUnfit(Invalid):
    """印章不能按这个名称制作：{reason}。"""

    code = "seals.name_unfit"


class PictureUnfit(Invalid):
    """印模图片不符合要求：{reason}。"""

    code = "seals.picture_unfit"


class KeepersMissing(Invalid):
    """移交印章必须写明接收的监印人。"""

    code = "seals.keepers_missing"


class NotAKeeper(NotAllowed):
    """印章只能交由本机关的监印人保管。"""

    code = "seals.not_a_keeper"


class NotTheKeeper(NotAllowed):
    """只有该印章指定的监印人本人可以办理，印章保管不得委托。"""

    code = "seals.not_the_keeper"


class PictureChanged(Conflict):
    """印模文件与制章时登记的不一致，不能用印。"""

    code = "seals.picture_changed"


class KeyLocked(Conflict):
    """私钥不能启用：密钥文件缺失、损坏或者被更换。"""

    code = "seals.key_locked"


class KeysInUse(Conflict):
    """正在制作密钥，或者另一个进程正在更换密钥，请稍后重试。"""

    code = "seals.keys_in_use"


class KeyServiceFailed(Conflict):
    """印章密码服务没有完成请求：{reason}。请稍后重试。"""

    code = "seals.key_service_failed"


class TimeServiceFailed(Conflict):
    """时间戳服务没有给出可用的时间戳：{reason}。未盖时间戳的印章不予加盖，请稍后重试。"""

    code = "seals.time_service_failed"


class NoAuthority(NotFound):
    """本单位还没有印章中心，尚未签发过证书。"""

    code = "seals.no_authority"


class TrustUnreadable(Conflict):
    """受信任证书目录中的文件“{file}”不是证书或者吊销列表，请管理员检查。"""

    code = "seals.trust_unreadable"


class FilingDayUnfit(Invalid):
    """备案日期不能晚于今天，也不能早于印章批准之日。"""

    code = "seals.filing_day_unfit"
