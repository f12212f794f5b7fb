//! The run as one page for a browser, which stands alone: it asks for nothing else, works offline
//! and without its script, and prints.
//!
//! Its content security policy allows the page's own style and script and nothing else, so that no value could
//! act even if it were not escaped.

use std::collections::BTreeMap;
use std::io;

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::json::ChangeObject;
use super::line::Line;
use super::text::visible;
use super::{meaning, page, place, summary};
use crate::finding::{Code, Finding, Place};
use crate::site::outcome::{Ending, Outcome};
use crate::site::plan::BasePlan;
use crate::value::{Field, Mac};

/// How many rows of a table make a batch. Of a long table a browser lays out the batches in sight,
/// which makes the difference between a fraction of a second and half a minute.
const BATCH: usize = 50;

/// Writes the page.
///
/// # Errors
/// When `out` fails.
pub fn write(outcome: &Outcome<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut by_code: BTreeMap<Code, usize> = BTreeMap::new();
    let mut by_base: BTreeMap<Mac, usize> = BTreeMap::new();
    for finding in &outcome.findings {
        *by_code.entry(finding.problem.code()).or_default() += 1;
        if let Some(mac) = base_of(outcome, finding) {
            *by_base.entry(mac).or_default() += 1;
        }
    }
    let batches = outcome.bases.chunks(BATCH);
    let mut bases = batches.map(|batch| {
        batch
            .iter()
            .map(|base| row(outcome, base, by_base.get(&base.mac)))
            .collect()
    });
    let batches = outcome.findings.chunks(BATCH);
    let mut findings =
        batches.map(|batch| batch.iter().map(|finding| line(outcome, finding)).collect());
    let changed = outcome.bases.iter();
    let mut changed = changed
        .filter(|base| meaning::is_to_be_shown(base))
        .map(changes)
        .peekable();
    let severities = summary::severities(outcome.counts());
    let codes = by_code.iter().map(|(code, number)| {
        let info = code.info();
        context! { name => info.name, number, meaning => info.meaning, why => info.why }
    });
    let context = context! {
        command => outcome.command,
        title => if severities.is_empty() { "No findings".into() } else { severities.join(", ") },
        tone => match outcome.ending {
            Ending::Done if outcome.is_complete() => "good",
            Ending::Done => "partly",
            Ending::Aborted | Ending::Unusable | Ending::Refused { .. } => "bad",
        },
        ending => summary::ending(outcome),
        sentences => summary::consequences(outcome).collect::<Vec<_>>(),
        cards => Serde(summary::numbers(outcome)),
        is_conditional => summary::is_conditional(outcome),
        many_rows => 4 * BATCH,
        base_count => outcome.bases.len(),
        finding_count => outcome.findings.len(),
        change_count => outcome.bases.iter().map(|base| base.changes.len()).sum::<usize>(),
        any_base_changes => changed.peek().is_some(),
        codes => codes.collect::<Vec<_>>(),
        macs => by_base.keys().map(Mac::to_string).collect::<Vec<_>>(),
    };
    page::write(
        include_str!("../../templates/report.html"),
        context,
        &mut [
            ("bases", &mut bases),
            ("findings", &mut findings),
            ("changes", &mut changed),
        ],
        out,
    )
}

/// The base that a finding is about, as far as its row says so in plain letters.
fn base_of(outcome: &Outcome<'_>, finding: &Finding) -> Option<Mac> {
    match finding.place {
        Place::Base(mac) => Some(mac),
        Place::Settings => None,
        Place::Roster { sheet, row, .. } => {
            let roster = outcome.roster;
            let column = roster.table(sheet)?.header.column(Field::BaseMac)?;
            let value = roster.shown_value(Place::cell(sheet, row, column))?;
            value.parse().ok()
        }
    }
}

fn row(outcome: &Outcome<'_>, base: &BasePlan, findings: Option<&usize>) -> Value {
    context! {
        mac => base.mac.to_string(),
        used => base.used,
        capacity => base.device.capacity,
        status => Serde(base.status),
        words => summary::status_words(outcome, base.status),
        file => &*visible(&outcome.file_of(base.mac).to_string_lossy()),
        findings,
    }
}

fn line(outcome: &Outcome<'_>, finding: &Finding) -> Value {
    context! {
        base => base_of(outcome, finding).map(|mac| mac.to_string()),
        header => place::header(outcome, finding),
        ..Value::from(Serde(Line::new(outcome, finding)))
    }
}

/// What the run changed at a base, position by position, and what it means at the site.
fn changes(base: &BasePlan) -> Value {
    let changes = base.changes.iter().map(|change| {
        context! {
            extension => &*meaning::extension(change),
            meaning => meaning::consequence(base, change),
            ..Value::from(Serde(ChangeObject::new(base, change)))
        }
    });
    context! {
        mac => base.mac.to_string(),
        deregistrations => base.deregistrations,
        reassignments => base.reassignments,
        settings => meaning::settings(base).collect::<Vec<_>>(),
        window => meaning::new_window(base),
        changes => changes.collect::<Vec<_>>(),
    }
}
