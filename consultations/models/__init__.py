"""What is asked, said and answered."""

from consultations.models.coding import (
    CodingChange,
    CommentDisposition,
    CommentTheme,
    Disposition,
    Origin,
    Response,
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
from consultations.models.defence import Allowance, TextSketch
from consultations.models.desk import Claim, SavedReply
from consultations.models.flag import Flag, ReportCase
from consultations.models.forum import AgendaLink, ForumNote, NoteDraft
from consultations.models.guest import GuestDraft
from consultations.models.kept_counts import CoverageTally, ThemeTally
from consultations.models.masking import Masking, OriginalText
from consultations.models.minutes import (
    AgendaCommitment,
    AmendmentRequest,
    ForumRecord,
    Minutes,
    MinutesChange,
    MinutesPage,
    MinutesWarning,
    Signatory,
)
from consultations.models.moderation import Appeal, DecisionTally, ModerationDecision, Rule, RuleVersion
from consultations.models.pages import ConsultationIndexPage, ConsultationPage
from consultations.models.paper import HandedReceipt, PaperBatch, PaperEntry, PaperOutcome
from consultations.models.participant import Participant
from consultations.models.passage import Passage
from consultations.models.report import (
    FollowUpReportPage,
    ReportDelivery,
    ReportEntry,
    ReportSection,
    ReportVersion,
)
from consultations.models.report_file import ReportFile
from consultations.models.right_of_reply import (
    DraftObjection,
    DraftOpening,
    DraftSection,
    ObjectionAnswer,
)
from consultations.models.suggestion import (
    SuggestedGroup,
    SuggestedMember,
    SuggestedTheme,
    SuggestedTwin,
    SuggestionRun,
)
from consultations.models.theme import Theme, ThemeChange

__all__ = [
    "PaperOutcome",
    "PaperEntry",
    "PaperBatch",
    "HandedReceipt",
    "Signatory",
    "MinutesWarning",
    "MinutesPage",
    "MinutesChange",
    "Minutes",
    "ForumRecord",
    "AmendmentRequest",
    "AgendaCommitment",
    "AgendaLink",
    "ForumNote",
    "NoteDraft",
    "Allowance",
    "Appeal",
    "Claim",
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
    "CoverageTally",
    "DecisionTally",
    "Disposition",
    "DraftObjection",
    "DraftOpening",
    "DraftSection",
    "Flag",
    "Follow",
    "FollowUpReportPage",
    "GuestDraft",
    "Masking",
    "Measure",
    "MeasureAppeal",
    "MeasureTally",
    "ModerationDecision",
    "ObjectionAnswer",
    "Origin",
    "OriginalText",
    "Participant",
    "Passage",
    "Question",
    "ReadMark",
    "ReportCase",
    "ReportDelivery",
    "ReportEntry",
    "ReportFile",
    "ReportSection",
    "ReportVersion",
    "Response",
    "Rule",
    "RuleVersion",
    "SavedReply",
    "SuggestedGroup",
    "SuggestedMember",
    "SuggestedTheme",
    "SuggestedTwin",
    "SuggestionRun",
    "Support",
    "TextSketch",
    "Theme",
    "ThemeChange",
    "ThemeCommitment",
    "ThemeTally",
]
