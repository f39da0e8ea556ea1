"""Who comes to the window in the demo's days, for what, and what the clerk decides. Everybody is invented."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Visit:
    """One citizen at the window."""

    name: str
    item: str  # as the clerk types it: initials, pinyin or a part of the name
    decision: str  # 1 受理, 2 收件, … 9 即办办结, as the decision line numbers them
    company: str = ""
    agent: str = ""
    wrong_number_first: bool = False
    files: int = 0
    lacking: tuple[str, ...] = ()  # codes of the materials that were not brought
    fixed: str = ""  # 当场更正: what he put right on the first material
    defect: tuple[str, str] = ("", "")  # 补正: what the clerk adds of his own, and its remedy
    due: str = ""  # 容缺: the day on which the rest comes, instead of the latest one
    signer: str = "1"  # who signs the promise: 1 the applicant, 2 the legal representative or the agent
    reason: str = "1"  # which of the common reasons
    body: str = ""  # 不属本机关: which body is competent
    asks: str = ""  # the supervisor: "here" (现场授权) or "queue" (提请审核)

    @property
    def party(self) -> str:
        """The applicant as the lists call him."""
        return self.company or self.name


MORNING = (
    Visit("陈一帆", "xcyjydj", "1", wrong_number_first=True),
    Visit("欧阳云岫", "shbzk", "9"),
    Visit("阿依古丽·买买提", "cjrz", "1", files=1),
    Visit("周立强", "lwpq", "1", company="云溪县众诚人力资源有限公司"),
    Visit("张𠮷㛃", "失业保险金", "2"),
    Visit("何秋实", "xcyjydj", "1", agent="柳长风"),
    Visit("贺兰亭", "shbzk", "9"),
    Visit("龙在田", "yczmls", "1"),
    Visit("田小满", "lwpq", "1", company="云溪县清江劳务有限公司", agent="谭晓冬"),
)
DECISIONS = (
    Visit("向春生", "lwpq", "3", company="云溪县永安劳务有限公司", lacking=("m05", "m08"),
          defect=("经营场所面积与租赁合同不一致", "更正申请书第二页的经营场所面积")),
    Visit("谭德胜", "xcyjydj", "3", lacking=("m03",)),
    Visit("覃小桃", "烟草专卖零售", "3", lacking=("m05",)),
    Visit("彭云开", "xcyjydj", "4", lacking=("m04",)),
    Visit("田茂青", "动物防疫", "4", lacking=("m07",)),
    Visit("苏问渠", "医师执业注册", "4", lacking=("m07",)),
    Visit("向大川", "林木采伐", "4", lacking=("m06",), due="20261013"),
    Visit("黄四海", "烟草专卖零售", "5"),
    Visit("郑守信", "lwpq", "5", company="云溪县守信劳务有限公司", signer="2"),
    Visit("万重山", "烟草专卖零售", "6", reason="3", asks="here"),
    Visit("李成蹊", "xcyjydj", "6", reason="2", asks="queue"),
    Visit("石敢当", "兽药经营", "7", body="烟草"),
    Visit("吴所谓", "烟草专卖零售", "8", reason="3"),
    Visit("杜若汀", "失业保险金", "2"),
    Visit("白露晞", "烟草专卖零售", "2"),
    Visit("江照晚", "cjrz", "2"),
    Visit("雷鸣谦", "xcyjydj", "2"),
    Visit("方知新", "xcyjydj", "1", fixed="申请表第 3 栏补填联系电话"),
    Visit("庄晓梦", "居民身份证换领", "1", files=1),
    Visit("安如山", "公共场所卫生许可新办", "1"),
    Visit("沈清如", "烟草专卖零售", "1"),
    Visit("孟浩歌", "动物防疫", "1"),
    Visit("秦月明", "xcyjydj", "1"),
    Visit("柏青阳", "医师执业注册", "1"),
    Visit("汤沐野", "林木采伐", "1"),
    Visit("林疏影", "烟草专卖零售", "1"),
)  # fmt: skip
OUTAGE = (Visit("冉茂林", "shbzk", "9"), Visit("向远航", "cjrz", "1"))
NONSENSE = (Visit("覃志远", "xcyjydj", "1", files=1),)
CRASH = (Visit("谷雨时", "失业保险金", "2"),)
EVENING = (Visit("舒望舒", "cjrz", "1"),)
PARTS: dict[str, tuple[Visit, ...]] = {
    "morning": MORNING,
    "decisions": DECISIONS,
    "outage": OUTAGE,
    "nonsense": NONSENSE,
    "crash": CRASH,
    "evening": EVENING,
}
_PEOPLE_OF_A_PART = 100


def serial_of(visit: Visit) -> int:
    """The number from which everything that is invented about that citizen is made."""
    for number, people in enumerate(PARTS.values(), start=1):
        if visit in people:
            return number * _PEOPLE_OF_A_PART + people.index(visit) + 1
    raise LookupError(visit.name)


def visit_of(name: str) -> Visit:
    """The visit of that person."""
    return next(visit for people in PARTS.values() for visit in people if visit.name == name)
