"""How each cause of the runbook ends: what its page says, and which test shows it.

What a person does in Odoo is a story (``tell_<cause>`` in a ``test_runbook_*`` file, or
``<cause>_<step>`` of the person of the injected faults): it walks through the page step
by step and needs no row here.
"""

# It ends by itself: cause -> (words of its page, test)
BY_ITSELF = {
    "again": ("Nothing to do", "test_what_is_left_of_a_request_gets_its_own_key"),
    "batch_refused": (
        "Nothing to do for this one",
        "test_one_stale_item_is_told_apart_from_those_it_took_with_it",
    ),
    "bulk_running": (
        "Nothing to do",
        "test_a_change_that_runs_on_is_found_by_its_name",
    ),
    "busy": ("it is tried again", "test_a_transient_error_is_tried_again_later"),
    "by_hand": ("reason in the trace", "test_ignore_with_a_reason"),
    "cancelled": ("Nothing to do", "test_cancelled_draft_and_confirmed_order"),
    "duplicate": ("Nothing to do", "test_the_same_receipt_again_changes_nothing"),
    "edit_kept": (
        "Nothing to do",
        "test_keep_leaves_the_order_and_names_the_difference",
    ),
    "not_found": ("Usually nothing", "test_what_is_gone_is_ignored"),
    "order_missing": (
        "it goes on when the order arrives",
        "test_a_refund_before_its_order_waits_and_goes_on_by_itself",
    ),
    "quotation": ("Nothing to do", "test_a_draft_is_a_quotation_until_it_is_sold"),
    "quotation_sold": (
        "Nothing to do",
        "test_a_draft_that_was_sold_before_is_not_imported",
    ),
    "race": (
        "it is tried again",
        "test_who_is_created_elsewhere_right_now_is_tried_again_and_found",
    ),
    "refunded": (
        "Nothing to do",
        "test_an_order_that_comes_refunded_is_accounted_not_delivered",
    ),
    "settlement_tender_missing": (
        "parked for a reason of its own",
        "test_a_late_order_is_waited_for_and_the_payout_resumes_by_itself",
    ),
    "stale": (
        "it is planned anew",
        "test_a_stale_answer_is_read_again_and_sent_when_nothing_explains_it",
    ),
    "superseded": ("Nothing to do", "test_both_versions_in_one_batch"),
    "test_order": ("Nothing to do", "test_test_order_is_ignored_unless_wanted"),
    "throttled": ("Nothing to do", "test_a_throttled_shop_is_asked_again_later"),
    "transient": ("reachable again", "test_a_transient_error_is_tried_again_later"),
    "turn": ("Nothing to do", "test_what_follows_a_lost_answer_waits_for_its_turn"),
    "unknown_outcome": (
        "Nothing to do at first",
        "test_a_lost_answer_is_repeated_under_the_same_key",
    ),
    "unpaid": (
        "the payment brings it further",
        "test_bank_deposit_is_held_until_it_is_paid",
    ),
    "units_mismatch": ("Count today again", "test_every_fault_is_found_and_ends"),
}

# Another system is put right, and then it ends by itself: cause -> (words, test)
ELSEWHERE = {
    "cancelled_after_invoice": (
        "refund at the platform",
        "test_cancelled_and_refunded_after_the_invoice",
    ),
    "cancelled_with_money": (
        "Refund the payment at the platform",
        "test_cancelled_with_money_says_so",
    ),
    "config": (
        "grant the permission at the platform",
        "test_missing_permissions_pause_their_flows_and_the_others_go_on",
    ),
    "gift_card_balance": (
        "at the platform",
        "test_a_difference_is_reported_and_settles_itself",
    ),
    "invariant": (
        "If the platform corrected it meanwhile, retry",
        "test_an_unknown_word_stops_only_its_own_item",
    ),
    "loyalty_balance": (
        "changes that were missing come in",
        "test_points_tie_out_and_are_owed",
    ),
    "on_hold": (
        "Release the hold at the platform",
        "test_what_was_refused_for_a_hold_goes_once_it_is_released",
    ),
    "rejected": (
        "correct it there and retry",
        "test_a_record_that_does_not_fit_is_kept_and_acknowledged",
    ),
    "voided": ("ask for another payment", "test_cancelled_draft_and_confirmed_order"),
}
