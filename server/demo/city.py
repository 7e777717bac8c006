"""甬江市 as tables. City, organs and people are invented; two of the people share a name, as people do."""

from typing import NamedTuple

from server.directory.rules.organs import Level, Mode, OrganType
from server.directory.rules.standing import Role

CITY, COUNTY, TOWNSHIP = Level.CITY, Level.COUNTY, Level.TOWNSHIP
GOVERNMENT, DEPARTMENT = OrganType.GOVERNMENT, OrganType.DEPARTMENT


class OrganLine(NamedTuple):
    """An organ: a key for this table, its names, what it is, and the keys of its superiors."""

    key: str
    name: str
    short_name: str
    type: OrganType
    level: Level
    superior: str = ""
    dual_superior: str = ""
    issues: bool = True
    mode: Mode = Mode.HOSTED


class UnitLine(NamedTuple):
    """An internal unit of an organ."""

    key: str
    organ: str
    name: str


class PostLine(NamedTuple):
    """A post: whose, where, and its roles, each for its own organ or, after the @, for another place."""

    account: str
    place: str
    title: str
    roles: str


ROOT = OrganLine("szf", "甬江市人民政府", "市政府", GOVERNMENT, CITY)

BUREAUX = (
    OrganLine("fgw", "甬江市发展和改革委员会", "市发展改革委", DEPARTMENT, CITY, "szf"),
    OrganLine("jxj", "甬江市经济和信息化局", "市经信局", DEPARTMENT, CITY, "szf"),
    OrganLine("gaj", "甬江市公安局", "市公安局", DEPARTMENT, CITY, "szf"),
    OrganLine("sfj", "甬江市司法局", "市司法局", DEPARTMENT, CITY, "szf"),
    OrganLine("czj", "甬江市财政局", "市财政局", DEPARTMENT, CITY, "szf"),
    OrganLine("rsj", "甬江市人力资源和社会保障局", "市人力社保局", DEPARTMENT, CITY, "szf"),
    OrganLine("dsj", "甬江市大数据局", "市大数据局", DEPARTMENT, CITY, "szf"),
    OrganLine("scj", "甬江市市场监督管理局", "市市场监管局", DEPARTMENT, CITY, "szf"),
)

OTHERS = (
    OrganLine("kfq", "甬江经济开发区管理委员会", "甬江开发区管委会", OrganType.COMMITTEE, COUNTY, "szf"),
    OrganLine("sjjt", "甬江市数据集团有限公司", "市数据集团", OrganType.ENTERPRISE, CITY, "szf"),
    OrganLine("rdb", "甬江市人民代表大会常务委员会办公室", "市人大常委会办公室", OrganType.CONGRESS, CITY),
    OrganLine("dag", "甬江市档案馆", "市档案馆", OrganType.INSTITUTION, CITY, "szf", issues=False, mode=Mode.FEDERATED),
)

DISTRICTS = {
    "dongpu": ("东浦区", ("望潮", "听涛", "新埠", "石梁", "临江")),
    "xiyu": ("西屿区", ("白鹭", "青屿", "渔歌", "双桥", "灯塔")),
    "nantang": ("南塘区", ("荷风", "柳塘", "稻香", "云溪", "古渡")),
}

DISTRICT_BUREAUX = {"fgw": "发展和改革局", "sfj": "司法局", "czj": "财政局", "dsj": "数据局"}
"""Each is guided by the city's bureau of its line (条块, 上级主管部门)."""


def _office(key: str, served: OrganLine, word: str, short_name: str) -> OrganLine:
    return OrganLine(key, served.name + word, short_name, DEPARTMENT, served.level, served.key)


OFFICES = {"szf": "sfb"} | {district: f"{district}.office" for district in DISTRICTS}
"""General office (办公厅、办公室) of each government."""


def _district(key: str, name: str, streets: tuple[str, ...]) -> list[OrganLine]:
    government = OrganLine(key, f"甬江市{name}人民政府", f"{name}政府", GOVERNMENT, COUNTY, "szf")
    bureaux = [
        OrganLine(f"{key}.{line}", f"甬江市{name}{word}", f"{name}{word}", DEPARTMENT, COUNTY, key, line)
        for line, word in DISTRICT_BUREAUX.items()
    ]
    offices = [
        OrganLine(f"{key}.s{n}", f"{name}{street}街道办事处", f"{street}街道", GOVERNMENT, TOWNSHIP, key)
        for n, street in enumerate(streets, 1)
    ]
    return [government, _office(OFFICES[key], government, "办公室", f"{name}政府办"), *bureaux, *offices]


ORGANS = (
    _office("sfb", ROOT, "办公厅", "市政府办公厅"),
    *BUREAUX,
    *(line for key, (name, streets) in DISTRICTS.items() for line in _district(key, name, streets)),
    *OTHERS,
)
"""Every organ but the first, superiors before subordinates."""

