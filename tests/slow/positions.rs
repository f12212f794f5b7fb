//! Random histories of a site against a model: who stands at which position after every run.
//!
//! The model is written from the contract's words alone and calls nothing of the library; the files
//! are read back with another XML library. The other properties here need no model: an error in a
//! roster never takes a handset off its base, and the order of rows means nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::harness::model::{
    Code, File, Files, Place, Row, handsets, items_of_file, line, losses, lost_accounts,
    next_files, reassigned,
};
use crate::harness::{
    BASES, SITE_HEADER, device_bytes, every_value, handsets_of, items_of, scratch, stamps, sweeps,
};
use chrono::DateTime;
use clap::Parser;
use dect_roster::command::cli::{Cli, Command};
use dect_roster::command::options;
use dect_roster::device::Device;
use dect_roster::device::published::Published;
use dect_roster::device::template::Template;
use dect_roster::finding::Collector;
use dect_roster::input::{self, Source};
use dect_roster::roster::Roster;
use dect_roster::settings::{Allowance, Clock, OnError, Options};
use dect_roster::site::Job;
use dect_roster::site::assign::{self, Wish};
use dect_roster::site::outcome::{Ending, Outcome};
use dect_roster::site::plan::{ChangeKind, Status};
use dect_roster::value::Field;
use dect_roster::value::{Ipui, Position};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestRunner};

/// What somebody does to the roster between two runs.
#[derive(Debug, Clone)]
enum Operation {
    Insert {
        at: Index,
        base: usize,
        extension: usize,
        ipui: Option<usize>,
    },
    Delete(Index),
    /// Puts somebody back who was taken out.
    Return(Index),
    Shuffle(u64),
    /// Another handset for the same extension.
    Replace(Index, usize),
    Rename(Index, u8),
    Renumber(Index, usize),
    SwapPhones(Index, Index),
    SwapExtensions(Index, Index),
    SetCell(Index, usize),
    ClearCell(Index),
    MoveToBase(Index, usize),
    ClearIpui(Index),
}

/// One run: what is done before it, and how it is started.
#[derive(Debug, Clone)]
struct Step {
    operations: Vec<Operation>,
    retire_absent: bool,
    /// How many de-registrations are allowed; all of them where there is no number.
    allowed: Option<usize>,
    /// How many handsets may get another extension.
    reassigned: Option<usize>,
}

/// Handset names that spreadsheets, XML and Latin-1 each treat in their own way.
const NAMES: [&str; 4] = ["Anna", "Jürgen & Łucja <3", "O'Neill", "ß é €"];

fn extension(number: usize) -> String {
    // Lengths differ, and so the order of numbers is not the order of texts.
    match number % 3 {
        0 => format!("{}", 10 + number),
        1 => format!("{}", 100 + number),
        _ => format!("{}", 2000 + number),
    }
}

fn ipui(number: usize) -> String {
    format!("02{:08X}", 0x9E74_A500_u32 + u32::try_from(number).unwrap())
}

fn operation() -> impl Strategy<Value = Operation> {
    let row = any::<Index>;
    let base = 0..BASES.len();
    let extension = 0..14_usize;
    let handset = 0..14_usize;
    // High positions at times, for the gaps that they leave.
    let cell = prop_oneof![4 => 1..=9_usize, 1 => 95..=100_usize];
    prop_oneof![
        6 => (row(), base.clone(), extension.clone(), prop::option::weighted(0.85, handset.clone()))
            .prop_map(|(at, base, extension, ipui)| Operation::Insert { at, base, extension, ipui }),
        3 => row().prop_map(Operation::Delete),
        2 => row().prop_map(Operation::Return),
        2 => any::<u64>().prop_map(Operation::Shuffle),
        2 => (row(), handset).prop_map(|(row, handset)| Operation::Replace(row, handset)),
        1 => (row(), any::<u8>()).prop_map(|(row, name)| Operation::Rename(row, name)),
        2 => (row(), extension).prop_map(|(row, extension)| Operation::Renumber(row, extension)),
        3 => (row(), row()).prop_map(|(a, b)| Operation::SwapPhones(a, b)),
        2 => (row(), row()).prop_map(|(a, b)| Operation::SwapExtensions(a, b)),
        2 => (row(), cell).prop_map(|(row, cell)| Operation::SetCell(row, cell)),
        2 => row().prop_map(Operation::ClearCell),
        2 => (row(), base).prop_map(|(row, base)| Operation::MoveToBase(row, base)),
        1 => row().prop_map(Operation::ClearIpui),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let operations = prop::collection::vec(operation(), 1..6);
    let allowed = || prop_oneof![4 => Just(None), 1 => (0..3_usize).prop_map(Some)];
    (operations, prop::bool::weighted(0.2), allowed(), allowed()).prop_map(
        |(operations, retire_absent, allowed, reassigned)| Step {
            operations,
            retire_absent,
            allowed,
            reassigned,
        },
    )
}

/// A file that was there before the program's first run: accounts at positions with gaps.
fn start() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    let account = (1..=12_usize, 0..14_usize, 0..14_usize);
    prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(account, 1..5)]
}

