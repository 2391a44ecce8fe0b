"""What ten years leave in an office beside visits, claims and books; laid in by plain SQL.

Papers, codes, statements, plans, contacts, queries, audits, second looks, expected visits and
the trail, each as many as such an office has, made from the rows that ``big_office`` put there.
A visit's id is the id of its charge, claim, superbill and note too.
"""

from __future__ import annotations

import json
from typing import Any

AT = "'2026-09-30T16:00:00.000000Z'"
LATER = "dos || 'T16:00:00.000000Z'"
HASH = "'0000000000000000000000000000000000000000000000000000000000000000'"
NOTE = """SUBJECTIVE
Back for a look at her blood pressure; headaches since Monday, no fever, sleeping well.

OBJECTIVE
BP 148/92. Heart regular, lungs clear. No swelling of the legs.

ASSESSMENT AND PLAN
1. Hypertension, not at goal. Dose raised, back in four weeks.
2. High cholesterol. Same tablets."""
CODED = json.dumps(
    {"diagnoses": ["I10", "E785"],
     "lines": [{"code": "99213", "modifiers": [], "pointers": [1, 2], "units": "1"}]}
)  # fmt: skip
TICKS = json.dumps(
    {"around": None, "counts": {"stable_chronic": 1}, "marks": [], "patient": "established",
     "risks": ["drug_managed"], "supervisor": ""}
)  # fmt: skip
TERMS = json.dumps(
    {"principal": "20.00", "agreement_date": "2026-09-01", "first_due": "2026-09-08",
     "frequency": "monthly", "count": 2, "amount": None, "down_payment": "0.00", "apr": "0",
     "anchor_day": None, "days": [], "weekend_rule": "next_weekday", "min_last": "0.00",
     "min_installment": "0.00", "grace_days": 10, "late_fee": "0.00", "default_after_missed": 3}
)  # fmt: skip
FIGURES = json.dumps({"visits": [{"service": "Office visit", "you_owe": "20.00"}] * 30})
"""As long as the figures of a statement; no list reads them."""


def _numbers(last: int) -> str:
    return f"(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {last}) SELECT i FROM s)"  # noqa: E501


