//! A run in plain sentences: how many rows, how many bases, and how it ended.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::text::{counted, listed, visible};
use crate::finding::{Counts, Severity};
use crate::site::outcome::{CHANGES, Ending, Outcome, WindowRequest};
use crate::site::plan::{ChangeKind, Status, WindowChange};

/// What the last words of a run name besides the run itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Closing<'c> {
    /// Where all findings are, in words: usually the path of a report.
    pub report: Option<&'c str>,
    /// The report file.
    pub file: Option<&'c str>,
    /// How long the run took, where that is to be said.
    pub elapsed: Option<Duration>,
}

/// Every sentence that there is to say.
pub(super) fn sentences(
    outcome: &Outcome<'_>,
    closing: Closing<'_>,
) -> impl Iterator<Item = String> {
    [
        Some(rows(outcome)),
        accounts(outcome),
        found(outcome),
        bases(outcome),
    ]
    .into_iter()
    .flatten()
    .chain(consequences(outcome))
    .chain(last_words(outcome, closing))
}

/// How the run ended, with what a person looks for next. [`failure`] says why a run did not end well.
fn last_words(outcome: &Outcome<'_>, closing: Closing<'_>) -> Option<String> {
    if outcome.ending != Ending::Done {
        return None;
    }
    if outcome.command != "build" {
        let is_said = outcome.command == "plan" || outcome.is_complete();
        return is_said.then(|| ending(outcome));
    }
    let directory = outcome.out.as_deref().unwrap_or(Path::new(""));
    let directory = directory.display().to_string();
    let mut places = vec![format!("files in {}", visible(&directory))];
    let report = closing
        .file
        .map(|report| format!("report in {}", visible(report)));
    places.extend(report);
    let (places, time) = (places.join(", "), closing.elapsed.map(duration));
    Some(match (outcome.is_complete(), time) {
        (true, Some(time)) => format!("Done in {time}: {places}."),
        (true, None) => format!("Done: {places}."),
        (false, Some(time)) => format!("Ended after {time}: {places}."),
        (false, None) => format!("Ended: {places}."),
    })
}

/// `0.4 s`, `2 min 5 s`.
fn duration(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// What a plan would do, in numbers: `3 to add, 1 to replace, 0 to remove on 2 bases`.
fn plan(outcome: &Outcome<'_>) -> String {
    let mut numbers = BTreeMap::new();
    for change in outcome.bases.iter().flat_map(|base| &base.changes) {
        *numbers.entry(change.kind).or_insert(0) += 1;
    }
    let bases = outcome.bases_with(Status::Written);
    if bases == 0 {
        return "no changes".into();
    }
    let bases = counted(bases, "base", "bases");
    if numbers.is_empty() {
        return format!("no handset changes, but the settings or the window of {bases}");
    }
    let kinds = [
        (ChangeKind::Add, "add", true),
        (ChangeKind::Update, "update", false),
        (ChangeKind::Replace, "replace", true),
        (ChangeKind::Move, "move", false),
        (ChangeKind::Remove, "remove", true),
    ];
    let parts = kinds
        .into_iter()
        .filter_map(|(kind, verb, is_always_said)| {
            let number = numbers.get(&kind).copied().unwrap_or(0);
            (number > 0 || is_always_said).then(|| format!("{number} to {verb}"))
        });
    format!("{} on {bases}", parts.collect::<Vec<_>>().join(", "))
}

/// Why the exit code is not 0, and what to do about it; `report` is where the findings are.
pub(super) fn failure(
    outcome: &Outcome<'_>,
    report: Option<&str>,
) -> Option<(String, Option<String>)> {
    if outcome.exit_code() == 0 {
        return None;
    }
    if outcome.exit_code() == CHANGES {
        let bases = outcome.bases_with(Status::Written);
        let bases = counted(bases, "file", "files");
        return Some((
            format!("{bases} would be written (--detailed-exitcode)"),
            None,
        ));
    }
    let (rejected, held) = (outcome.rows.rejected, outcome.bases_with(Status::Held));
    let findings = report.map(|report| format!("read the findings in {report}"));
    Some(match outcome.ending {
        Ending::Done => {
            let mut parts = Vec::new();
            if rejected > 0 {
                let rows = counted(rejected, "row", "rows");
                parts.push(format!("{rows} {} rejected", was(rejected)));
            }
            if held > 0 {
                let bases = counted(held, "base", "bases");
                parts.push(match outcome.command {
                    "plan" => format!("{bases} would be held"),
                    _ => format!("{bases} {} held", was(held)),
                });
            }
            let rest = match outcome.command {
                "build" => "; everything else is done",
                _ => "",
            };
            (format!("{}{rest}", parts.join(", and ")), findings)
        }
        Ending::Unusable if outcome.command == "check" => {
            ("the roster cannot be used as it is".into(), findings)
        }
        Ending::Unusable => (
            "no provisioning file was written: the roster cannot be used as it is".into(),
            findings,
        ),
        Ending::Aborted => (
            format!(
                "nothing was written: {} {} rejected, and the run was to stop then (--on-error abort)",
                counted(rejected, "row", "rows"),
                was(rejected)
            ),
            findings,
        ),
        Ending::Refused {
            deregister,
            reassign,
        } => {
            let (reasons, options) = refused(outcome, deregister, reassign);
            (
                format!("nothing was written: {reasons}"),
                Some(format!("if that is meant, run again with {options}")),
            )
        }
    })
}

/// What the run means for handsets and registration windows.
pub(super) fn consequences(outcome: &Outcome<'_>) -> impl Iterator<Item = String> {
    let sentences = [
        deregistrations(outcome),
        reassignments(outcome),
        windows(outcome),
    ];
    sentences.into_iter().flatten()
}

/// `3 errors`, `1 warning`: those that there are.
pub(super) fn severities(counts: Counts) -> Vec<String> {
    [
        (counts.error, "error", "errors"),
        (counts.warning, "warning", "warnings"),
        (counts.info, "info", "infos"),
    ]
    .into_iter()
    .filter(|(number, ..)| *number > 0)
    .map(|(number, one, many)| counted(number, one, many))
    .collect()
}

fn was(number: usize) -> &'static str {
    if number == 1 { "was" } else { "were" }
}