/// The roster, as people keep it.
#[derive(Debug, Default, Clone)]
struct Book {
    rows: Vec<Row>,
    removed: Vec<Row>,
    passwords: usize,
}

impl Book {
    /// Does it, unless the roster would contradict itself then or have no row.
    fn apply(&mut self, operation: &Operation) {
        let mut after = self.clone();
        after.change(operation);
        if after.is_consistent() && (!after.rows.is_empty() || self.rows.is_empty()) {
            *self = after;
        }
    }

    fn change(&mut self, operation: &Operation) {
        let count = self.rows.len();
        let pick = |index: &Index| (count > 0).then(|| index.index(count));
        match operation {
            Operation::Insert {
                at,
                base,
                extension: number,
                ipui: handset,
            } => {
                self.passwords += 1;
                let row = Row {
                    extension: extension(*number),
                    ipui: handset.map(ipui),
                    base: *base,
                    cell: None,
                    name: NAMES[self.passwords % NAMES.len()].to_owned(),
                    password: format!("Invented-{}", self.passwords),
                };
                self.rows.insert(at.index(count + 1), row);
            }
            Operation::Delete(row) => {
                if let Some(row) = pick(row) {
                    let row = self.rows.remove(row);
                    self.removed.push(row);
                }
            }
            Operation::Return(row) => {
                if !self.removed.is_empty() {
                    let row = self.removed.swap_remove(row.index(self.removed.len()));
                    self.rows.insert(count / 2, row);
                }
            }
            Operation::Shuffle(seed) => shuffle(&mut self.rows, *seed),
            Operation::Replace(row, handset) => {
                self.edit(pick(row), |row| row.ipui = Some(ipui(*handset)));
            }
            Operation::Rename(row, number) => self.edit(pick(row), |row| {
                row.name = format!("{} {number}", NAMES[usize::from(*number) % NAMES.len()]);
            }),
            Operation::Renumber(row, number) => {
                self.edit(pick(row), |row| row.extension = extension(*number));
            }
            Operation::SetCell(row, cell) => self.edit(pick(row), |row| row.cell = Some(*cell)),
            Operation::ClearCell(row) => self.edit(pick(row), |row| row.cell = None),
            Operation::MoveToBase(row, base) => self.edit(pick(row), |row| row.base = *base),
            Operation::ClearIpui(row) => self.edit(pick(row), |row| row.ipui = None),
            Operation::SwapPhones(a, b) => {
                if let (Some(a), Some(b)) = (pick(a), pick(b)) {
                    let phone = self.rows[a].ipui.take();
                    self.rows[a].ipui = self.rows[b].ipui.take();
                    self.rows[b].ipui = phone;
                }
            }
            Operation::SwapExtensions(a, b) => {
                if let (Some(a), Some(b)) = (pick(a), pick(b)) {
                    let number = std::mem::take(&mut self.rows[a].extension);
                    self.rows[a].extension = std::mem::take(&mut self.rows[b].extension);
                    self.rows[b].extension = number;
                }
            }
        }
    }

    fn edit(&mut self, row: Option<usize>, change: impl FnOnce(&mut Row)) {
        if let Some(row) = row {
            change(&mut self.rows[row]);
        }
    }

