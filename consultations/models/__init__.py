"""What is asked, said and answered."""

from consultations.models.coding import (
    CodingChange,
    CommentDisposition,
    CommentTheme,
    Disposition,
    Response,
    Theme,
    ThemeCommitment,
)
from consultations.models.comment import Comment, CommentMention, CommentVersion, Support
from consultations.models.conduct import Measure, MeasureAppeal, MeasureTally
from consultations.models.consultation import (
    Consultation,
    ConsultationChange,
    ConsultationTally,
    Follow,
    Question,
    ReadMark,
)
from consultations.models.moderation import Appeal, DecisionTally, Flag, ModerationDecision, Rule, RuleVersion
from consultations.models.pages import ConsultationIndexPage, ConsultationPage
from consultations.models.participant import Participant
from consultations.models.report import (
    FollowUpReportPage,
    ReportDelivery,
    ReportEntry,
    ReportSection,
    ReportVersion,
)

__all__ = [
    "Appeal",
    "CodingChange",
    "Comment",
    "CommentDisposition",
    "CommentMention",
    "CommentTheme",
    "CommentVersion",
    "Consultation",
    "ConsultationChange",
    "ConsultationIndexPage",
    "ConsultationPage",
    "ConsultationTally",
    "DecisionTally",
    "Disposition",
    "Flag",
    "Follow",
    "FollowUpReportPage",
    "Measure",
    "MeasureAppeal",
    "MeasureTally",
    "ModerationDecision",
    "Participant",
    "Question",
    "ReadMark",
    "ReportDelivery",
    "ReportEntry",
    "ReportSection",
    "ReportVersion",
    "Response",
    "Rule",
    "RuleVersion",
    "Support",
    "Theme",
    "ThemeCommitment",
]
