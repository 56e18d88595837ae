"""The words that every document uses for the states of a result."""

from bot.talk.interview.result import SectionState, StageState, Weight

WEIGHTS = {
    Weight.BLOCKING: "Das hält auf",
    Weight.MISSING: "Das fehlt noch",
    Weight.UNKNOWN: "Das ist ungeklärt",
    Weight.RECOMMENDED: "Das empfiehlt sich",
    Weight.AHEAD: "Das kommt als Nächstes",
}
SECTIONS = {
    SectionState.DONE: "erledigt",
    SectionState.OPEN: "offen",
    SectionState.BLOCKED: "hält auf",
    SectionState.NOT_ASKED: "nicht gefragt",
}
STAGES = {StageState.DONE: "erledigt", StageState.CURRENT: "jetzt", StageState.AHEAD: "später"}
