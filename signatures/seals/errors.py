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
    """印章已停用或者注销，不能用印。"""

    code = "seals.seal_not_active"


class CertificateOver(Conflict):
    """印章证书不在有效期内，不能用印，请重新制发。"""

    code = "seals.certificate_over"


class ActUnfit(Conflict):
    """印章目前的状态不能这样办理。"""

    code = "seals.act_unfit"


class ReasonMissing(Invalid):
    """停用、启用或者注销印章必须写明理由。"""

    code = "seals.reason_missing"


class NameUnfit(Invalid):
    """印章不能按这个名称制作：{reason}。"""

    code = "seals.name_unfit"


class NotTheKeeper(NotAllowed):
    """只有该印章的监印人本人可以办理，印章保管不得委托。"""

    code = "seals.not_the_keeper"


class PictureChanged(Conflict):
    """印模文件与制章时登记的不一致，不能用印。"""

    code = "seals.picture_changed"


class KeyLocked(Conflict):
    """印章私钥不能启用：数据目录中的密钥文件缺失、损坏或者被更换。"""

    code = "seals.key_locked"
