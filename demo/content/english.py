"""English versions of consultations' pages: summary and paragraphs by address. The others show how a page
without a translation appears inside the English interface."""

ENGLISH = {
    "layanan-dukcapil": (
        "Identity cards, family cards and certificates still take too long. Before the way of queueing is changed, "
        "we ask you who wait.",
        (
            "Every day our five offices serve about 420 queue numbers. Half are given out by the app, half on the "
            "spot. Some propose to raise the online share to 70 per cent; others ask for the opposite.",
            "We would also like to know what should be settled close to home: at the kelurahan, at the district "
            "office, from the mobile van, or at the midwife's. And if you ever tried an online service and gave up, "
            "at which step.",
            "Our staff read along and answer. What can be put right at once, we put right while the consultation "
            "runs. What needs a decision or money, we answer in the follow-up report, 30 days after closing.",
            "Please do not write identity numbers, telephone numbers or home addresses, your own or anybody's. If "
            "your case is stuck, tell what happened, then bring the number of your comment to the complaint desk.",
        ),
    ),
    "angkutan-sungai": (
        "Thousands still cross the Musi and the Ogan by ketek every day. Next year six small piers can be repaired. "
        "Which ones, and what for, we ask passengers and boatmen.",
        (
            "The city owns 23 small piers. Some are planks, some pontoons, some only posts. The money is enough for "
            "six, so we have to choose.",
            "We would also like to know what keeps people from taking a ketek: safety, fares that nobody can "
            "foresee, a place to wait, or the way on to Trans Musi and the LRT.",
            "Boatmen who have no time to write can speak to our staff at the 16 Ilir pier every Thursday morning. "
            "What they say is entered here and gets a receipt.",
        ),
    ),
    "pelayanan-satu-atap": (
        "The one-stop building was made so that you need not go round the city. It turned out that many go round "
        "inside it. We asked where things get stuck.",
        (
            "More than 40 kinds of permit are handled in this building by several agencies. Each section has its "
            "own desk, stamp and register.",
            "Tell us of your last errand from the entrance to the end: how many counters, how many days, how often "
            "you went home because a paper was missing, and whether anybody asked for money.",
            "This consultation has closed and its follow-up report is published. Every comment shows where the "
            "report answers it.",
        ),
    ),
}