    fn is_consistent(&self) -> bool {
        let mut seen = BTreeSet::new();
        self.rows.iter().all(|row| {
            let cell = row.cell.map(|cell| format!("{} at {cell}", row.base));
            let own = [
                row.ipui.clone(),
                cell,
                Some(format!("{} has {}", row.base, row.extension)),
            ];
            own.into_iter().flatten().all(|key| seen.insert(key))
        })
    }

    fn csv(&self) -> String {
        let mut text = format!("{SITE_HEADER}\n");
        for row in &self.rows {
            text.push_str(&line(row));
        }
        text
    }
}

/// Any order, the same for the same seed.
fn shuffle<T>(rows: &mut [T], seed: u64) {
    let mut state = seed | 1;
    for last in (1..rows.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let other = (state >> 33) % (last as u64 + 1);
        rows.swap(last, usize::try_from(other).unwrap());
    }
}

// The program, in this process.

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| {
    let options = options(Path::new("roster.csv"));
    Template::load(&options.template, options.limits).unwrap()
});

fn options(roster: &Path) -> Options {
    let roster = roster.to_str().unwrap();
    let cli = Cli::try_parse_from(["dect-roster", "build", roster, "--out", "."]).unwrap();
    let Command::Build { run, .. } = cli.command else {
        unreachable!("the command is build");
    };
    let clock = Clock::Fixed(DateTime::from_timestamp(1_764_000_000, 0).unwrap());
    let mut options = options::resolve(run, None, clock).unwrap();
    options.lists_changes = true;
    options
}

/// A directory with a roster and provisioning files.
struct Site {
    root: tempfile::TempDir,
    options: Options,
}

impl Site {
    fn new() -> Self {
        let root = scratch();
        fs::create_dir(root.path().join("out")).unwrap();
        let options = options(&root.path().join("roster.csv"));
        Self { root, options }
    }

    fn out(&self) -> std::path::PathBuf {
        self.root.path().join("out")
    }

    /// Reads the roster and hands it to `run` with the job.
    fn with_job<T>(&self, csv: &str, run: impl FnOnce(Job<'_, '_>) -> T) -> T {
        let path = self.root.path().join("roster.csv");
        fs::write(&path, csv).unwrap();
        let sheets = input::read(&Source::Path(path), &self.options.read).unwrap();
        let mut findings = Collector::new(&self.options.rules);
        let roster = Roster::new(sheets, &self.options.reading, &mut findings);
        assert_eq!(findings.into_findings(), []);
        let out = self.out();
        run(Job {
            roster: &roster,
            options: &self.options,
            template: &TEMPLATE,
            out: &out,
            progress: &|_, _| {},
            committing: &|| {},
        })
    }

    /// Plans and builds, and sees that the two say the same.
    fn build<T>(&self, csv: &str, look: impl FnOnce(&Outcome<'_>) -> T) -> T {
        self.with_job(csv, |job| {
            let before = stamps(&self.out());
            let plan = job.plan(Vec::new()).unwrap();
            assert_eq!(stamps(&self.out()), before, "plan has written");
            let (built, _) = job.build(Vec::new()).unwrap();
            assert_eq!(plan.bases, built.bases);
            assert_eq!(plan.deregistrations, built.deregistrations);
            assert_eq!(plan.findings, built.findings);
            assert_eq!(plan.ending, built.ending);
            look(&built)
        })
    }

    /// A file that somebody made by hand.
    fn place(&self, mac: &str, file: &File) {
        let mut text = String::from("<ProviderFrame><Provider>\n");
        for (name, value) in items_of_file(mac, file).into_iter().rev() {
            let value = value.replace('&', "&amp;").replace('<', "&lt;");
            let value = value.replace('"', "&quot;");
            if name.contains('[') {
                writeln!(text, "<SYMB_ITEM value=\"{value}\" ID='{name}' />").unwrap();
            } else {
                writeln!(text, "<{name} value=\"{value}\"/>").unwrap();
            }
        }
        text.push_str("</Provider></ProviderFrame>");
        fs::write(self.out().join(format!("{mac}.xml")), text).unwrap();
    }
}

/// Compares the files in the directory with the model.
fn assert_files(out: &Path, files: &Files) {
    for (base, mac) in BASES.iter().enumerate() {
        let path = out.join(format!("{mac}.xml"));
        match files.get(&base) {
            None => assert!(!path.exists(), "{mac} has a file"),
            Some(file) => {
                let said = every_value(&fs::read(path).unwrap());
                assert_eq!(said, items_of_file(mac, file), "{mac}");
            }
        }
    }
}

/// What a change says, as far as the model knows it.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    kind: ChangeKind,
    extension: String,
    ipui: Option<String>,
    previous: Option<String>,
    fields: Option<BTreeSet<Field>>,
}

