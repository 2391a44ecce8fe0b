"""The states and kinds that rows carry; stored by value, so a member may be renamed."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a user may be in the office; one user may hold several."""

    CODER = "coder"
    BILLER = "biller"
    FRONT_DESK = "front_desk"
    OWNER = "owner"


class Hat(StrEnum):
    """Whose work a person does at the moment."""

    CODER = "coder"
    BILLER = "biller"


class CodingStatus(StrEnum):
    """Where an encounter stands on its way from the list to the biller."""

    NEW = "new"
    READY = "ready"
    IN_PROGRESS = "in_progress"
    NEEDS_DOCUMENTATION = "needs_documentation"
    QUERY_OPEN = "query_open"
    SECOND_LOOK = "second_look"
    SENT_BACK = "sent_back"
    HANDED_OFF = "handed_off"
    POSTED = "posted"
    NOT_BILLABLE = "not_billable"

    @property
    def is_open(self) -> bool:
        """Tell whether the coder still has something to do."""
        return self not in (self.HANDED_OFF, self.POSTED, self.NOT_BILLABLE)

    @property
    def waits_for_others(self) -> bool:
        """Tell whether it is open and the next step is a provider's: an answer, a document."""
        return self in (self.NEEDS_DOCUMENTATION, self.QUERY_OPEN)


class SuperbillStep(StrEnum):
    """What happened to a frozen superbill; the last step is its state."""

    HANDED_OFF = "handed_off"
    SENT_BACK = "sent_back"
    SUPERSEDED = "superseded"
    POSTED = "posted"


class SuperbillFactKind(StrEnum):
    """What a superbill freezes beside its codes."""

    SUPERVISING = "supervising"
    REFERRING = "referring"
    NOTE = "note"
    KEPT = "kept"


class LookEnd(StrEnum):
    """How a second look at a coded visit ended. All but the last let codes go to the biller."""

    AGREED = "agreed"
    FIRST_KEPT = "first_kept"
    SECOND_TAKEN = "second_taken"
    SECOND_USER = "second_user"
    BYPASSED = "bypassed"
    WITHDRAWN = "withdrawn"


class Discrepancy(StrEnum):
    """How two codings of one visit differ. OVER and UNDER are levels of one family of visits."""

    MISSED = "missed"
    EXTRA = "extra"
    WRONG = "wrong"
    OVER = "over"
    UNDER = "under"
    SEQUENCE = "sequence"
    MODIFIER = "modifier"
    UNITS = "units"
    POINTER = "pointer"


class ClaimStatus(StrEnum):
    """What a payer has been asked and has answered. The first three are open."""

    UNBILLED = "unbilled"
    PENDING = "pending"
    APPEALED = "appealed"
    ADJUDICATED = "adjudicated"
    DENIED = "denied"

    @property
    def is_open(self) -> bool:
        """Tell whether the payer has yet to answer finally."""
        return self in (self.UNBILLED, self.PENDING, self.APPEALED)


class PayerKind(StrEnum):
    """The kind of payer, as edits and protections need it."""

    MEDICARE = "medicare"
    MEDICAID = "medicaid"
    COMMERCIAL = "commercial"
    WORKERS_COMP = "workers_comp"
    OTHER = "other"


class EntryKind(StrEnum):
    """What a ledger entry records; app/ledger/kinds.py says which moves each may make."""

    CHARGE = "charge"
    PAYER_PAYMENT = "payer_payment"
    TAKEBACK = "takeback"
    ADJUSTMENT = "adjustment"
    RESPONSIBILITY = "responsibility"
    NEXT_PAYER = "next_payer"
    TO_PATIENT = "to_patient"
    PATIENT_PAYMENT = "patient_payment"
    CREDIT_APPLIED = "credit_applied"
    REALLOCATION = "reallocation"
    WRITE_OFF = "write_off"
    REFUND = "refund"
    COLLECTIONS = "collections"
    RECOVERY = "recovery"
    FEE = "fee"
    REVERSAL = "reversal"


class PaymentMethod(StrEnum):
    """How a patient paid."""

    CASH = "cash"
    CHECK = "check"
    CARD = "card"
    ONLINE = "online"
    TRANSFER = "transfer"
    OTHER = "other"


class DocumentKind(StrEnum):
    """What a stored document is."""

    NOTE = "note"
    ATTACHMENT = "attachment"
    IMPORTED_FILE = "imported_file"
    SUPERBILL = "superbill"
    EOB = "eob"
    RECEIPT = "receipt"
    STATEMENT = "statement"
    STATEMENT_RUN = "statement_run"
    AGREEMENT = "agreement"
    LETTER = "letter"


class DenialCause(StrEnum):
    """Whose work a denial is traced to."""

    CODING = "coding"
    BILLING = "billing"
    FRONT_DESK = "front_desk"
    DOCUMENTATION = "documentation"
    PAYER = "payer"


class ContactChannel(StrEnum):
    """How the office and a person spoke."""

    CALL_IN = "call_in"
    CALL_OUT = "call_out"
    LETTER = "letter"
    EMAIL = "email"
    IN_PERSON = "in_person"
    PORTAL = "portal"


class Relationship(StrEnum):
    """What the patient is to the subscriber."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


class HintKind(StrEnum):
    """What the encounter list says about a visit beyond its own columns."""

    CONDITION = "condition"
    PROCEDURE = "procedure"
    REASON = "reason"


class QueryStatus(StrEnum):
    """Where a query to a provider stands; the first two are open."""

    DRAFT = "draft"
    SENT = "sent"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class QueryTopic(StrEnum):
    """What a query to a provider is about: the template it was written from."""

    SPECIFICITY = "specificity"
    CONFLICTING = "conflicting"
    MISSING_DIAGNOSIS = "missing_diagnosis"
    LATERALITY = "laterality"
    ACUITY = "acuity"
    CAUSE_EFFECT = "cause_effect"
    PRESENT_ON_VISIT = "present_on_visit"
    CLINICAL_VALIDATION = "clinical_validation"
    PROCEDURE_DETAIL = "procedure_detail"
    OTHER = "other"


class QueryForm(StrEnum):
    """How a provider may answer a query."""

    CHOICES = "choices"
    YES_NO = "yes_no"
    OWN_WORDS = "own_words"


class QueryOptionKind(StrEnum):
    """What an offered answer is; every query offers the last two."""

    NAMED = "named"
    YES = "yes"
    NO = "no"
    OTHER = "other"
    UNDETERMINED = "undetermined"


class QueryStep(StrEnum):
    """What happened to a query."""

    DRAFTED = "drafted"
    REWORDED = "reworded"
    SENT = "sent"
    PRINTED = "printed"
    DUE_CHANGED = "due_changed"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class NoteEvent(StrEnum):
    """What a message says about a note."""

    CAME = "came"
    SIGNED = "signed"
    ADDENDUM = "addendum"
    EDITED = "edited"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class GapReason(StrEnum):
    """Why an expected visit did not become a coded one. Pending alone stays on the list."""

    NO_SHOW = "no_show"
    CANCELED = "canceled"
    NO_CHARGE = "no_charge"
    PENDING = "pending"
    OTHER = "other"


class WatchOutcome(StrEnum):
    """What became of a file in a watched folder."""

    TAKEN = "taken"
    WAITING = "waiting"
    QUARANTINED = "quarantined"