UNITS = (
    UnitLine("sfb.msc", "sfb", "秘书处"),
    UnitLine("sfb.wdc", "sfb", "文电处"),
    UnitLine("sfb.dcs", "sfb", "督查室"),
    UnitLine("sfb.gkc", "sfb", "政务公开处"),
    UnitLine("dsj.bgs", "dsj", "办公室"),
    UnitLine("dsj.sjc", "dsj", "数据资源处"),
    UnitLine("sfj.hfc", "sfj", "合法性审查处"),
    *(UnitLine(f"{line.key}.zhc", line.key, "综合处") for line in BUREAUX if line.key != "dsj"),
)

PEOPLE = {
    "mayor": "沈怀远",
    "vicemayor": "顾明川",
    "secretarygeneral": "严守正",
    "sfb.director": "陆文渊",
    "sfb.head": "何清和",
    "sfb.drafter": "叶知秋",
    "sfb.reviewer": "方以敬",
    "sfb.registrar": "王敏",
    "sfb.proofreader": "钱思勤",
    "sfb.sealkeeper": "石守真",
    "sfb.dispatcher": "马骏驰",
    "sfb.archivist": "闻存之",
    "sfb.secrecy": "卫慎言",
    "sfb.superviser": "杜立行",
    "sfb.editor": "文若澜",
    "sfb.discipline": "连自明",
    "dsj.director": "江澍然",
    "dsj.deputy": "林云起",
    "dsj.head": "周成章",
    "dsj.drafter": "王敏",
    "dsj.reviewer": "许静之",
    "dsj.registrar": "唐露清",
    "dsj.countersign": "宋思齐",
    "fgw.director": "赵启新",
    "fgw.countersign": "吴致远",
    "fgw.drafter": "郑晓岚",
    "fgw.registrar": "冯雅静",
    "jxj.director": "陈立业",
    "jxj.countersign": "褚信达",
    "jxj.registrar": "蒋登云",
    "gaj.director": "韩安邦",
    "gaj.countersign": "杨卫宁",
    "gaj.registrar": "朱颂平",
    "sfj.director": "秦明哲",
    "sfj.countersign": "尤允恭",
    "sfj.legal": "许正则",
    "sfj.registrar": "吕文倩",
    "czj.director": "施培林",
    "czj.countersign": "张亮儒",
    "czj.drafter": "孔卫初",
    "czj.registrar": "曹秀枝",
    "rsj.director": "金惠民",
    "rsj.countersign": "魏才兴",
    "rsj.registrar": "陶人和",
    "scj.director": "姜恭平",
    "scj.countersign": "戚晓凡",
    "scj.registrar": "谢世新",
    "dongpu.head": "邹东升",
    "dongpu.director": "喻博实",
    "dongpu.registrar": "柏晓舟",
    "dongpu.fgw.head": "易行知",
    "dongpu.czj.head": "贺本初",
    "dongpu.dsj.head": "时允升",
    "xiyu.head": "水西岚",
    "xiyu.director": "窦勤政",
    "xiyu.registrar": "章晓文",
    "nantang.head": "云南星",
    "nantang.director": "苏务实",
    "nantang.registrar": "潘晓茜",
    "kfq.registrar": "葛开莱",
    "sjjt.registrar": "范舒新",
    "rdb.registrar": "彭奕明",
    "dag.registrar": "鲁苍真",
}
"""Account and name."""

_BUREAU_POSTS = (
    ("director", "{0}", "局长", "signer"),
    ("countersign", "{0}", "副局长", "countersigner leader_in_charge unit_head office_director"),
    ("drafter", "{0}.zhc", "四级主任科员", "drafter"),
    ("registrar", "{0}", "机要文书", "registrar dispatcher archivist proofreader seal_keeper"),
)
"""What the posts of a bureau are, whose key stands for {0}; a bureau has those whose accounts exist."""


def _bureau(line: OrganLine) -> list[PostLine]:
    """A commission (委员会) is led by a 主任, a bureau by a 局长."""
    head = "主任" if line.name.endswith("委员会") else "局长"
    return [
        PostLine(f"{line.key}.{account}", place.format(line.key), title.replace("局长", head), roles)
        for account, place, title, roles in _BUREAU_POSTS
        if f"{line.key}.{account}" in PEOPLE
    ]


def _everything(district: str) -> str:
    """Registrar for every organ of a district, whose papers are received in one registry (集中收发), and its keeper."""
    organs = (line.key for line in ORGANS if line.key == district or line.key.startswith(f"{district}."))
    return " ".join((f"seal_keeper@{district}", *(f"registrar@{key}" for key in organs)))