/// Which change the plan must name at a position, and where its handset may come from.
fn expected_change(
    before: Option<&Place>,
    after: &Place,
    origins: &BTreeSet<(usize, usize)>,
) -> Option<Said> {
    let held = |place: Option<&Place>| {
        place.is_some_and(|place| place.account.is_some() || place.handset().is_some())
    };
    let old = before.and_then(Place::handset);
    let new = after.handset();
    let account = |place: Option<&Place>| place.and_then(|place| place.account.clone());
    let (was, is) = (account(before), account(Some(after)));
    let kind = match (held(before), held(Some(after))) {
        _ if new.is_some() && new != old && !origins.is_empty() => ChangeKind::Move,
        (false, true) => ChangeKind::Add,
        (true, false) => ChangeKind::Remove,
        (true, true) if old.is_some() && old != new => ChangeKind::Replace,
        (true, true) if was != is || old != new => ChangeKind::Update,
        _ => return None,
    };
    let extension = after.extension().or(before.and_then(Place::extension));
    let fields = (kind == ChangeKind::Update).then(|| {
        let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
        let named = [
            (
                was.0 != is.0,
                &[Field::Extension, Field::Login, Field::AccountName][..],
            ),
            (was.1 != is.1, &[Field::Password]),
            (was.2 != is.2, &[Field::DisplayName]),
            (old != new, &[Field::Ipui]),
        ];
        let named = named.into_iter().filter(|(changed, _)| *changed);
        named
            .flat_map(|(_, fields)| fields.iter().copied())
            .collect()
    });
    Some(Said {
        kind,
        extension: extension.unwrap_or_default().to_owned(),
        ipui: new.map(str::to_owned),
        previous: old.filter(|_| old != new).map(str::to_owned),
        fields,
    })
}

/// Compares what the plan says of each base with the model.
fn assert_plan(outcome: &Outcome<'_>, before: &Files, next: &Files, refused: bool) {
    let lost = losses(before, next);
    assert_eq!(outcome.deregistrations, lost.len());
    assert_eq!(outcome.given_up, lost.len() + lost_accounts(before, next));
    assert_eq!(outcome.reassignments, reassigned(before, next));
    for plan in &outcome.bases {
        let base = BASES.iter().position(|mac| *mac == plan.mac.to_string());
        let base = base.unwrap();
        let file = before.get(&base);
        let Some(then) = next.get(&base) else {
            assert_eq!(plan.status, Status::Untouched);
            assert_eq!(plan.changes, []);
            continue;
        };
        let status = match file {
            Some(file) if file == then => Status::Unchanged,
            _ if refused => Status::Held,
            _ => Status::Written,
        };
        assert_eq!(plan.status, status, "{}", plan.mac);
        let used = then.values().filter(|place| place.account.is_some());
        assert_eq!(plan.used, used.count());
        let mut changes: BTreeMap<usize, _> = plan
            .changes
            .iter()
            .map(|change| (usize::from(change.position.number()), change))
            .collect();
        assert_eq!(changes.len(), plan.changes.len(), "a position twice");
        for (position, after) in then {
            let old = file.and_then(|file| file.get(position));
            let origins: BTreeSet<(usize, usize)> = handsets(before)
                .into_iter()
                .filter(|(ipui, from, at)| {
                    after.handset() == Some(ipui)
                        && (*from == base || lost.contains(&(ipui.clone(), *from, *at)))
                })
                .map(|(_, from, at)| (from, at))
                .collect();
            let expected = expected_change(old, after, &origins);
            let change = changes.remove(position);
            let said = change.map(|change| Said {
                kind: change.kind,
                extension: change.who.extension().unwrap().to_owned(),
                ipui: change.ipui.map(|ipui| ipui.to_string()),
                previous: change.previous_ipui.map(|ipui| ipui.to_string()),
                fields: (change.kind == ChangeKind::Update).then(|| change.fields.iter().collect()),
            });
            assert_eq!(said, expected, "{} position {position}", plan.mac);
            let from = change.and_then(|change| change.from).map(|origin| {
                let other = origin.mac.map(|mac| mac.to_string());
                let other = other.and_then(|other| BASES.iter().position(|mac| *mac == other));
                (
                    other.unwrap_or(base),
                    usize::from(origin.position.unwrap().number()),
                )
            });
            match expected.map(|expected| expected.kind) {
                Some(ChangeKind::Move) => assert!(origins.contains(&from.unwrap())),
                _ => assert_eq!(from, None),
            }
        }
        assert!(changes.is_empty(), "{changes:?}");
    }
}