fn rows(outcome: &Outcome<'_>) -> String {
    let rows = outcome.rows;
    if rows.read == 0 {
        return "No row was read.".into();
    }
    let read = format!(
        "{} {} read",
        counted(rows.read, "row", "rows"),
        was(rows.read)
    );
    match (rows.accepted, rows.rejected) {
        (0, 0) => format!("{read}."),
        (_, 0) => format!("{read} and accepted."),
        (0, _) => format!("{read} and rejected."),
        (accepted, rejected) => format!(
            "{read}: {accepted} {} accepted, {rejected} {} rejected.",
            was(accepted),
            was(rejected)
        ),
    }
}

fn accounts(outcome: &Outcome<'_>) -> Option<String> {
    let counts = outcome.accounts?;
    let all = counted(counts.all, "account", "accounts");
    Some(format!(
        "{} of {all} {} used.",
        counts.used,
        if counts.all == 1 { "is" } else { "are" }
    ))
}

fn found(outcome: &Outcome<'_>) -> Option<String> {
    let mut counts = outcome.counts();
    counts.info -= super::columns::said(outcome);
    let severities = severities(counts);
    (!severities.is_empty()).then(|| format!("Found: {}.", listed(&severities)))
}

/// Whether what the outcome says of files did not happen.
pub(super) fn is_conditional(outcome: &Outcome<'_>) -> bool {
    outcome.command != "build" || outcome.ending != Ending::Done
}

/// The numbers of the run under their headings, each with the severity that colours it.
pub(super) fn numbers(outcome: &Outcome<'_>) -> Vec<Numbers> {
    let (error, warning) = (Some(Severity::Error), Some(Severity::Warning));
    let (rows, found) = (outcome.rows, outcome.counts());
    let bases = |status| outcome.bases_with(status);
    let rows = vec![
        ("read", rows.read, None),
        ("accepted", rows.accepted, None),
        ("rejected", rows.rejected, error),
    ];
    let findings = vec![
        ("errors", found.error, error),
        ("warnings", found.warning, warning),
        ("infos", found.info, Some(Severity::Info)),
    ];
    if outcome.command == "check" {
        return vec![("Rows", rows), ("Findings", findings)];
    }
    let written = status_words(outcome, Status::Written);
    let bases = vec![
        (written, bases(Status::Written), None),
        ("unchanged", bases(Status::Unchanged), None),
        ("held", bases(Status::Held), warning),
        ("left alone", bases(Status::Untouched), None),
    ];
    let handsets = vec![
        ("de-registered", outcome.deregistrations, error),
        ("with another extension", outcome.reassignments, warning),
    ];
    vec![
        ("Rows", rows),
        ("Findings", findings),
        ("Bases", bases),
        ("Handsets", handsets),
    ]
}