POSTS = (
    PostLine("mayor", "szf", "市长", "signer"),
    PostLine("vicemayor", "szf", "副市长", "leader_in_charge"),
    PostLine("vicemayor", "kfq", "党工委书记、管委会主任", "signer"),
    PostLine("secretarygeneral", "szf", "秘书长", "office_director"),
    PostLine("sfb.director", "sfb", "主任", "signer office_director office_director@szf countersigner"),
    PostLine("sfb.head", "sfb.msc", "处长", "unit_head"),
    PostLine("sfb.drafter", "sfb.msc", "二级主任科员", "drafter"),
    PostLine("sfb.reviewer", "sfb.wdc", "处长", "office_reviewer@sfb office_reviewer@szf unit_head"),
    PostLine("sfb.registrar", "sfb.wdc", "机要文书", "registrar@sfb registrar@szf"),
    PostLine("sfb.proofreader", "sfb.wdc", "校对员", "proofreader@sfb proofreader@szf"),
    PostLine("sfb.sealkeeper", "sfb.wdc", "监印人", "seal_keeper@sfb seal_keeper@szf"),
    PostLine("sfb.dispatcher", "sfb.wdc", "文印分发员", "dispatcher@sfb dispatcher@szf"),
    PostLine("sfb.archivist", "sfb.wdc", "档案员", "archivist@sfb archivist@szf"),
    PostLine("sfb.secrecy", "sfb.wdc", "保密员", "secrecy_officer@sfb secrecy_officer@szf"),
    PostLine("sfb.superviser", "sfb.dcs", "主任", "superviser@sfb superviser@szf unit_head"),
    PostLine("sfb.editor", "sfb.gkc", "处长", "policy_editor@sfb policy_editor@szf unit_head"),
    PostLine("sfb.discipline", "sfb", "机关纪委书记", "discipline@sfb discipline@szf"),
    PostLine("dsj.director", "dsj", "局长", "signer"),
    PostLine("dsj.deputy", "dsj", "副局长", "leader_in_charge"),
    PostLine("dsj.head", "dsj.sjc", "处长", "unit_head unit_head@dsj"),
    PostLine("dsj.drafter", "dsj.sjc", "三级主任科员", "drafter"),
    PostLine("dsj.reviewer", "dsj.bgs", "主任", "unit_head office_reviewer@dsj office_director@dsj"),
    PostLine("dsj.registrar", "dsj.bgs", "机要文书", "registrar@dsj dispatcher@dsj archivist@dsj proofreader@dsj"),
    PostLine("dsj.countersign", "dsj", "总工程师", "countersigner seal_keeper"),
    *(post for line in BUREAUX if line.key != "dsj" for post in _bureau(line)),
    PostLine("sfj.legal", "sfj.hfc", "处长", "legal_reviewer@szf legal_reviewer@sfj unit_head"),
    *(PostLine(f"{key}.head", key, "区长", "signer") for key in DISTRICTS),
    *(PostLine(f"{key}.director", OFFICES[key], "主任", f"signer office_director@{key}") for key in DISTRICTS),
    *(PostLine(f"{key}.registrar", OFFICES[key], "机要文书", _everything(key)) for key in DISTRICTS),
    *(PostLine(f"dongpu.{line}.head", f"dongpu.{line}", "局长", "unit_head signer") for line in ("fgw", "czj", "dsj")),
    PostLine("kfq.registrar", "kfq", "办公室文书", "registrar"),
    PostLine("sjjt.registrar", "sjjt", "办公室文书", "registrar drafter"),
    PostLine("rdb.registrar", "rdb", "秘书处文书", "registrar drafter"),
    PostLine("dag.registrar", "dag", "接收处馆员", "registrar archivist"),
)


CODES = (
    ("szf", "甬江政发"),
    ("szf", "甬江政函"),
    ("sfb", "甬江政办发"),
    ("fgw", "甬江发改"),
    ("jxj", "甬江经信"),
    ("gaj", "甬江公通"),
    ("sfj", "甬江司发"),
    ("czj", "甬江财发"),
    ("rsj", "甬江人社发"),
    ("dsj", "甬江数据"),
    ("scj", "甬江市监"),
    ("dongpu", "东浦政发"),
    ("xiyu", "西屿政发"),
    ("nantang", "南塘政发"),
)
"""机关代字 of those who issue documents (发文立户)."""


ORGAN_CODES = {
    "szf": "YJ0000015",
    "sfb": "YJ0000023",
    "fgw": "YJ0000031",
    "jxj": "YJ000004X",
    "gaj": "YJ0000058",
    "sfj": "YJ0000066",
    "czj": "YJ0000074",
    "rsj": "YJ0000082",
    "dsj": "YJ0000090",
    "scj": "YJ0000103",
    "dongpu": "YJ0000111",
    "xiyu": "YJ000012X",
    "nantang": "YJ0000138",
}
"""组织机构代码, of which the index numbers (索引号) of the policy library are made."""


def roles_of(post: PostLine) -> list[tuple[Role, str]]:
    """The roles of a post with the keys of their places; without a place of its own, where the post is."""
    pairs = (word.partition("@") for word in post.roles.split())
    return [(Role(role), place or post.place) for role, _, place in pairs]