/// No handset changes its place unless the plan says so, whatever the model thinks.
fn assert_moves_are_named(outcome: &Outcome<'_>, before: &Files, after: &Files) {
    let after = handsets(after);
    for (ipui, base, position) in handsets(before).difference(&after) {
        let plan = outcome
            .bases
            .iter()
            .find(|plan| plan.mac.to_string() == BASES[*base]);
        let named = plan.unwrap().changes.iter().any(|change| {
            usize::from(change.position.number()) == *position
                && change.previous_ipui.map(|ipui| ipui.to_string()).as_ref() == Some(ipui)
                && !matches!(change.kind, ChangeKind::Add | ChangeKind::Update)
        });
        assert!(named, "{ipui} left {} {position} unnamed", BASES[*base]);
    }
}

/// Puts files made by hand into the directory, and returns what they say.
fn begin(site: &Site, start: &[Vec<(usize, usize, usize)>]) -> Files {
    let mut files = Files::new();
    let mut seen = BTreeSet::new();
    for (base, accounts) in start.iter().enumerate() {
        let mut file = File::new();
        let mut extensions = BTreeSet::new();
        for (position, number, handset) in accounts {
            if !extensions.insert(number) || !seen.insert(handset) {
                continue;
            }
            let number = extension(*number);
            let account = (number, "by-hand".to_owned(), "By hand".to_owned());
            let place = Place {
                account: Some(account),
                code: Code::Handset(ipui(*handset)),
            };
            file.insert(*position, place);
        }
        if !file.is_empty() {
            site.place(BASES[base], &file);
            files.insert(base, file);
        }
    }
    files
}

/// Lives through a history, run by run.
fn live(start: &[Vec<(usize, usize, usize)>], steps: &[Step]) {
    let mut site = Site::new();
    let mut files = begin(&site, start);
    let mut book = Book::default();
    for (number, step) in steps.iter().enumerate() {
        for operation in &step.operations {
            book.apply(operation);
        }
        if book.rows.is_empty() {
            continue;
        }
        let next = next_files(&files, &book.rows, step.retire_absent);
        let lost = losses(&files, &next).len() + lost_accounts(&files, &next);
        let allowed = step.allowed.unwrap_or(usize::MAX);
        let most = step.reassigned.unwrap_or(usize::MAX);
        let (deregister, reassign) = (lost > allowed, reassigned(&files, &next) > most);
        let refused = deregister || reassign;
        site.options.retire_absent = step.retire_absent;
        site.options.max_deregister = Allowance::Number(allowed);
        site.options.max_reassign = Allowance::Number(most);
        let before = stamps(&site.out());
        site.build(&book.csv(), |outcome| {
            let ending = if refused {
                Ending::Refused {
                    deregister: deregister.then_some(allowed),
                    reassign: reassign.then_some(most),
                }
            } else {
                Ending::Done
            };
            assert_eq!(outcome.ending, ending);
            assert_plan(outcome, &files, &next, refused);
            if !refused {
                let mut after = files.clone();
                after.extend(next.clone());
                assert_moves_are_named(outcome, &files, &after);
            }
        });
        if refused {
            assert_eq!(stamps(&site.out()), before);
            continue;
        }
        files.extend(next);
        assert_files(&site.out(), &files);
        // Again, with the rows in another order, on every other run: it takes its time.
        if number % 2 == 0 {
            let written = stamps(&site.out());
            let mut again = book.clone();
            shuffle(&mut again.rows, number as u64);
            site.with_job(&again.csv(), |job| job.build(Vec::new()).unwrap().0.ending);
            assert_eq!(stamps(&site.out()), written, "a second run has written");
        }
    }
}