/// A heading, and what is counted under it.
type Numbers = (&'static str, Vec<(&'static str, usize, Option<Severity>)>);

fn bases(outcome: &Outcome<'_>) -> Option<String> {
    let shard = outcome.shard;
    let looked_at = outcome.ending != Ending::Unusable && outcome.ending != Ending::Aborted;
    if outcome.bases.is_empty() && (shard.is_whole() || !looked_at) {
        return None;
    }
    let parts: Vec<_> = Status::ALL
        .into_iter()
        .map(|status| (outcome.bases_with(status), status_words(outcome, status)))
        .filter(|(number, _)| *number > 0)
        .map(|(number, words)| match number {
            1 => format!("1 {words}"),
            _ => format!("{number} {}", words.replace("names it", "names them")),
        })
        .collect();
    let bases = counted(outcome.bases.len(), "base", "bases");
    let bases = if shard.is_whole() {
        bases
    } else {
        format!("Shard {shard}, {bases}")
    };
    let rows = match outcome.rows.rejected {
        0 => "",
        _ if shard.is_first() => "",
        _ => " Shard 1 reports the rejected rows.",
    };
    Some(match parts.as_slice() {
        [] => format!("{bases}.{rows}"),
        parts => format!("{bases}: {}.{rows}", parts.join(", ")),
    })
}

