"""The whole story through the public door: from a question's announcement to what became of each person's words.

Nobody here writes into the database: pages, forms, mails and commands only. Staff accounts are given.
"""

import pytest

from tests.journey import Story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(as_, mailoutbox, queued_tasks, tmp_path) -> Story:
    return Story(as_, mailoutbox, tmp_path)


def test_whoever_speaks_can_find_out_what_became_of_what_they_said(story):
    story.the_office_is_set_up()
    story.a_consultation_is_announced()
    story.residents_speak()
    story.moderators_decide()
    story.others_are_heard_too()
    story.the_consultation_closes()
    story.all_but_one_comment_is_coded()
    story.the_agency_answers_and_promises()
    story.the_report_is_refused_while_one_comment_is_left_out()
    story.the_report_is_published()
    story.everybody_finds_their_place_in_two_clicks()
    story.who_has_no_account_finds_it_from_the_mail()
    story.the_same_can_be_read_in_english()
    story.what_is_restored_later_waits_for_the_next_version()