fn runner(cases: u32, seed: u64) -> TestRunner {
    let config = Config::default();
    let cases = if sweeps() { cases } else { cases / 20 + 1 };
    TestRunner::new(Config {
        cases: std::env::var("PROPTEST_CASES").map_or(cases, |_| config.cases),
        // The same cases on every machine, unless somebody asks for others.
        rng_seed: match config.rng_seed {
            RngSeed::Random => RngSeed::Fixed(seed),
            RngSeed::Fixed(other) => RngSeed::Fixed(other ^ seed),
        },
        failure_persistence: None,
        ..config
    })
}

fn histories(cases: u32, seed: u64) {
    let start = prop::collection::vec(start(), BASES.len());
    let steps = prop::collection::vec(step(), 5..9);
    runner(cases, seed)
        .run(&(start, steps), |(start, steps)| {
            live(&start, &steps);
            TestCaseResult::Ok(())
        })
        .unwrap();
}

// Three parts of the 1,050 histories, for the test runner to spread over the processors.

#[test]
fn random_histories_end_as_the_model_says_1() {
    histories(350, 1);
}

#[test]
fn random_histories_end_as_the_model_says_2() {
    histories(350, 2);
}

#[test]
fn random_histories_end_as_the_model_says_3() {
    histories(350, 3);
}

// An error in the roster never de-registers a handset.

/// Cells that get their row rejected, by column: extension, password, IPUI, MAC and position.
const SPOILT: [(usize, &str); 5] = [
    (0, ""),
    (1, ""),
    (3, "029E74A5"),
    (4, "7C2F8012345"),
    (5, "0"),
];

/// What goes wrong in a row.
#[derive(Debug, Clone)]
struct Damage {
    row: Index,
    /// Which of the cells in [`SPOILT`].
    cells: [bool; SPOILT.len()],
    /// The handset of another row, as when somebody copies a row and forgets to change it.
    copy: Option<Index>,
}

fn damage() -> impl Strategy<Value = Damage> {
    let often = || prop::bool::weighted(0.4);
    let rarely = prop::bool::weighted(0.1);
    let cells = (often(), often(), often(), often(), rarely).prop_map(<[bool; 5]>::from);
    let copy = prop::option::weighted(0.2, any::<Index>());
    (any::<Index>(), cells, copy).prop_map(|(row, cells, copy)| Damage { row, cells, copy })
}

/// The roster with errors in it. Every row that has one has at least one that gets it rejected.
fn damaged(rows: &[Row], damages: &[Damage]) -> String {
    let mut cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| line(row).trim_end().split(',').map(str::to_owned).collect())
        .collect();
    for damage in damages {
        let row = damage.row.index(rows.len());
        let mut spoil = |column: usize, text: &str| text.clone_into(&mut cells[row][column]);
        if let Some(other) = &damage.copy {
            let other = rows[other.index(rows.len())].ipui.as_deref();
            spoil(3, other.unwrap_or("029E74A5"));
        }
        for (spoilt, (column, text)) in damage.cells.iter().zip(SPOILT) {
            if *spoilt {
                spoil(column, text);
            }
        }
        if damage.cells == [false; SPOILT.len()] {
            spoil(1, "");
        }
    }
    // A wrong handset that no other row names is no error that anybody could see.
    for damage in damages.iter().filter(|damage| damage.copy.is_some()) {
        let row = damage.row.index(rows.len());
        let same = cells.iter().filter(|other| other[3] == cells[row][3]);
        if same.count() < 2 {
            "029E74A5".clone_into(&mut cells[row][3]);
        }
    }
    let mut text = format!("{SITE_HEADER}\n");
    for row in cells {
        writeln!(text, "{}", row.join(",")).unwrap();
    }
    text
}

