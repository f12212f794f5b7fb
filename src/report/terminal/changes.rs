//! What a plan does to each base, position by position, with what each change means at the site.

use std::io;

use anstyle::{AnsiColor, Style};

use super::PLACE;
use crate::report::meaning::{extension, is_to_be_shown, meaning, new_window, settings};
use crate::report::text::{counted, listed, visible};
use crate::site::outcome::Outcome;
use crate::site::plan::{BasePlan, Change, ChangeKind};

const ADD: Style = AnsiColor::Green.on_default();
const UPDATE: Style = AnsiColor::Yellow.on_default();
const REMOVE: Style = AnsiColor::Red.on_default();
const MOVE: Style = AnsiColor::Magenta.on_default();

/// Writes the bases that change, each with its changes.
pub(super) fn write(outcome: &Outcome<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    for base in outcome.bases.iter().filter(|base| is_to_be_shown(base)) {
        write_base(outcome, base, out)?;
    }
    Ok(())
}

/// How many bases are named when a guard refuses a run.
const LOSSES_SHOWN: usize = 20;

/// Names the bases that a guard was about, and how many handsets it counted on each.
pub(super) fn write_losses(outcome: &Outcome<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let concerned: Vec<_> = outcome
        .bases
        .iter()
        .filter(|base| base.given_up > 0 || base.reassignments > 0)
        .collect();
    for base in concerned.iter().take(LOSSES_SHOWN) {
        let file = outcome.file_of(base.mac).display().to_string();
        let mut losses = Vec::new();
        if base.deregistrations > 0 {
            let handsets = counted(base.handsets_now, "handset", "handsets");
            losses.push(format!("lose {} of {handsets}", base.deregistrations));
        }
        if let Some(without @ 1..) = base.given_up.checked_sub(base.deregistrations) {
            let accounts = counted(without, "account", "accounts");
            losses.push(format!("lose {accounts} without an IPUI"));
        }
        if base.reassignments > 0 {
            let handsets = counted(base.reassignments, "handset", "handsets");
            losses.push(format!("give {handsets} another extension"));
        }
        let (file, losses) = (visible(&file), listed(&losses));
        writeln!(out, "{PLACE}{file}{PLACE:#} would {losses}")?;
    }
    if let Some(more @ 1..) = concerned.len().checked_sub(LOSSES_SHOWN) {
        writeln!(out, "… and {}", counted(more, "more base", "more bases"))?;
    }
    writeln!(out, "Run plan instead of build to see each of them.\n")
}

fn write_base(outcome: &Outcome<'_>, base: &BasePlan, out: &mut dyn io::Write) -> io::Result<()> {
    let file = outcome.file_of(base.mac);
    let (used, capacity) = (base.used, base.device.capacity);
    let what = match base.device.layout.positions() {
        Some(_) => "positions in use",
        None => "handsets",
    };
    writeln!(
        out,
        "{PLACE}{}{PLACE:#} {used} of {capacity} {what} afterwards",
        visible(&file.display().to_string())
    )?;
    for change in &base.changes {
        write_change(base, change, out)?;
    }
    for line in settings(base) {
        writeln!(out, "  {UPDATE}~{UPDATE:#} {line}")?;
    }
    if let Some(window) = new_window(base) {
        writeln!(out, "  {UPDATE}~{UPDATE:#} registration window: {window}")?;
    }
    let handsets = [
        (base.deregistrations, "de-registered"),
        (base.reassignments, "with another extension"),
    ];
    for (number, what) in handsets.into_iter().filter(|(number, _)| *number > 0) {
        writeln!(out, "  {} {what}", counted(number, "handset", "handsets"))?;
    }
    writeln!(out)
}

fn write_change(base: &BasePlan, change: &Change, out: &mut dyn io::Write) -> io::Result<()> {
    let (sign, style) = match change.kind {
        ChangeKind::Add => ("+", ADD),
        ChangeKind::Update | ChangeKind::Replace => ("~", UPDATE),
        ChangeKind::Remove => ("-", REMOVE),
        ChangeKind::Move => (">", MOVE),
    };
    let handset = match (change.previous_ipui, change.ipui) {
        (None, None) => "no handset".to_owned(),
        (None, Some(new)) => new.to_string(),
        (Some(old), None) => old.to_string(),
        (Some(old), Some(new)) => format!("{old} -> {new}"),
    };
    let position = base.position(change);
    let position = position.map(|position| format!("position {position:>3}  "));
    writeln!(
        out,
        "  {style}{sign}{style:#} {}{:<8} {handset:<10}  {}",
        position.unwrap_or_default(),
        extension(change),
        meaning(base, change)
    )
}
