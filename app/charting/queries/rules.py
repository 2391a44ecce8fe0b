"""What keeps a query from leading the provider or speaking of money; each finding in words.

Source: AHIMA and ACDIS, Guidelines for Achieving a Compliant Query Practice (2022 update).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.charting.queries import conditions
from app.charting.queries.drafts import TWO_QUOTES, YES_NO_TOPICS, QueryDraft, offered
from app.values.problem import Problem, Severity
from app.values.states import QueryForm

SOURCE = "AHIMA/ACDIS compliant query practice, 2022"

_MONEY = re.compile(
    r"""\$|\b(?:
    money|dollars?|revenue|financial\w*|profit\w*|income|budget|costs?|fees?|charges?|charged|
    reimburs\w*|pay(?:s|ing|ment\w*|or|ors|er|ers|out)?|paid|unpaid|underpaid|overpaid|
    bill(?:s|ed|ing|able|er)?|unbilled|invoice\w*|claims?|denials?|underpay\w*|overpay\w*|
    insur\w*|medicare|medicaid|co-?pay\w*|deductible|
    drgs?|ms-drg|apr-drg|hccs?|raf|rvus?|wrvus?|cc/mcc|mcc|case[\s-]mix|cmi|
    risk[\s-](?:adjust\w*|scores?)|risk[\s-]of[\s-]mortality|severity[\s-]of[\s-]illness|
    quality[\s-](?:scores?|measures?|metrics?|ratings?|reports?|reporting|programs?)|
    performance[\s-](?:scores?|measures?|metrics?)|mips|hedis|star[\s-]ratings?|scorecards?|
    benchmarks?|incentives?(?!\s+spirom)|bonus\w*|medical[\s-]necessity|
    (?:higher|better|lower)[\s-](?:codes?|coding|weight\w*)|upcod\w*|downcod\w*|
    audits?(?!-?c\b)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MONEY_QUOTED = re.compile(
    r"\$|\b(?:reimburs\w*|payments?|payers?|paid|billing|billed|billable|insurance|medicare"
    r"|medicaid|co-?pays?|deductible|drgs?|hccs?|raf|rvus?)\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\b(?:(\w+)[\s-]+)?levels?\b(?:\s+of\s+(\w+(?:\s+\w+){0,2}))?", re.IGNORECASE)
_LEADING = re.compile(
    r"""\b(?:
    (?:please|kindly)\s+(?:add|change|include|amend|addend\w*|confirm|agree)|
    (?:don['’]t|do\s+not|wouldn['’]t|would)\s+you\s+(?:not\s+)?(?:agree|say\s+that)|
    (?:do|would|can|could)\s+you\s+(?:agree|add|confirm|change)|
    (?:is|was|are|were|does|did)n['’]t\s+(?:it|this|that|there|he|she|they|the\s+patient)|
    (?:should|must|needs?\s+to|ought\s+to|has\s+to|have\s+to)\s+
      (?:be\s+)?(?:document\w*|add\w*|coded?|chang\w*|amend\w*|read|stat\w*|say)|
    should\s+(?:this|it|the\s+\w+)\s+(?:not\s+)?(?:be|read|say)|
    we\s+(?:want|would\s+like|believe|think|feel|suspect|prefer)|
    we\s+need\s+(?:this|it|you|the\s+diagnosis)|
    i\s+(?:believe|think|feel|suspect|would\s+like)|
    (?:obviously|surely|certainly|of\s+course)|
    (?:in\s+order\s+to|so\s+(?:that\s+)?(?:we|i)\s+can)\s+(?:code|capture|report)|
    (?:recommended|preferred|suggested|best|correct|expected|right)\s+
      (?:answer|choice|option|diagnosis)|
    supports?\s+(?:a|the)\s+diagnosis\s+of|meets?\s+(?:the\s+)?criteria|
    consistent\s+with|suggestive\s+of|indicative\s+of|suggests|indicates
    )\b|\((?:recommended|preferred|suggested|likely)\)""",
    re.IGNORECASE | re.VERBOSE,
)


def problems(draft: QueryDraft) -> tuple[Problem, ...]:
    """Give what keeps a query from being sent, the most basic first."""
    return (*_missing(draft), *_form(draft), *_money(draft), *_leading(draft))


def is_permitted(draft: QueryDraft) -> bool:
    """Tell whether nothing keeps the query from being sent."""
    return not any(one.severity is Severity.BLOCK for one in problems(draft))


def _missing(draft: QueryDraft) -> Iterator[Problem]:
    if not draft.quotes:
        yield Problem("queries.no_quote", field="quotes", source=SOURCE)
    elif len(draft.quotes) < 2 and draft.topic in TWO_QUOTES:
        yield Problem("queries.second_quote", field="quotes", source=SOURCE)
    if not draft.question.strip():
        yield Problem("queries.no_question", field="question", source=SOURCE)


def _form(draft: QueryDraft) -> Iterator[Problem]:
    if draft.form is QueryForm.CHOICES:
        folded = [conditions.words_of(words) for words in draft.options]
        if len(folded) < 2:
            yield Problem("queries.one_option", field="options", source=SOURCE)
        said = [conditions.words_of(one.words) for one in offered(draft)]
        if len(set(said)) < len(said) or () in said:
            yield Problem("queries.same_option", field="options", source=SOURCE)
    if draft.form is QueryForm.YES_NO:
        if draft.topic not in YES_NO_TOPICS:
            yield Problem("queries.yes_no", field="form", source=SOURCE)
        elif not _speaks_of_a_quote(draft):
            yield Problem("queries.yes_no_undocumented", field="question", source=SOURCE)


def _speaks_of_a_quote(draft: QueryDraft) -> bool:
    """Tell whether the question speaks of something that a quoted passage documents."""
    question = " ".join(conditions.words_of(draft.question))
    if any(" ".join(conditions.words_of(one.short)) in question for one in draft.quotes):
        return True
    asked = {one.key for one in conditions.named(draft.question)}
    return any(one.key in asked for part in draft.quotes for one in conditions.named(part.words))


def _money(draft: QueryDraft) -> Iterator[Problem]:
    for field, text in _texts(draft):
        own = _outside_quotes(text, draft)
        found = _MONEY.search(own)
        word = found.group() if found else _level(own)
        if word:
            yield Problem("queries.money", field=field, values={"word": word}, source=SOURCE)
    for one in draft.quotes:
        found = _MONEY_QUOTED.search(one.words)
        if found:
            values = {"word": found.group()}
            yield Problem("queries.money_quoted", field="quotes", values=values, source=SOURCE)


def _level(text: str) -> str:
    """Find a "level" that is no finding: a glucose level is one, the level of a visit is not."""
    for found in _LEVEL.finditer(text):
        around = f"{found.group(1) or ''} {found.group(2) or ''}".lower().split()
        if not set(around) & conditions.word_list("levels"):
            return found.group().strip()
    return ""


def _leading(draft: QueryDraft) -> Iterator[Problem]:
    spoken = tuple(one.words for one in draft.quotes)
    for field, text in _texts(draft):
        found = _LEADING.search(_outside_quotes(text, draft))
        if found:
            values = {"word": found.group()}
            yield Problem("queries.leading_words", field=field, values=values, source=SOURCE)
    unheld = conditions.strange(draft.question, spoken)
    if unheld:
        yield _names("queries.names_diagnosis", "question", unheld)
    titled = conditions.strange(draft.title, spoken)
    if titled:
        yield _names("queries.title_names", "title", titled)
    for field, text in (("question", draft.question), ("title", draft.title)):
        answer = _answer_in(text, draft)
        if answer and not (unheld if field == "question" else titled):
            yield _names("queries.names_answer", field, (answer,))


def _names(code: str, field: str, found: tuple[str, ...]) -> Problem:
    return Problem(code, field=field, values={"words": ", ".join(found)}, source=SOURCE)


def _answer_in(text: str, draft: QueryDraft) -> str:
    """Find an offered answer that the text gives away; one that names them all gives none."""
    if draft.form is not QueryForm.CHOICES or not draft.options:
        return ""
    said = set(conditions.words_of(text))
    held = {word for one in draft.quotes for word in conditions.words_of(one.words)}
    given = [words for words in draft.options if _is_given(words, said, held)]
    return given[0] if given and len(given) < len(draft.options) else ""


def _is_given(words: str, said: set[str], held: set[str]) -> bool:
    own = set(conditions.words_of(words)) - conditions.word_list("small")
    return bool(own) and own <= said and not own <= held


def _outside_quotes(text: str, draft: QueryDraft) -> str:
    """Give a text without what it quotes: the record's own words may say anything."""
    for one in draft.quotes:
        text = text.replace(one.short, " ")
    return text


def _texts(draft: QueryDraft) -> Iterator[tuple[str, str]]:
    yield "title", draft.title
    yield "question", draft.question
    if draft.form is QueryForm.CHOICES:
        yield "options", "\n".join(draft.options)
