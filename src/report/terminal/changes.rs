//! What a plan does to each base, position by position, with what each change means at the site.

use std::collections::{BTreeMap, HashMap};
use std::io;

use anstyle::{AnsiColor, Style};
use textwrap::core::display_width;

use super::{PLACE, write_wrapped};
use crate::report::meaning::{
    consequence, extension, is_to_be_shown, listed as field_names, meaning, name, new_window,
    settings,
};
use crate::report::text::{counted, listed, visible};
use crate::site::outcome::Outcome;
use crate::site::plan::{BasePlan, Change, ChangeKind, Fields};
use crate::value::Field;

const ADD: Style = AnsiColor::Green.on_default();
const UPDATE: Style = AnsiColor::Yellow.on_default();
const REMOVE: Style = AnsiColor::Red.on_default();
const MOVE: Style = AnsiColor::Magenta.on_default();

/// Up to how many equal changes are shown each on its own, and bases with equal settings.
const SINGLE: usize = 3;
/// How many extensions or files of a line for many are named.
const NAMED: usize = 5;
/// The widest column of names; longer names push the rest of their line.
const WIDEST_NAME: usize = 28;

/// Writes the bases that change, each with its changes.
pub(super) fn write(
    outcome: &Outcome<'_>,
    out: &mut dyn io::Write,
    width: usize,
) -> io::Result<()> {
    let shown = || outcome.bases.iter().filter(|base| is_to_be_shown(base));
    // A setting of the run changes every base in the same way.
    let mut same: HashMap<_, Vec<&BasePlan>> = HashMap::new();
    for base in shown().filter(|base| base.changes.is_empty()) {
        same.entry(without_handsets(base)).or_default().push(base);
    }
    same.retain(|_, bases| bases.len() > SINGLE);
    for base in shown() {
        let key = without_handsets(base);
        let together = same.get(&key).filter(|_| base.changes.is_empty());
        match together {
            None => write_base(outcome, base, out, width)?,
            Some(bases) if bases[0].mac == base.mac => {
                write_bases(outcome, bases, out, width)?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The lines of a base that are about no handset.
fn without_handsets(base: &BasePlan) -> Vec<String> {
    let window = new_window(base).map(|window| format!("registration window: {window}"));
    settings(base).chain(window).collect()
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

/// Several bases whose settings change in the same way.
fn write_bases(
    outcome: &Outcome<'_>,
    bases: &[&BasePlan],
    out: &mut dyn io::Write,
    width: usize,
) -> io::Result<()> {
    let files = bases.iter().take(NAMED);
    let mut files: Vec<_> = files.map(|base| file_name(outcome, base)).collect();
    if bases.len() > files.len() {
        files.push("…".into());
    }
    let head = format!("{PLACE}{} bases{PLACE:#}: ", bases.len());
    write_wrapped(out, width, &head, "", &files.join(", "))?;
    write_settings(bases[0], out, width)?;
    writeln!(out)
}

fn file_name(outcome: &Outcome<'_>, base: &BasePlan) -> String {
    let file = outcome.file_of(base.mac).display().to_string();
    visible(&file).into_owned()
}

fn write_base(
    outcome: &Outcome<'_>,
    base: &BasePlan,
    out: &mut dyn io::Write,
    width: usize,
) -> io::Result<()> {
    let (used, capacity) = (base.used, base.device.capacity);
    let what = match base.device.layout.positions() {
        Some(_) => "positions in use",
        None => "handsets",
    };
    let file = file_name(outcome, base);
    writeln!(
        out,
        "{PLACE}{file}{PLACE:#}: {used} of {capacity} {what} afterwards"
    )?;
    let mut equal: BTreeMap<Fields, Vec<&Change>> = BTreeMap::new();
    for change in base.changes.iter().filter(|change| is_like_others(change)) {
        equal.entry(change.fields).or_default().push(change);
    }
    equal.retain(|_, changes| changes.len() > SINGLE);
    let group = |change: &Change| equal.get(&change.fields).filter(|_| is_like_others(change));
    let singles = base.changes.iter().filter(|change| group(change).is_none());
    let names = singles.map(|change| display_width(&name(change)).min(WIDEST_NAME));
    let name_width = names.max().unwrap_or(0);
    for change in &base.changes {
        match group(change) {
            None => write_change(base, change, name_width, out, width)?,
            Some(changes) if changes[0].position == change.position => {
                write_equal(base, changes, out, width)?;
            }
            Some(_) => {}
        }
    }
    write_settings(base, out, width)?;
    if base.deregistrations > 0 {
        let handsets = counted(base.deregistrations, "handset", "handsets");
        writeln!(out, "  {REMOVE}{handsets} de-registered{REMOVE:#}")?;
    }
    if base.reassignments > 0 {
        let handsets = counted(base.reassignments, "handset", "handsets");
        writeln!(out, "  {handsets} with another extension")?;
    }
    writeln!(out)
}

/// Whether a change says nothing about its handset or its person that another would not say.
fn is_like_others(change: &Change) -> bool {
    let personal = [Field::Extension, Field::DisplayName, Field::Ipui];
    change.kind == ChangeKind::Update
        && !personal
            .into_iter()
            .any(|field| change.fields.contains(field))
}

fn write_settings(base: &BasePlan, out: &mut dyn io::Write, width: usize) -> io::Result<()> {
    let head = format!("  {UPDATE}~{UPDATE:#} ");
    let mut lines = without_handsets(base).into_iter();
    lines.try_for_each(|line| write_wrapped(out, width, &head, "  ", &line))
}

/// Many accounts of a base that change in the same way: `~ 17 accounts (2001, 2002, …): …`.
fn write_equal(
    base: &BasePlan,
    changes: &[&Change],
    out: &mut dyn io::Write,
    width: usize,
) -> io::Result<()> {
    let named = changes.iter().take(NAMED);
    let mut named: Vec<_> = named.map(|change| extension(change)).collect();
    if changes.len() > named.len() {
        named.push("…".into());
    }
    let head = format!("  {UPDATE}~{UPDATE:#} ");
    let text = format!(
        "{} accounts ({}): {}: each {}",
        changes.len(),
        named.join(", "),
        field_names(changes[0].fields),
        consequence(base, changes[0])
    );
    write_wrapped(out, width, &head, "    ", &text)
}

fn write_change(
    base: &BasePlan,
    change: &Change,
    name_width: usize,
    out: &mut dyn io::Write,
    width: usize,
) -> io::Result<()> {
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
    let name = name(change);
    let gap = name_width.saturating_sub(display_width(&name));
    let name = if name_width == 0 {
        name
    } else {
        format!("{name}{:gap$}  ", "")
    };
    let head = format!(
        "  {style}{sign}{style:#} {}{:<8} {handset:<10}  ",
        position.unwrap_or_default(),
        extension(change),
    );
    let loses = change.previous_ipui.is_some() || change.kind == ChangeKind::Move;
    let (red, plain) = if loses {
        (
            REMOVE.render().to_string(),
            REMOVE.render_reset().to_string(),
        )
    } else {
        (String::new(), String::new())
    };
    let text = format!("{name}{red}{}{plain}", meaning(base, change));
    write_wrapped(out, width, &head, "    ", &text)
}
