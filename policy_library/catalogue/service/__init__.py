"""The catalogue, by verbs; rooms above import this module only."""

from policy_library.catalogue.rules.access import audience_terms
from policy_library.catalogue.rules.incoming import Dispatched
from policy_library.catalogue.service.audit import audit
from policy_library.catalogue.service.editing import Facts, correct, set_facts, set_organ_code
from policy_library.catalogue.service.entering import candidate, import_file
from policy_library.catalogue.service.published import Indexed, indexed, published_ids
from policy_library.catalogue.service.reading import (
    Clause,
    Condition,
    Entry,
    FieldShown,
    Listed,
    Review,
    Withdrawal,
    clause,
    clauses,
    entries,
    entry,
    fields,
    original,
    reviews,
)
from policy_library.catalogue.service.relations import Direction, Related, confirm_relation, relations
from policy_library.catalogue.service.reviewing import (
    discard,
    first_review,
    publish,
    resubmit,
    second_review,
    third_review,
    turn_back,
    withdraw,
)

__all__ = [
    "Clause",
    "Condition",
    "Direction",
    "Dispatched",
    "Entry",
    "Facts",
    "FieldShown",
    "Indexed",
    "Listed",
    "Related",
    "Review",
    "Withdrawal",
    "audience_terms",
    "audit",
    "candidate",
    "clause",
    "clauses",
    "confirm_relation",
    "correct",
    "discard",
    "entries",
    "entry",
    "fields",
    "first_review",
    "import_file",
    "indexed",
    "original",
    "publish",
    "published_ids",
    "relations",
    "resubmit",
    "reviews",
    "second_review",
    "set_facts",
    "set_organ_code",
    "third_review",
    "turn_back",
    "withdraw",
]
