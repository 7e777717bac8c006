"""Diameters of organ seals (印章直径).

《国务院关于国家行政机关和企业事业单位社会团体印章管理的规定》(国发〔1999〕25号).
"""

from enum import StrEnum


class OrganRank(StrEnum):
    """The classes of seal that the rule tells apart by size."""

    STATE_COUNCIL = "state_council"
    """国务院"""
    PROVINCE_OR_MINISTRY = "province_or_ministry"
    """省级人民政府、国务院办公厅、各部委、正部级直属机构、国务院议事协调机构"""
    CITY_OR_COUNTY = "city_or_county"
    """自治州、市、县级、市辖区人民政府,地区行署,副部级直属机构,部委管理的国家局"""
    TOWNSHIP = "township"
    """乡镇人民政府"""
    UNIT = "unit"
    """内设机构、直属单位、企业事业单位、社会团体: at most this size"""
    SPECIAL = "special"
    """专用章、内设机构章、分支机构章: smaller than an organ's own"""


DIAMETERS: dict[OrganRank, float] = {
    OrganRank.STATE_COUNCIL: 60.0,
    OrganRank.PROVINCE_OR_MINISTRY: 50.0,
    OrganRank.CITY_OR_COUNTY: 45.0,
    OrganRank.TOWNSHIP: 42.0,
    OrganRank.UNIT: 45.0,
    OrganRank.SPECIAL: 42.0,
}
"""Millimetres, outer edge to outer edge."""

PERSONAL_SIDE = 20.0
"""Millimetres, the side of a personal seal (个人名章), which is square; a size of use, no rule fixes it."""