/// The handsets that the files in a directory reserve positions for, each position for one.
fn handsets_in(out: &Path) -> BTreeSet<(String, usize, usize)> {
    let mut handsets = BTreeSet::new();
    for (base, mac) in BASES.iter().enumerate() {
        if !out.join(format!("{mac}.xml")).exists() {
            continue;
        }
        let mut seen = BTreeSet::new();
        for (position, ipui) in handsets_of(out, mac) {
            if ipui != "0000000000" {
                assert!(seen.insert(ipui.clone()), "{mac} has {ipui} twice");
                handsets.insert((ipui, base, position));
            }
        }
        let mut numbers = BTreeSet::new();
        for (id, value) in items_of(out, mac) {
            if id.ends_with(".aucS_SIP_USER_ID[0]") && value != "\"\"" {
                assert!(numbers.insert(value.clone()), "{mac} has {value} twice");
            }
        }
    }
    handsets
}

/// A site in good order, some changes to its roster, and errors in that.
fn err(steps: &[Step], changes: &[Operation], damages: &[Damage], skip: bool, retire: bool) {
    let mut site = Site::new();
    site.options.max_deregister = Allowance::Number(usize::MAX);
    site.options.max_reassign = Allowance::Number(usize::MAX);
    let mut files = Files::new();
    let mut book = Book::default();
    for step in steps {
        for operation in &step.operations {
            book.apply(operation);
        }
        if book.rows.is_empty() {
            continue;
        }
        files.extend(next_files(&files, &book.rows, false));
        site.with_job(&book.csv(), |job| job.build(Vec::new()).unwrap().0.ending);
    }
    for operation in changes {
        book.apply(operation);
    }
    if book.rows.is_empty() {
        return;
    }
    let next = next_files(&files, &book.rows, retire);
    let allowed = losses(&files, &next);
    let nothing_to_do = next
        .iter()
        .all(|(base, file)| files.get(base) == Some(file));
    let before = stamps(&site.out());
    let held = handsets_in(&site.out());
    assert_eq!(held, handsets(&files));
    site.options.on_error = if skip { OnError::Skip } else { OnError::Hold };
    site.options.retire_absent = retire;
    site.build(&damaged(&book.rows, damages), |outcome| {
        assert!(outcome.rows.rejected > 0);
    });
    let after = handsets_in(&site.out());
    let lost: BTreeSet<_> = held.difference(&after).cloned().collect();
    assert!(
        lost.is_subset(&allowed),
        "{lost:?} were lost, {allowed:?} were to be"
    );
    if nothing_to_do {
        assert_eq!(stamps(&site.out()), before, "an error changed a file");
    }
}

#[test]
fn an_error_in_the_roster_never_takes_a_handset_off_its_base() {
    let steps = prop::collection::vec(step(), 1..3);
    let changes = prop_oneof![
        1 => Just(Vec::new()),
        2 => prop::collection::vec(operation(), 1..4),
    ];
    let damages = prop::collection::vec(damage(), 1..4);
    let all = (
        steps,
        changes,
        damages,
        any::<bool>(),
        prop::bool::weighted(0.2),
    );
    runner(400, 4)
        .run(&all, |(steps, changes, damages, skip, retire)| {
            err(&steps, &changes, &damages, skip, retire);
            TestCaseResult::Ok(())
        })
        .unwrap();
}

// The assignment alone.

/// A file in place that says no more than who is where.
fn published(file: &[(usize, Option<usize>, Option<usize>)]) -> Published {
    let mut text = String::from("<a>");
    for (position, number, handset) in file {
        let index = position - 1;
        if let Some(number) = number {
            let number = extension(*number);
            let id = format!("BS_VOIP_Data.astVoipAccounts[{index}].aucS_SIP_USER_ID[0]");
            write!(text, "<SYMB_ITEM ID='{id}' value='\"{number}\"'/>").unwrap();
        }
        let bytes = device_bytes(&handset.map_or("0000000000".to_owned(), ipui));
        let id = format!("BS_Accounts.astAccounts[{index}].aucHandsetCode[0]");
        write!(text, "<SYMB_ITEM ID='{id}' value='{bytes}'/>").unwrap();
    }
    text.push_str("</a>");
    Device::DEFAULT.read(text.as_bytes()).unwrap()
}

