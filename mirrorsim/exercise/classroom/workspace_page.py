"""A team's workspace: the frame, the tabs, and the timer by which an open page looks for what is new."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.components import (
    REFRESH_SECONDS,
    STATES,
    ClassroomContext,
    browser,
    button,
    clock_text,
    header_bar,
    leave_page,
    sequence,
    set_up_page,
)
from mirrorsim.exercise.classroom.panels_charts import links_panel, timeline_panel
from mirrorsim.exercise.classroom.panels_reading import briefing_panel, evidence_panel, inbox_panel, result_panel
from mirrorsim.exercise.classroom.panels_sheet import sheet_panel
from mirrorsim.exercise.classroom.panels_working import board_panel, decisions_panel, requests_panel
from mirrorsim.exercise.classroom.team_workspace import TeamWorkspace

Panel = Callable[[ClassroomContext, TeamWorkspace], Callable[[], None]]
"""Builds a part of the workspace; what it returns is called when something may be new."""


def workspace_page(context: ClassroomContext) -> None:
    """The page at /desk: what the team of this browser may see and do."""
    workspace = TeamWorkspace(context.session, browser())
    try:
        team = workspace.team
    except Refused:
        leave_page("/")
        return
    material = context.session.material
    panels: dict[str, Panel] = {"Briefing": briefing_panel, "Inbox": inbox_panel, "Evidence": evidence_panel}
    panels |= {"Links": links_panel, "Timeline": timeline_panel}
    if workspace.offers():
        panels["Requests"] = requests_panel
    panels["Board"] = board_panel
    if material.exercise.decisions.allowed:
        panels["Decisions"] = decisions_panel
    panels["Answers"] = sheet_panel
    if workspace.grade() is not None:
        panels["Result"] = result_panel

    set_up_page(f"{team.name}: {material.exercise.title}")
    clock, state = header_bar(material.exercise.title, f"{team.name}, {material.title(team.role)}")
    with (
        ui.element("nav")
        .props("aria-label='Parts of the desk'")
        .style("background: #fff; border-bottom: 1px solid #c9d3dc"),
        ui.tabs().props("align=left outside-arrows mobile-arrows no-caps inline-label active-color=primary") as tabs,
    ):
        made = {name: ui.tab(name) for name in panels}
    body = ui.element("div").classes("sheet")
    looks: list[Callable[[], None]] = [lambda: None]
    stood = (team.submitted, context.session.state == "closed", context.session.released)

    seat = browser(), team.id

    def show() -> None:
        context.places[seat] = str(tabs.value)
        body.clear()
        with body:
            try:
                looks[0] = panels[str(tabs.value)](context, workspace)
            except Refused:
                leave_page("/")

    def refresh() -> None:
        try:
            now, going = workspace.clock()
            unread = sum(not opened for _, opened in workspace.inbox())
            if stood != (workspace.team.submitted, going == "closed", context.session.released):
                leave_page()
                return
        except Refused:
            leave_page("/")
            return
        clock.set_text(clock_text(now))
        state.set_text(STATES[going])
        label = f"Inbox ({unread})" if unread else "Inbox"
        if made["Inbox"].props.get("label") != label:
            made["Inbox"].props["label"] = label
            made["Inbox"].update()
        looks[0]()

    tabs.on_value_change(lambda _: show())
    last = context.places.get(seat, "Briefing")
    tabs.set_value("Result" if "Result" in panels else last if last in panels else "Briefing")
    refresh()
    ui.timer(REFRESH_SECONDS, refresh)
    with ui.element("footer").classes("sheet foot"):
        button("Leave this desk", sequence(workspace.leave, lambda: leave_page("/")), quiet=True)
