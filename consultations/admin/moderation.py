"""The moderator's desk in Wagtail's admin: addresses, and a menu item that says how much waits."""

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from consultations.admin import moderation_claims as claims
from consultations.admin import moderation_more as more
from consultations.admin import moderation_replies as replies
from consultations.admin import moderation_views as views
from consultations.admin.moderation_bulk import decide_many
from consultations.admin.moderation_words import menu_words


class QueueMenuItem(MenuItem):
    """Leads to the queue; its label carries the count of what waits."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm("consultations.moderate_comment")

    def render_component(self, request) -> LinkMenuItem:
        return LinkMenuItem(self.name, menu_words(), self.url, icon_name=self.icon_name, attrs=self.attrs)


@hooks.register("register_admin_menu_item")
def add_queue_to_menu():
    return QueueMenuItem(
        _("Moderation"), reverse_lazy("moderation_queue"), name="moderation", icon_name="comment", order=110
    )


@hooks.register("register_admin_urls")
def desk_urls():
    return [
        path("moderation/", views.queue, name="moderation_queue"),
        path("moderation/part/", views.queue, {"as_part": True}, name="moderation_queue_part"),
        path("moderation/replies/", replies.index, name="moderation_replies"),
        path("moderation/replies/new/", replies.write, name="moderation_replies_new"),
        path("moderation/replies/<int:reply_id>/", replies.write, name="moderation_replies_write"),
        path(
            "moderation/replies/<int:reply_id>/put-away/",
            replies.put_away,
            name="moderation_replies_put_away",
        ),
        path("moderation/take/", claims.take, name="moderation_take"),
        path("moderation/take/part/", claims.take, {"as_part": True}, name="moderation_take_part"),
        path("moderation/renew/", claims.renew, name="moderation_renew"),
        path("moderation/release/", claims.release, name="moderation_release"),
        path("moderation/<int:comment_id>/take/", claims.take_over, name="moderation_take_over"),
        path(
            "moderation/<int:comment_id>/take/card/",
            claims.take_over,
            {"as_card": True},
            name="moderation_take_over_card",
        ),
        path("moderation/decide/", decide_many, name="moderation_decide_many"),
        path("moderation/decide/part/", decide_many, {"as_part": True}, name="moderation_decide_many_part"),
        path("moderation/undo/", more.undo_many, name="moderation_undo_many"),
        path("moderation/undo/part/", more.undo_many, {"as_part": True}, name="moderation_undo_many_part"),
        path("moderation/undo/<int:decision_id>/", more.undo, name="moderation_undo"),
        path(
            "moderation/undo/<int:decision_id>/card/",
            more.undo,
            {"as_card": True},
            name="moderation_undo_card",
        ),
        *(
            path(f"moderation/<int:comment_id>/{way}/{part}", view, how, name=f"moderation_{way}{tag}")
            for way, view in (("redact", more.redact), ("move", more.move))
            for part, how, tag in (("", {}, ""), ("card/", {"as_card": True}, "_card"))
        ),
        path("moderation/<int:comment_id>/", views.item, name="moderation_item"),
        path("moderation/<int:comment_id>/decide/", views.decide, name="moderation_decide"),
        path(
            "moderation/<int:comment_id>/decide/card/",
            views.decide,
            {"as_card": True},
            name="moderation_decide_card",
        ),
        path("moderation/appeals/<int:appeal_id>/judge/", views.judge, name="moderation_judge"),
        path(
            "moderation/appeals/<int:appeal_id>/judge/card/",
            views.judge,
            {"as_card": True},
            name="moderation_judge_card",
        ),
    ]
