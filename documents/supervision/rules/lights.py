"""红黄绿灯: how an item stands, and why. A function of the item, the instant and the calendar, and of nothing else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from documents.supervision.rules.items import Item, overdue, reminded
from documents.supervision.rules.table import FINISHED, ItemState
from documents.supervision.rules.terms import day_of, due_day
from server.workdays.calendar import Calendar


class Light(StrEnum):
    """What is shown."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    DONE = "done"
    YELLOW_LATE = "yellow_late"
    """Done after the due (补办); it stays so for ever."""
    HOLD = "hold"
    """An extension is asked for in time; nobody is reminded until it is decided."""


class Why(StrEnum):
    """The reason of a light, for machines."""

    CANCELLED = "cancelled"
    DONE = "done"
    DONE_LATE = "done_late"
    NOT_ESTABLISHED = "not_established"
    EXTENSION_ASKED = "extension_asked"
    OVERDUE = "overdue"
    UNDER_REVIEW = "under_review"
    NEAR_DUE = "near_due"
    BEHIND = "behind"
    SILENT = "silent"
    NOT_ACCEPTED = "not_accepted"
    ON_COURSE = "on_course"


SENTENCES = {
    Why.CANCELLED: "不予立项或者已撤销立项，不再督办。",
    Why.DONE: "已按时办结。",
    Why.DONE_LATE: "已办结，超期{days}个工作日。",
    Why.NOT_ESTABLISHED: "尚未立项。",
    Why.EXTENSION_ASKED: "已在时限内申请延期，待审批；距时限{days}个工作日。",
    Why.OVERDUE: "已超过办理时限，超期{days}个工作日。",
    Why.UNDER_REVIEW: "已在时限内报结，待审核。",
    Why.NEAR_DUE: "临近办理时限，剩余{days}个工作日。",
    Why.BEHIND: "进度滞后：反馈{progress}%，按时间应达{planned}%。",
    Why.SILENT: "已{days}天没有反馈进展。",
    Why.NOT_ACCEPTED: "交办后{days}个工作日仍未签收。",
    Why.ON_COURSE: "正常办理，剩余{days}个工作日。",
}


@dataclass(frozen=True)
class Policy:
    """When a light turns: `warn` and `accept` in working days, `lag` in points of progress, `silence` in days."""

    warn: int = 3
    lag: int = 20
    accept: int = 1
    silence: int = 30
    notice: int = 3
    """Working days over the due after which the head of the lead's organ is told."""
    listing: int = 5
    """Working days over the due after which the item is listed (通报)."""


HOUSE = Policy()


@dataclass(frozen=True)
class Lit:
    """A light with its reason: a code, a sentence, the numbers in it."""

    light: Light
    why: Why
    sentence: str
    numbers: dict[str, int]


class Step(StrEnum):
    """What follows from a light, each once for an item and its due."""

    WARN = "warn"
    """提醒 the lead."""
    URGE = "urge"
    """催办, to the head of the lead unit."""
    NOTICE = "notice"
    """督办通知, to the head of the lead's organ."""
    LISTED = "listed"
    """列入通报."""


def light(item: Item, now: datetime, calendar: Calendar, policy: Policy = HOUSE) -> Lit:
    """The light of an item at an instant; the first that fits."""
    if item.state in (ItemState.NOT_ESTABLISHED, ItemState.REVOKED):
        return _lit(Light.DONE, Why.CANCELLED)
    if item.due is None:
        return _lit(Light.GREEN, Why.NOT_ESTABLISHED)
    if item.state in FINISHED:
        return _finished(item.due, item.finished_at or now, calendar)
    at = now if item.submitted_at is None else item.submitted_at
    if overdue(item.due, at):
        return _lit(Light.RED, Why.OVERDUE, days=_days_over(item.due, at, calendar))
    if item.state is ItemState.COMPLETION_REVIEW:
        return _lit(Light.GREEN, Why.UNDER_REVIEW)
    left = max(0, calendar.count(day_of(now), due_day(item.due)))
    if item.state is ItemState.EXT_REQUESTED:
        return _lit(Light.HOLD, Why.EXTENSION_ASKED, days=left)
    if left <= policy.warn:
        return _lit(Light.YELLOW, Why.NEAR_DUE, days=left)
    return _slack(item, item.due, now, calendar, policy) or _lit(Light.GREEN, Why.ON_COURSE, days=left)


def steps(item: Item, lit: Lit, policy: Policy = HOUSE) -> tuple[Step, ...]:
    """What a light calls for, mildest first; nothing while the matter is not in the lead's hands."""
    if not reminded(item):
        return ()
    if lit.light is Light.YELLOW:
        return (Step.WARN,)
    if lit.light is not Light.RED:
        return ()
    days = lit.numbers["days"]
    harder = {Step.NOTICE: policy.notice, Step.LISTED: policy.listing}
    return (Step.URGE, *(step for step, after in harder.items() if days >= after))


def _finished(due: datetime, at: datetime, calendar: Calendar) -> Lit:
    if overdue(due, at):
        return _lit(Light.YELLOW_LATE, Why.DONE_LATE, days=_days_over(due, at, calendar))
    return _lit(Light.DONE, Why.DONE)


def _slack(item: Item, due: datetime, now: datetime, calendar: Calendar, policy: Policy) -> Lit | None:
    """What may be wrong long before the due: behind the plan, nothing heard, not signed for."""
    if item.assigned_at is None:
        return None
    if item.state is ItemState.ASSIGNED:
        waited = calendar.count(day_of(item.assigned_at), day_of(now))
        return _lit(Light.YELLOW, Why.NOT_ACCEPTED, days=waited) if waited > policy.accept else None
    planned = 100 * (now - item.assigned_at) // (due - item.assigned_at)
    if item.progress < planned - policy.lag:
        return _lit(Light.YELLOW, Why.BEHIND, progress=item.progress, planned=planned)
    silent = (day_of(now) - day_of(item.heard_at or item.assigned_at)).days
    return _lit(Light.YELLOW, Why.SILENT, days=silent) if silent > policy.silence else None


def _days_over(due: datetime, at: datetime, calendar: Calendar) -> int:
    return calendar.count(due_day(due), day_of(at))


def _lit(shown: Light, why: Why, **numbers: int) -> Lit:
    return Lit(shown, why, SENTENCES[why].format(**numbers), numbers)
