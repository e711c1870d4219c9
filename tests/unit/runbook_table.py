"""How each cause of the runbook ends: what its page says, and which test shows it.

A story (``tell_<cause>`` in a ``test_runbook_*`` file, or ``<cause>_<step>`` of the
person of the injected faults) walks through a page step by step and needs no row here.
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

# A person does it in Odoo, as the page says: cause -> (words, test)
IN_ODOO = {
    "cancelled_in_odoo": (
        "Cancel the order at the shop too",
        "test_what_a_person_cancelled_stays_cancelled",
    ),
    "crash": ("Retry it once, alone", "test_a_crash_is_cornered"),
    "dead": ("Retry", "test_it_is_given_up_after_the_tries_allowed"),
    "edited_after_delivery": (
        "Open the decision",
        "test_edit_of_another_line_goes_in_after_the_goods_left",
    ),
    "edited_after_invoice": (
        "Take it over",
        "test_removed_units_wait_by_default_and_apply_makes_a_credit_note",
    ),
    "edited_both_sides": (
        "Choose line by line",
        "test_what_both_changed_waits_and_the_shop_wins_by_decision",
    ),
    "fulfilment_cancelled": (
        "whether the goods have left",
        "test_our_shipment_cancelled_at_the_shop_waits_for_a_decision",
    ),
    "fulfilment_exceeds": (
        "It is Odoo's delivery",
        "test_shipped_here_and_there_at_once_is_shown",
    ),
    "line_missing": (
        "Retry the shipment",
        "test_goods_of_no_line_are_parked_and_can_be_tried_again",
    ),
    "move_too_late": (
        "which location shipped it",
        "test_moved_while_it_is_being_picked_is_parked",
    ),
    "parked": ("Retry", "test_a_parked_refund_and_an_open_reason_are_to_be_resolved"),
    "period_locked": (
        "open the period for a moment",
        "test_a_locked_period_parks_and_dates_never_move",
    ),
    "preview": ("Release what is right", "test_a_preview_waits_for_its_release"),
    "price_drop": (
        "Release it if it is meant",
        "test_held_and_refused_prices_wait_in_the_list",
    ),
    "product_unmatched": (
        "choose the product",
        "test_unknown_product_waits_for_a_person",
    ),
    "refused": ("Retry", "test_a_refused_fact_is_retried_under_a_new_key"),
    "return_reason_unmapped": (
        "Return reasons",
        "test_a_reason_nobody_decided_about_waits",
    ),
    "settlement_unmapped": (
        "choose the account",
        "test_an_account_that_is_not_chosen_parks_and_approving_resumes",
    ),
    "shadow": (
        "send a withheld row of the outbox",
        "test_what_would_leave_is_withheld_and_traced",
    ),
    "stock_drift": ("Send Odoo's number", "test_drift_is_found_corrected_and_told"),
    "taken_back": ("press Send again", "test_the_shop_shows_again_what_it_showed"),
    "tax_unmapped": (
        "Approve it: what waits goes on",
        "test_order_waits_for_its_tax_and_then_imports",
    ),
    "tender_unmapped": (
        "Approve it",
        "test_unmapped_tender_waits_and_approval_resumes",
    ),
}