#[derive(Debug, Clone)]
struct Asked {
    position: Option<Position>,
    ipui: Option<Ipui>,
    extension: String,
}

impl Asked {
    fn wish(&self) -> Wish<'_> {
        Wish {
            position: self.position,
            ipui: self.ipui,
            extension: &self.extension,
        }
    }
}

/// Wishes that do not contradict each other, as the rows of one base never do.
fn asked() -> impl Strategy<Value = Vec<Asked>> {
    let cell = prop::option::weighted(0.3, 0..100_usize);
    let one = (
        cell,
        prop::option::weighted(0.8, 0..120_usize),
        0..120_usize,
    );
    prop::collection::vec(one, 0..=100).prop_map(|all| {
        let mut seen = BTreeSet::new();
        let mut asked = Vec::new();
        for (cell, handset, number) in all {
            let keys = [
                cell.map(|cell| (0, cell)),
                handset.map(|handset| (1, handset)),
                Some((2, number)),
            ];
            let keys: Vec<_> = keys.into_iter().flatten().collect();
            if keys.iter().all(|key| !seen.contains(key)) {
                seen.extend(keys);
                asked.push(Asked {
                    position: cell.and_then(Position::from_index),
                    ipui: handset.map(|handset| ipui(handset).parse().unwrap()),
                    extension: extension(number),
                });
            }
        }
        asked
    })
}

fn in_place() -> impl Strategy<Value = Vec<(usize, Option<usize>, Option<usize>)>> {
    let of = prop::option::weighted;
    prop::collection::vec(
        (1..=100_usize, of(0.9, 0..120_usize), of(0.9, 0..120_usize)),
        0..60,
    )
}

/// Who stands where, by extension.
fn assigned(file: &Published, asked: &[Asked]) -> BTreeMap<String, Position> {
    let wishes: Vec<_> = asked.iter().map(Asked::wish).collect();
    let assignment = assign::assign(file, 100, &wishes, &[]).unwrap();
    let of = |(position, wish): (Position, usize)| (asked[wish].extension.clone(), position);
    assignment.iter().map(of).collect()
}

#[test]
fn the_order_of_the_rows_means_nothing() {
    let all = (in_place(), asked(), any::<u64>());
    runner(500, 5)
        .run(&all, |(file, mut asked, seed)| {
            let file = published(&file);
            let before = assigned(&file, &asked);
            shuffle(&mut asked, seed);
            assert_eq!(assigned(&file, &asked), before);
            TestCaseResult::Ok(())
        })
        .unwrap();
}

#[test]
fn everybody_gets_one_position_and_the_one_that_was_asked_for() {
    runner(500, 6)
        .run(&(in_place(), asked()), |(file, asked)| {
            let placed = assigned(&published(&file), &asked);
            assert_eq!(placed.len(), asked.len());
            let positions: BTreeSet<_> = placed.values().collect();
            assert_eq!(positions.len(), asked.len());
            for row in &asked {
                if let Some(position) = row.position {
                    assert_eq!(placed[&row.extension], position);
                }
            }
            TestCaseResult::Ok(())
        })
        .unwrap();
}

#[test]
fn a_handset_stays_unless_a_position_cell_takes_its_place() {
    runner(500, 7)
        .run(&(in_place(), asked()), |(file, asked)| {
            let file = published(&file);
            let placed = assigned(&file, &asked);
            let cells: BTreeSet<_> = asked.iter().filter_map(|row| row.position).collect();
            for row in asked.iter().filter(|row| row.position.is_none()) {
                let present: Vec<_> = file
                    .handsets()
                    .filter(|(position, ipui)| row.ipui == Some(*ipui) && !cells.contains(position))
                    .map(|(position, _)| position)
                    .collect();
                if let Some(first) = present.first() {
                    assert_eq!(placed[&row.extension], *first);
                }
            }
            TestCaseResult::Ok(())
        })
        .unwrap();
}