/// What becomes of a base's file, in words.
pub(super) fn status_words(outcome: &Outcome<'_>, status: Status) -> &'static str {
    match (status, outcome.ending) {
        (Status::Written, _) if is_conditional(outcome) => "to be written",
        (Status::Written, _) => "written",
        (Status::Unchanged, _) => "unchanged",
        (Status::Held, Ending::Refused { .. }) => "held",
        (Status::Held, _) => "held because of errors",
        (Status::Untouched, _) => "left alone because no row names it",
    }
}

/// What the run means for handsets that lose their place, unless there is nothing to say.
pub(super) fn deregistrations(outcome: &Outcome<'_>) -> Option<String> {
    // A refusal says the number itself.
    if outcome.given_up == 0 || says_nothing_of_handsets(outcome) {
        return None;
    }
    Some(if is_conditional(outcome) {
        format!("{}.", losses(outcome, "would"))
    } else {
        let they = if outcome.given_up == 1 {
            "its base fetches its"
        } else {
            "their bases fetch their"
        };
        format!("{} when {they} new file.", losses(outcome, "will"))
    })
}

/// What the run means for handsets that will ring for somebody else, unless there is nothing to say.
fn reassignments(outcome: &Outcome<'_>) -> Option<String> {
    if outcome.reassignments == 0 || says_nothing_of_handsets(outcome) {
        return None;
    }
    let handsets = counted(outcome.reassignments, "handset", "handsets");
    Some(match (is_conditional(outcome), outcome.reassignments) {
        (true, _) => format!("{handsets} would get another extension."),
        (false, 1) => format!("{handsets} gets another extension."),
        (false, _) => format!("{handsets} get another extension."),
    })
}

/// What becomes of the registration windows: those that change, and where something was asked of
/// them also the others.
fn windows(outcome: &Outcome<'_>) -> Option<String> {
    if says_nothing_of_handsets(outcome) {
        return None;
    }
    let to_be = if is_conditional(outcome) {
        "to be "
    } else {
        ""
    };
    let (opened, opens_one) = match outcome.window_request {
        WindowRequest::Open => ("opened", Some("--reopen-window")),
        WindowRequest::Set => ("set", Some("--window-start")),
        WindowRequest::Nothing | WindowRequest::Remove => ("set", None),
    };
    let of = |change| outcome.windows_with(change);
    let changed = [
        (of(WindowChange::Opened), opened),
        (of(WindowChange::Changed), "given another duration"),
        (of(WindowChange::Removed), "removed"),
    ];
    let changed = changed.map(|(number, words)| (number, format!("{to_be}{words}")));
    let others = opens_one.map(|option| {
        [
            (of(WindowChange::Left), "left as before".into()),
            (
                of(WindowChange::Missing),
                format!("missing ({option} opens one)"),
            ),
            (
                outcome.windows_incomplete(),
                format!("incomplete ({option} with --window-duration opens one)"),
            ),
        ]
    });
    let parts = changed.into_iter().chain(others.into_iter().flatten());
    let parts: Vec<_> = parts
        .filter(|(number, _)| *number > 0)
        .map(|(number, words)| format!("{number} {words}"))
        .collect();
    (!parts.is_empty()).then(|| format!("Registration windows: {}.", parts.join(", ")))
}

fn says_nothing_of_handsets(outcome: &Outcome<'_>) -> bool {
    outcome.command == "check" || matches!(outcome.ending, Ending::Refused { .. })
}

/// `3 handsets would be de-registered, and 1 account without an IPUI would lose its position`.
fn losses(outcome: &Outcome<'_>, would: &str) -> String {
    let without = outcome.given_up.saturating_sub(outcome.deregistrations);
    let handsets = counted(outcome.deregistrations, "handset", "handsets");
    let handsets = format!("{handsets} {would} be de-registered");
    let accounts = counted(without, "account", "accounts");
    let its = if without == 1 {
        "its position"
    } else {
        "their positions"
    };
    let accounts = format!("{accounts} without an IPUI {would} lose {its}");
    match (outcome.deregistrations, without) {
        (_, 0) => handsets,
        (0, _) => accounts,
        _ => format!("{handsets}, and {accounts}"),
    }
}

/// How the run ended.
pub(super) fn ending(outcome: &Outcome<'_>) -> String {
    let rejected = outcome.rows.rejected;
    let held = outcome.bases_with(Status::Held);
    match outcome.ending {
        Ending::Unusable if outcome.command == "check" => {
            "The roster cannot be used as it is: correct its errors first.".into()
        }
        Ending::Unusable => {
            "No provisioning file was written: the roster cannot be used as it is. Correct its \
             errors and run again."
                .into()
        }
        Ending::Aborted => format!(
            "Nothing was written: {} {} rejected, and the run was to stop then (--on-error abort).",
            counted(rejected, "row", "rows"),
            was(rejected)
        ),
        Ending::Refused {
            deregister,
            reassign,
        } => {
            let (reasons, options) = refused(outcome, deregister, reassign);
            format!("Nothing was written: {reasons}. If that is meant, run again with {options}.")
        }
        Ending::Done => match outcome.command {
            "check" if rejected > 0 => {
                "The roster has errors: correct them and check again.".into()
            }
            "check" => "The roster has no errors.".into(),
            "plan" => format!("Plan: {}. Nothing was written.", plan(outcome)),
            _ if rejected > 0 => "Done, except for what was rejected: correct the roster and run \
                                  again."
                .into(),
            _ if held > 0 => {
                "Done, except for what was held: see the findings and run again.".into()
            }
            _ => "Done.".into(),
        },
    }
}

/// What would be too many, and with which options it is allowed.
fn refused(
    outcome: &Outcome<'_>,
    deregister: Option<usize>,
    reassign: Option<usize>,
) -> (String, String) {
    let limit = |allowed| match allowed {
        0 => "none is allowed".into(),
        1 => "1 is allowed".into(),
        _ => format!("{allowed} are allowed"),
    };
    let mut reasons = Vec::new();
    let mut options = Vec::new();
    if let Some(allowed) = deregister {
        reasons.push(format!("{}; {}", losses(outcome, "would"), limit(allowed)));
        options.push(format!("--max-deregister {}", outcome.given_up));
    }
    if let Some(allowed) = reassign {
        let handsets = counted(outcome.reassignments, "handset", "handsets");
        reasons.push(format!(
            "{handsets} would get another extension; {}",
            limit(allowed)
        ));
        options.push(format!("--max-reassign {}", outcome.reassignments));
    }
    (reasons.join(". "), options.join(" "))
}
