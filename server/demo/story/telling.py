"""What every chapter of the story needs: the people, what is known so far, and looking whether it holds."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from server.demo.running import Office, Person, Refused


@dataclass
class Story:
    """What is known so far: the people, the document, and what happened when."""

    office: Office
    password: str
    began: float = field(default_factory=time.monotonic)
    people: dict[str, Person] = field(default_factory=dict)
    organs: dict[str, str] = field(default_factory=dict)
    document: str = ""
    title: str = ""
    cases: dict[str, str] = field(default_factory=dict)
    """The inbound cases of the addressees."""
    joint: str = ""
    """The path of the document that two bureaux issue jointly."""
    policy: str = ""
    items: list[str] = field(default_factory=list)
    """What is supervised."""
    lines: list[str] = field(default_factory=list)

    def who(self, account: str) -> Person:
        """Somebody, logged in once."""
        if account not in self.people:
            self.people[account] = Person(self.office.address, account, self.password)
        return self.people[account]

    def tell(self, what: str) -> None:
        """Say and keep one line of the story."""
        line = f"{time.monotonic() - self.began:6.1f}s  {what}"
        self.lines.append(line)
        print(f"[{len(self.lines):2}] {line}", flush=True)

    def inbound(self, key: str) -> str:
        """The path of an addressee's inbound case."""
        return f"/inbound/{self.cases[key]}"

    def go_on(self, days: int) -> None:
        """Let days go by; everybody logs in anew."""
        self.office.go_on(days)
        self.people.clear()

    def at(self, path: str) -> str:
        """A path below the document."""
        return f"/documents/{self.document}{path}"


def expect_todo(story: Story, account: str, action: str) -> None:
    """Somebody has this to-do about the document, or the story ends."""
    waiting = story.who(account).get("/todos")["items"]
    if not any(todo["subject_id"] == story.document and todo["action"] == action for todo in waiting):
        raise Refused(f"{account} has no to-do '{action}'")


def wait_for(story: Story, state: str, seconds: float = 60) -> None:
    """Wait until the document stands in a state; jobs bring it there."""
    until(lambda: story.who("dsj.drafter").get(story.at(""))["state"] == state, state, seconds)


def until(holds: Callable[[], bool], what: str, seconds: float) -> None:
    """Wait until something holds. Raises Refused when it does not in time."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise Refused(f"{what} did not come")
        time.sleep(0.1)


def organs_of(person: Person) -> dict[str, str]:
    """Every organ of the city: id by name."""
    found: dict[str, str] = {}
    before = None
    while True:
        page = person.get("/organs", limit=100, **({"before": before} if before else {}))
        found |= {organ["name"]: organ["id"] for organ in page["items"]}
        before = page["next"]
        if before is None:
            return found


def person_of(asker: Person, organ_id: str, title: str) -> str:
    """The id of whoever holds a post with this title in an organ."""
    people = asker.get(f"/organs/{organ_id}/people", limit=100)["items"]
    return str(next(p["id"] for p in people if any(post["title"] == title for post in p["posts"])))
