//! The run as one page for a browser, which stands alone: it asks for nothing else, works offline
//! and without its script, and prints.
//!
//! Its content security policy allows the page's own style and script and nothing else, so that no value could
//! act even if it were not escaped.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::json::ChangeObject;
use super::line::{self, Line};
use super::text::visible;
use super::{meaning, page, place, summary};
use crate::finding::{Code, Finding, Place, Severity};
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
    let mut by_base: BTreeMap<Mac, usize> = BTreeMap::new();
    for finding in &outcome.findings {
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
    let groups = Group::all(outcome);
    let has_one_sheet = outcome.roster.sheets().len() < 2;
    let mut findings = groups
        .iter()
        .flat_map(|group| group.batches(outcome, has_one_sheet));
    let changed = outcome.bases.iter();
    let mut changed = changed
        .filter(|base| meaning::is_to_be_shown(base))
        .map(changes)
        .peekable();
    let severities = summary::severities(outcome.counts());
    let codes = groups.iter().map(|group| {
        let (severity, code) = group.kind();
        context! { severity => severity.name(), name => code.name(), number => group.findings.len() }
    });
    let names: BTreeSet<_> = groups.iter().map(|group| group.kind().1.name()).collect();
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
        run => run(outcome),
        codes => codes.collect::<Vec<_>>(),
        names,
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

/// What the page is about: the rosters, the directory, the time and the program.
fn run(outcome: &Outcome<'_>) -> Vec<(&'static str, String)> {
    let mut files: Vec<_> = outcome.roster.sheets().iter().map(place::file_of).collect();
    files.dedup();
    let more = files.len().saturating_sub(ROSTERS_NAMED);
    files.truncate(ROSTERS_NAMED);
    let mut rosters = files.join(", ");
    if more > 0 {
        rosters = format!("{rosters} and {more} more");
    }
    let directory = outcome.out.as_deref();
    let directory = directory.map(|out| visible(&out.to_string_lossy()).into_owned());
    let program = concat!("dect-roster ", env!("CARGO_PKG_VERSION"));
    [
        ("Roster", Some(rosters)),
        ("Directory", directory),
        (
            "Run",
            Some(outcome.started.format("%Y-%m-%d %H:%M").to_string()),
        ),
        ("Program", Some(program.into())),
    ]
    .into_iter()
    .filter_map(|(what, value)| Some((what, value?)))
    .collect()
}

/// How many rosters are named.
const ROSTERS_NAMED: usize = 5;

/// The findings of one code and severity.
struct Group<'o> {
    /// In the order of their places; there is at least one.
    findings: Vec<&'o Finding>,
    /// The message, where all have the same.
    message: Option<String>,
    /// The cure, where all have the same.
    cure: Option<String>,
}

impl<'o> Group<'o> {
    /// The groups, the gravest first.
    fn all(outcome: &'o Outcome<'_>) -> Vec<Self> {
        let mut groups: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
        for finding in &outcome.findings {
            let kind = (finding.severity, finding.problem.code());
            groups.entry(kind).or_default().push(finding);
        }
        let of = |findings: Vec<&'o Finding>| {
            let (message, cure) = line::common_texts(outcome, &findings);
            Self {
                findings,
                message,
                cure,
            }
        };
        groups.into_values().map(of).collect()
    }

    fn kind(&self) -> (Severity, Code) {
        let first = self.findings[0];
        (first.severity, first.problem.code())
    }

    /// The rows of the page, some at a time, each with the headings that belong before it.
    fn batches(&self, outcome: &Outcome<'_>, has_one_sheet: bool) -> impl Iterator<Item = Value> {
        let sheet = |finding: &Finding| match finding.place {
            Place::Roster { sheet, .. } => Some(sheet),
            Place::Base(_) | Place::Settings => None,
        };
        let by_sheet = self.findings.chunk_by(move |a, b| sheet(a) == sheet(b));
        let batches = by_sheet.flat_map(|findings| {
            let numbers = (0..).step_by(BATCH);
            findings.chunks(BATCH).zip(numbers)
        });
        let mut left = self.findings.len();
        batches.map(move |(findings, number)| {
            let is_first = left == self.findings.len();
            left -= findings.len();
            let place = findings[0].place;
            let begins_sheet = number == 0 && sheet(findings[0]).is_some() && !has_one_sheet;
            let lines = findings.iter().map(|finding| self.line(outcome, finding));
            context! {
                group => is_first.then(|| self.heading()),
                sheet => begins_sheet.then(|| context! {
                    file => place::file(outcome, place),
                    name => place::sheet(outcome, place),
                }),
                lines => lines.collect::<Vec<_>>(),
                ends => left == 0,
            }
        })
    }

    /// Whether nothing is left to say of each finding but its place and value.
    fn is_short(&self) -> bool {
        let mut findings = self.findings.iter();
        self.message.is_some()
            && self.cure.is_some()
            && findings.all(|finding| finding.related.is_none())
    }

    fn heading(&self) -> Value {
        let (severity, code) = self.kind();
        let info = code.info();
        context! {
            severity => severity.name(),
            code => info.name,
            number => self.findings.len(),
            meaning => info.meaning,
            why => info.why,
            message => &self.message,
            is_short => self.is_short(),
            cure => &self.cure,
        }
    }

    fn line(&self, outcome: &Outcome<'_>, finding: &Finding) -> Value {
        let line = Line::new(outcome, finding);
        let of_roster = matches!(finding.place, Place::Roster { .. });
        let place = match (&line.cell, line.row) {
            (Some(cell), _) => cell.clone(),
            (None, Some(row)) => format!("row {row}"),
            (None, None) if of_roster => "whole sheet".into(),
            (None, None) => String::new(),
        };
        let header = place::header(outcome, finding);
        context! {
            place,
            file => (!of_roster).then_some(line.file),
            column => header.as_deref().or(line.field),
            base => base_of(outcome, finding).map(|mac| mac.to_string()),
            value => line.value,
            message => self.message.is_none().then_some(line.message),
            cure => self.cure.is_none().then_some(line.help),
            related => line.related,
        }
    }
}

/// What the run changed at a base, position by position, and what it means at the site.
fn changes(base: &BasePlan) -> Value {
    let changes = base.changes.iter().map(|change| {
        context! {
            extension => &*meaning::extension(change),
            name => meaning::name(change),
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