OFFICE = (
    f"INSERT INTO user (id, login, name, is_active, created_at, version) SELECT i, 'user' || i, "
    f"CASE i WHEN 1 THEN 'Amy Vance' WHEN 2 THEN 'Rosa Lund' WHEN 3 THEN 'Theo Marsh' "
    f"ELSE 'Former user ' || i END, i < 9, {AT}, 1 FROM {_numbers(20)}",
    "INSERT INTO user_role (user_id, role) SELECT id, 'owner' FROM user",
    f"INSERT INTO fee_schedule (id, name, loaded_at) VALUES (1, 'All years', {AT})",
    f"INSERT INTO fee (fee_schedule_id, code, modifier, wording, amount, valid_from) SELECT 1, "
    f"printf('%05d', 90000 + i % 600), '', 'Service ' || i, 100 * i, "
    f"printf('%d-01-01', 2016 + i / 600) FROM {_numbers(5_999)}",
    f"INSERT INTO favorite (pick_list, is_diagnosis, code, modifiers, wording, position) "
    f"SELECT 'List ' || (i / 20), 1, 'I10', '', '', i FROM {_numbers(400)}",
    f"INSERT INTO visit_template (id, name, specialty, version) "
    f"SELECT i, 'Kind of visit ' || i, 'Family', 1 FROM {_numbers(200)}",
    "INSERT INTO template_line (template_id, position, code, modifiers, units, pointers) "
    "SELECT id, 1, '99213', '', 1000, '1' FROM visit_template",
    "INSERT INTO template_diagnosis (template_id, position, codes, question) "
    "SELECT id, 1, 'I10', '' FROM visit_template",
)
VISITS = (
    f"INSERT INTO list_import (id, taken_at, taken_by, sha256, counts) SELECT i, {AT}, "
    f"'Amy Vance', printf('%064d', i), '{{\"new\": 80}}' FROM {_numbers(2_500)}",
    f"INSERT INTO rejected_row (import_id, file, row, reason, row_values) "
    f"SELECT 1 + i % 2500, 'list.csv', i, 'no_date', '{{}}' FROM {_numbers(10_000)}",
    f"INSERT INTO watched_file (sha256, name, outcome, words, import_id, seen_at) SELECT "
    f"printf('%064d', i), 'list-' || i || '.csv', 'taken', '', i, {AT} FROM {_numbers(2_500)}",
    f"INSERT INTO document (id, kind, title, media_type, sha256, size, encounter_id, patient_id, "
    f"note_version, created_at) SELECT id, 'note', 'Visit note', 'text/plain', {HASH}, "
    f"{len(NOTE)}, id, patient_id, 1, {LATER} FROM encounter",
    f"INSERT INTO document_content (document_id, is_compressed, content) "
    f"SELECT id, 0, CAST('{NOTE}' AS BLOB) FROM encounter",
    *(
        f"INSERT INTO encounter_diagnosis (encounter_id, position, code) "
        f"SELECT id, {at}, '{code}' FROM encounter WHERE status IN ('posted', 'handed_off', "
        f"'sent_back', 'query_open', 'second_look')"
        for at, code in ((1, "I10"), (2, "E785"))
    ),
    "INSERT INTO encounter_line (encounter_id, position, code, modifiers, units, pointers, drug) "
    "SELECT DISTINCT encounter_id, 1, '99213', '', 1000, '1,2', '' FROM encounter_diagnosis",
    "INSERT INTO evidence (encounter_id, document_id, first, last, code, is_diagnosis) "
    "SELECT encounter_id, encounter_id, 180, 192, 'I10', 1 FROM encounter_line",
    f"INSERT INTO worksheet (encounter_id, number, family, ticks, proposed, findings, tables, "
    f"made_by, made_at) SELECT id, 1, 'office', '{TICKS}', '99213', '[]', '', 'Amy Vance', {AT} "
    f"FROM encounter WHERE id % 4 = 0",
    f"INSERT INTO kept_problem (encounter_id, rule, target, reason, kept_by, kept_at, reason_code) "
    f"SELECT id, 'icd.unspecified', 'dx1', 'As the note says', 'Amy Vance', {AT}, 'documented' "
    f"FROM encounter WHERE id % 40 = 1",
    f"INSERT INTO expected_visit (source_key, day, time, visit_id, patient_id, patient_number, "
    f"last, first, provider_id, provider_name, kind, status, listed_at, version) "
    f"SELECT 'id:' || id, dos, '', '', patient_id, '', 'Quillfeather', 'Ada', provider_id, 'Lund', "
    f"'Follow-up', '', {AT}, 1 FROM encounter",
)
SUPERBILLS = (
    "INSERT INTO superbill_diagnosis (superbill_id, position, code, title) "
    "SELECT id, 1, 'I10', 'Essential (primary) hypertension' FROM superbill",
    "INSERT INTO superbill_line (superbill_id, position, code, modifiers, wording, units, "
    "pointers, amount, drug) SELECT id, 1, '99213', '', 'Office visit', 1000, '1', 15000, '' "
    "FROM superbill",
    f"INSERT INTO superbill_event (superbill_id, step, reason, happened_at, by) "
    f"SELECT id, 'handed_off', '', {LATER}, coded_by FROM superbill",
    f"INSERT INTO superbill_event (superbill_id, step, reason, happened_at, by) "
    f"SELECT b.id, e.status, 'Seen', b.{LATER}, 'Theo Marsh' FROM superbill b "
    f"JOIN encounter e ON e.id = b.encounter_id WHERE e.status <> 'handed_off'",
)
BOOKS = (
    "INSERT INTO remit_line (remittance_id, claim_id, charge_id, coverage_id, entry_id, charged, "
    "allowed, paid) SELECT e.remittance_id, e.claim_id, e.claim_id, e.account_id, e.id, 15000, "
    "10000, 8000 FROM entry e WHERE e.kind = 'payer_payment'",
    "INSERT INTO reason (entry_id, charge_id, coverage_id, group_code, carc, remarks, amount) "
    "SELECT id, claim_id, account_id, 'PR', '2', '', 2000 FROM entry WHERE kind = 'payer_payment'",
    "INSERT INTO payment (number, account_id, entry_id, received_on, method, reference, amount, "
    "note, taken_by) SELECT id, account_id, id, effective, 'card', '', 2000, '', 'Amy Vance' "
    "FROM entry WHERE kind = 'patient_payment'",
    f"INSERT INTO denial (charge_id, claim_id, coverage_id, entry_id, group_code, carc, remarks, "
    f"amount, opened_on, cause, note, decision, decided_at, decided_by, version) "
    f"SELECT id, id, account_id, id * 5 + 1, 'CO', '16', '', 7000, submitted_on, 'billing', '', "
    f"'corrected', {AT}, 'Amy Vance', 1 FROM claim WHERE id % 10 = 5 AND status = 'adjudicated'",
    f"INSERT INTO contact (account_id, channel, outcome, note, promised, promised_by, happened_at, "
    f"by) SELECT 1 + i % 5000, 'call_in', 'Asked', 'Asked about the bill.', "
    f"CASE WHEN i % 500 = 0 THEN 2000 END, CASE WHEN i % 500 = 0 THEN '2026-10-02' END, {AT}, "
    f"'Amy Vance' FROM {_numbers(50_000)}",
    f"INSERT INTO statement_run (id, as_of, settings, issued, skipped, ran_at, ran_by) "
    f"SELECT i, date('2016-10-01', i || ' months'), '{{}}', 500, 4501, {AT}, 'Amy Vance' "
    f"FROM {_numbers(119)}",
    f"INSERT INTO statement (number, account_id, run_id, issued_on, due_on, amount_due, "
    f"account_balance, patient_balance, plan_due, dunning_level, figures, pages, sha256, "
    f"created_at, created_by) SELECT r.id * 1000 + s.i, 1 + (r.id * 500 + s.i) % 5000, r.id, "
    f"r.as_of, date(r.as_of, '25 days'), 2000, 2000, 2000, 0, 0, '{FIGURES}', 1, {HASH}, "
    f"{AT}, 'program' FROM statement_run r JOIN {_numbers(500)} s",
)
# The first 200 plans are open, over the last visit of an account that owes its share of it.
PLANS = (
    f"INSERT INTO payment_plan (id, number, account_id, created_at, created_by) SELECT i, i, "
    f"CASE WHEN i <= 200 THEN i * 8 + 4 ELSE i * 3 END, {AT}, 'Amy Vance' FROM {_numbers(1_500)}",
    f"INSERT INTO plan_terms (id, plan_id, version, agreed_on, principal, terms, reason, "
    f"created_at, created_by) SELECT id, id, 1, '2026-09-01', 2000, '{TERMS}', '', {AT}, "
    f"'Amy Vance' FROM payment_plan",
    *(
        f"INSERT INTO plan_installment (terms_id, n, due, amount) "
        f"SELECT id, {n}, '{due}', 1000 FROM payment_plan"
        for n, due in ((1, "2026-09-08"), (2, "2026-10-08"))
    ),
    "INSERT INTO plan_charge (plan_id, charge_id, amount, added_on, added_version) SELECT id, "
    "account_id + 5000 * CASE WHEN id <= 200 THEN 39 ELSE 20 END, 2000, '2026-09-01', 1 "
    "FROM payment_plan",
    *(
        f"INSERT INTO plan_event (plan_id, kind, effective, reason, facts, happened_at, by) "
        f"SELECT id, '{kind}', '2026-09-01', '', '{{\"after\": 5}}', {AT}, 'Amy Vance' "
        f"FROM payment_plan WHERE id > {above}"
        for kind, above in (("started", 0), ("closed", 200))
    ),
)
QUERIES = (
    f"INSERT INTO provider_query (id, number, encounter_id, provider_id, created_at, created_by) "
    f"SELECT id, id, id, provider_id, {AT}, 'Amy Vance' FROM encounter "
    f"WHERE status = 'query_open' OR id % 60 = 0",
    f"INSERT INTO query_wording (id, query_id, version, topic, form, title, question, saved_at, "
    f"saved_by) SELECT id, id, 1, 'specificity', 'own_words', 'Kind', 'Which kind is it?', {AT}, "
    f"'Amy Vance' FROM provider_query",
    *(
        f"INSERT INTO query_option (wording_id, position, kind, words) "
        f"SELECT id, {at}, '{kind}', '' FROM provider_query"
        for at, kind in ((1, "other"), (2, "undetermined"))
    ),
    *(
        f"INSERT INTO query_event (query_id, step, status, due_on, reason, happened_at, by) "
        f"SELECT q.id, '{step}', '{status}', '2026-10-05', '', {AT}, 'Amy Vance' "
        f"FROM provider_query q JOIN encounter e ON e.id = q.encounter_id WHERE {which}"
        for step, status, which in (
            ("drafted", "draft", "1"), ("sent", "sent", "1"),
            ("closed", "closed", "e.status <> 'query_open'"),
        )
    ),
)  # fmt: skip
LOOKS = (
    f"INSERT INTO second_look (id, encounter_id, held_at, held_by, due_on, reasons, codes) "
    f"SELECT id, id, {LATER}, 'Amy Vance', '2026-10-01', 'random', '{CODED}' FROM encounter "
    f"WHERE status = 'second_look' OR id % 20 = 3",
    f"INSERT INTO second_look_read (second_look_id, read_at, read_by, is_blind, codes, agreed, "
    f"compared) SELECT id, held_at, 'Rosa Lund', 1, '{CODED}', 3, 4 FROM second_look",
    f"INSERT INTO second_look_end (second_look_id, outcome, codes, reason_code, reason, ended_at, "
    f"ended_by) SELECT l.id, 'agreed', '{CODED}', '', '', l.held_at, 'Amy' FROM second_look l "
    f"JOIN encounter e ON e.id = l.encounter_id WHERE e.status <> 'second_look'",
    f"INSERT INTO coding_audit (id, number, started_at, started_by, is_risk, seed, first_dos, "
    f"last_dos, coder, wanted) SELECT i, i, {AT}, 'Amy Vance', 0, i, "
    f"date('2016-09-01', i || ' months'), date('2016-10-01', i || ' months'), '', 20 "
    f"FROM {_numbers(119)}",
    f"INSERT INTO audited_visit (id, coding_audit_id, superbill_id, position, risks) "
    f"SELECT a.id * 100 + s.i, a.id, a.id * 1500 + s.i, s.i, '' FROM coding_audit a "
    f"JOIN {_numbers(20)} s",
    f"INSERT INTO audit_reading (audited_visit_id, read_at, read_by, codes, agreed, compared, "
    f"evidence) SELECT id, {AT}, 'Amy Vance', '{CODED}', 3, 4, '[]' FROM audited_visit "
    f"WHERE id < 11800",
    f"INSERT INTO audit_finding (audited_visit_id, kind, is_diagnosis, first, second, is_error, "
    f"items, effect, lesson, evidence, found_at, found_by) SELECT audited_visit_id, 'over', 0, "
    f"'99214', '99213', 1, 1, -2000, 'Two stable problems are low.', '[]', {AT}, 'Amy Vance' "
    f"FROM audit_reading WHERE audited_visit_id % 2",
)
TRAIL = (
    f"INSERT INTO patient_merge (survivor_id, merged_id, reason, moved, account_before_id, "
    f"account_after_id, merged_at, merged_by, undone_at, undone_by) SELECT i, i + 2000, "
    f"'The same person', '{{}}', i + 2000, i, {AT}, 'Amy Vance', {AT}, 'Amy Vance' "
    f"FROM {_numbers(400)}",
    f"INSERT INTO audit_entry (at, actor, deed, subject, subject_id, facts, previous_hash, hash) "
    f"SELECT {AT}, CASE i % 3 WHEN 0 THEN 'Amy Vance' WHEN 1 THEN 'Rosa Lund' ELSE 'program' END, "
    f"CASE i % 2 WHEN 0 THEN 'update' ELSE 'insert' END, 'encounter', 1 + i % 200000, "
    f'\'{{"after":{{"status":"ready"}},"before":{{"status":"new"}}}}\', {HASH}, {HASH} '
    f"FROM {_numbers(400_000)}",
)


def fill(connection: Any) -> None:
    """Lay it all in, as one transaction of the plain driver."""
    connection.execute("BEGIN IMMEDIATE")
    for part in (OFFICE, VISITS, SUPERBILLS, BOOKS, PLANS, QUERIES, LOOKS, TRAIL):
        for statement in part:
            connection.execute(statement)
    connection.execute("COMMIT")
