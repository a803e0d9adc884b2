"""What a reader who is logged in sees of a consultation beside what everybody sees, laid over the kept page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from consultations.views.facts import facts_context
from consultations.views.thread import chosen, thread_context
from consultations.visibility import facts_of, questions_of
from forum_site import laid_over


def lay_over(request: HttpRequest, consultation_id: int, html: str) -> str:
    """Return a consultation's page, or the first of its threads, for the reader: their account, what they may do,
    whom they support, what is new to them."""
    consultation, questions = facts_of(pk=consultation_id), questions_of(consultation_id)
    context = facts_context(request, consultation) | {"person": request.user}
    context |= thread_context(request, consultation, questions, chosen(request, questions))

    def part(template: str):
        return lambda: render_to_string(template, context, request)

    return laid_over.with_parts(
        html,
        {
            "account": part("components/account.html"),
            "facts": part("consultations/facts_links.html"),
            "may": part("consultations/may.html"),
            "thread": part("consultations/thread.html"),
        },
    )
