"""A team's desk: the frame, the tabs, and the beat at which an open page looks for what is new."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.components import BEAT, STATES, Room, bar, browser, button, dress, in_turn, spoken
from mirrorsim.exercise.classroom.panels_charts import links_panel, timeline_panel
from mirrorsim.exercise.classroom.panels_reading import briefing_panel, evidence_panel, inbox_panel, result_panel
from mirrorsim.exercise.classroom.panels_sheet import sheet_panel
from mirrorsim.exercise.classroom.panels_working import board_panel, decisions_panel, requests_panel
from mirrorsim.exercise.classroom.team_workspace import TeamDesk

Panel = Callable[[Room, TeamDesk], Callable[[], None]]
"""Builds a part of the desk; what it returns is called when something may be new."""


def desk_page(room: Room) -> None:
    """The page at /desk: what the team of this browser may see and do."""
    desk = TeamDesk(room.session, browser())
    try:
        team = desk.team
    except Refused:
        ui.navigate.to("/")
        return
    material = room.session.material
    panels: dict[str, Panel] = {"Briefing": briefing_panel, "Inbox": inbox_panel, "Evidence": evidence_panel}
    panels |= {"Links": links_panel, "Timeline": timeline_panel}
    if desk.offers():
        panels["Requests"] = requests_panel
    panels["Board"] = board_panel
    if material.exercise.decisions.allowed:
        panels["Decisions"] = decisions_panel
    panels["Answers"] = sheet_panel
    if desk.result() is not None:
        panels["Result"] = result_panel

    dress(f"{team.name}: {material.exercise.title}")
    clock, state = bar(material.exercise.title, f"{team.name}, {material.title(team.role)}")
    with (
        ui.element("nav")
        .props("aria-label='Parts of the desk'")
        .style("background: #fff; border-bottom: 1px solid #c9d3dc"),
        ui.tabs().props("align=left outside-arrows mobile-arrows no-caps inline-label active-color=primary") as tabs,
    ):
        made = {name: ui.tab(name) for name in panels}
    body = ui.element("div").classes("sheet")
    looks: list[Callable[[], None]] = [lambda: None]
    stood = (team.submitted, room.session.state == "closed", room.session.released)

    seat = browser(), team.id

    def show() -> None:
        room.places[seat] = str(tabs.value)
        body.clear()
        with body:
            try:
                looks[0] = panels[str(tabs.value)](room, desk)
            except Refused:
                ui.navigate.to("/")

    def beat() -> None:
        try:
            now, going = desk.clock()
            unread = sum(not opened for _, opened in desk.inbox())
            if stood != (desk.team.submitted, going == "closed", room.session.released):
                ui.navigate.reload()
                return
        except Refused:
            ui.navigate.to("/")
            return
        clock.set_text(spoken(now))
        state.set_text(STATES[going])
        label = f"Inbox ({unread})" if unread else "Inbox"
        if made["Inbox"].props.get("label") != label:
            made["Inbox"].props["label"] = label
            made["Inbox"].update()
        looks[0]()

    tabs.on_value_change(lambda _: show())
    last = room.places.get(seat, "Briefing")
    tabs.set_value("Result" if "Result" in panels else last if last in panels else "Briefing")
    beat()
    ui.timer(BEAT, beat)
    with ui.element("footer").classes("sheet foot"):
        button("Leave this desk", in_turn(desk.leave, lambda: ui.navigate.to("/")), quiet=True)
