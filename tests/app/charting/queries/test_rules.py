"""What a query may say, and what would lead the provider or speak of money."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.charting.queries import conditions, drafts, rules
from app.charting.queries.drafts import QueryDraft, Quote
from app.values.states import QueryForm, QueryOptionKind, QueryTopic

FOOT = Quote(1, 0, 31, "Ulcer on the foot, 1 cm, clean.")
HEART = Quote(1, 40, 70, "CHF, on furosemide 40 mg daily")
BNP = Quote(1, 80, 95, "BNP 900 pg/mL")


def worded(topic, *quotes, **changes):
    draft = drafts.from_template(QueryDraft(1, quotes=quotes), topic)
    return replace(draft, **changes)


def codes(draft):
    return [one.code.removeprefix("queries.") for one in rules.problems(draft)]


@pytest.mark.parametrize("topic", [one for one in QueryTopic if one is not QueryTopic.OTHER])
def test_every_template_is_permitted_as_it_comes(topic):
    draft = worded(topic, HEART, BNP)
    assert codes(draft) == []
    assert rules.is_permitted(draft)
    assert HEART.words in draft.question


def test_the_template_of_ones_own_words_asks_for_the_question():
    assert codes(worded(QueryTopic.OTHER, HEART)) == ["no_question"]


@pytest.mark.parametrize(
    "said",
    [
        "Will the insurance cover this?",
        "Reimbursement depends on it: which side?",
        "For payment, which foot was it?",
        "Which foot? It moves the visit to a higher level.",
        "Is this a level 4 visit?",
        "Which foot, for the quality score?",
        "Which foot? The DRG changes with it.",
        "Which foot, so that the HCC is captured?",
        "Which foot? The claim waits.",
        "Which foot? Medicare asks.",
        "It is $40 more with the side. Which foot?",
        "Does it meet medical necessity?",
        "Which side gives the better code?",
        "Which foot, for the quality measures?",
    ],
)
def test_no_word_of_money_levels_or_scores(said):
    for field in ("question", "title"):
        found = rules.problems(worded(QueryTopic.LATERALITY, FOOT, **{field: said}))
        assert ("queries.money", field) in [(one.code, one.field) for one in found]
    options = ("Right", "Left", said)
    found = rules.problems(worded(QueryTopic.LATERALITY, FOOT, options=options))
    assert ("queries.money", "options") in [(one.code, one.field) for one in found]


@pytest.mark.parametrize(
    "said",
    [
        "What was the glucose level that day?",
        "Which foot, and at what level of the lumbar spine, level of consciousness aside?",
        "Was the incentive spirometer used on that side?",
        "Which side was the discharge from?",
        "What did the AUDIT-C show?",
        "What was the pain level?",
    ],
)
def test_clinical_words_that_only_look_like_money_pass(said):
    assert codes(worded(QueryTopic.LATERALITY, FOOT, question=said)) == []


def test_quoted_words_of_payment_are_not_quoted():
    spoken = Quote(1, 0, 9, "Insurance denied the MRI of the foot")
    found = rules.problems(worded(QueryTopic.LATERALITY, spoken))
    assert [(one.code, one.values["word"]) for one in found] == [
        ("queries.money_quoted", "Insurance")
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Don't you agree that it was infected?",
        "Would you agree that it is worse?",
        "Please add the side that was treated.",
        "Isn't it the one from last year?",
        "Should this be documented as worse?",
        "We think it is worse. Which side?",
        "Obviously it is worse, on which side?",
        "Are the findings consistent with something worse?",
        "Which side, in order to code it?",
    ],
)
def test_words_that_lead_are_named(said):
    assert "leading_words" in codes(worded(QueryTopic.LATERALITY, FOOT, question=said))


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Does the patient have sepsis?", "sepsis"),
        ("Is there osteomyelitis on that side?", "osteomyelitis"),
        ("Is it from peripheral artery disease?", "artery disease"),
        ("Could it be diabetes, type 2 diabetes?", "diabetes"),
        ("Which side is the Charcot's syndrome on?", "charcot syndrome"),
        ("Was there anemia?", "anemia"),
        ("Is this severe malnutrition?", "malnutrition"),
    ],
)
def test_a_diagnosis_that_the_record_does_not_hold_is_not_asked_for(said, named):
    found = rules.problems(worded(QueryTopic.LATERALITY, FOOT, question=said))
    assert [one.code for one in found] == ["queries.names_diagnosis"]
    assert found[0].values["words"].startswith(named)


@pytest.mark.parametrize(
    "said",
    [
        "Is the heart failure acute, chronic or both?",
        "What type of congestive heart failure is it?",
        "Which kind of CHF was treated?",
        "What did the cardiac failure come from?",
    ],
)
def test_a_documented_diagnosis_may_be_named_in_any_of_its_names(said):
    assert codes(worded(QueryTopic.OTHER, HEART, question=said)) == []


def test_a_more_exact_diagnosis_than_the_documented_one_leads():
    draft = worded(QueryTopic.OTHER, HEART, question="Is this acute systolic heart failure?")
    found = rules.problems(draft)
    assert [(one.code, one.values["words"]) for one in found] == [
        ("queries.names_diagnosis", "acute systolic heart failure")
    ]


def test_a_title_names_neither_a_new_diagnosis_nor_the_wished_for_answer():
    base = worded(QueryTopic.ACUITY, HEART, options=("Systolic type", "Diastolic type"))
    assert codes(replace(base, title="Sepsis")) == ["title_names"]
    assert codes(replace(base, title="Acute heart failure")) == ["title_names"]
    assert codes(replace(base, title="Systolic type of it")) == ["names_answer"]
    assert codes(replace(base, title="Heart failure: which type?")) == []


def test_a_question_gives_no_single_answer_away_but_may_name_all():
    base = worded(QueryTopic.LATERALITY, FOOT)
    assert codes(replace(base, question="Was it the left foot?")) == ["names_answer"]
    assert codes(replace(base, question="Was it right, left, or on both sides?")) == []


def test_choices_are_at_least_two_and_all_different():
    base = worded(QueryTopic.LATERALITY, FOOT)
    assert codes(replace(base, options=("Left",))) == ["one_option"]
    assert codes(replace(base, options=())) == ["one_option"]
    assert codes(replace(base, options=("Left", "left."))) == ["same_option"]
    assert codes(replace(base, options=("Left", "Right", "Unable to determine"))) == ["same_option"]
    assert codes(replace(base, options=("Left", "Right", "?"))) == ["same_option"]


@pytest.mark.parametrize("form", QueryForm)
def test_other_and_undetermined_are_offered_with_every_query(form):
    draft = worded(QueryTopic.LATERALITY, FOOT, form=form)
    kinds = [one.kind for one in drafts.offered(draft)]
    assert kinds[-2:] == [QueryOptionKind.OTHER, QueryOptionKind.UNDETERMINED]
    assert all(one.words for one in drafts.offered(draft))


@pytest.mark.parametrize("topic", QueryTopic)
def test_yes_or_no_is_for_the_three_permitted_cases_alone(topic):
    question = "The note says CHF. Does this stand?"
    draft = worded(topic, HEART, BNP, form=QueryForm.YES_NO, question=question)
    permitted = topic in (
        QueryTopic.CLINICAL_VALIDATION, QueryTopic.CAUSE_EFFECT, QueryTopic.CONFLICTING,
    )  # fmt: skip
    assert ("yes_no" not in codes(draft)) is permitted


def test_yes_or_no_speaks_of_something_documented():
    draft = worded(QueryTopic.CLINICAL_VALIDATION, HEART)
    assert codes(draft) == []
    asked = "Does it stand?"
    assert codes(replace(draft, question=asked)) == ["yes_no_undocumented"]
    asked = "Is pneumonia ruled in?"
    assert codes(replace(draft, question=asked)) == ["yes_no_undocumented", "names_diagnosis"]


def test_a_query_rests_on_the_record_and_a_conflict_on_two_passages():
    assert codes(worded(QueryTopic.LATERALITY))[0] == "no_quote"
    assert codes(worded(QueryTopic.CONFLICTING, HEART)) == ["second_quote", "one_option"]
    assert codes(worded(QueryTopic.CAUSE_EFFECT, HEART)) == ["second_quote"]


def test_another_quote_words_the_template_anew_but_never_what_a_person_wrote():
    one = worded(QueryTopic.CONFLICTING, FOOT)
    two = drafts.quote(one, HEART)
    assert two.options == (FOOT.short, HEART.short)
    assert HEART.short in two.question
    assert drafts.unquote(two, 2) == one
    own = drafts.quote(replace(one, question="Which of these?", options=("A", "B")), HEART)
    assert (own.question, own.options) == ("Which of these?", ("A", "B"))
    assert drafts.quote(two, HEART) == two


def test_a_long_quote_is_short_inside_the_question_and_whole_on_its_own():
    long = Quote(1, 0, 400, "Very long words of the note. " * 20)
    draft = worded(QueryTopic.SPECIFICITY, long)
    assert len(draft.question) < 330
    assert draft.quotes == (long,)


def test_the_words_around_a_diagnosis_that_is_none_are_not_taken_for_one():
    text = "What was the diagnosis, the prognosis and any other disease or infection?"
    assert conditions.named(text) == ()
