//! Random histories of sites with bases of the N870 family and an N720 among them, against a model of what
//! the bases themselves hold: which handsets are registered there, and for whom they ring.
//!
//! The model is a base that takes its file. It is written from what the maker says of the family, reads
//! the files with another XML library and calls nothing of this one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::harness::provisioning::items;
use crate::harness::{device_bytes, scratch, stamps, sweeps};
use chrono::DateTime;
use clap::Parser;
use dect_roster::command::cli::{Cli, Command};
use dect_roster::command::options;
use dect_roster::device::template::Template;
use dect_roster::finding::Collector;
use dect_roster::input::{self, Source};
use dect_roster::roster::Roster;
use dect_roster::settings::{Allowance, Clock, OnError, Options};
use dect_roster::site::Job;
use dect_roster::site::outcome::{Ending, Outcome};
use dect_roster::site::plan::{ChangeKind, Status};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestRunner};

/// The bases: MAC address, device, file, and how many handsets it takes.
const BASES: [(&str, &str, &str, usize); 4] = [
    ("7C2F80111111", "n870", "7c2f80111111.xml", 250),
    ("7C2F80A2A2A2", "n610", "7c2f80a2a2a2.xml", 8),
    ("7C2F80C3C3C3", "n720", "7C2F80C3C3C3.xml", 100),
    ("7C2F80E4E4E4", "n670", "7c2f80e4e4e4.xml", 20),
];
const N720: usize = 2;

/// A row of the roster.
#[derive(Debug, Clone)]
struct Row {
    extension: String,
    password: String,
    name: String,
    ipui: String,
    base: usize,
    /// Whether a cell is wrong tonight.
    is_spoilt: bool,
}

#[derive(Debug, Clone)]
enum Operation {
    Insert(Index, usize, usize, usize),
    Delete(Index),
    Return(Index),
    Replace(Index, usize),
    Rename(Index, u8),
    Renumber(Index, usize),
    SwapPhones(Index, Index),
    SwapExtensions(Index, Index),
    MoveToBase(Index, usize),
    Spoil(Index),
}

#[derive(Debug, Clone)]
struct Night {
    operations: Vec<Operation>,
    skips: bool,
    retires: bool,
}

fn operation() -> impl Strategy<Value = Operation> {
    let row = any::<Index>;
    let base = 0..BASES.len();
    let number = || 0..16_usize;
    prop_oneof![
        6 => (row(), base.clone(), number(), number())
            .prop_map(|(at, base, extension, ipui)| Operation::Insert(at, base, extension, ipui)),
        3 => row().prop_map(Operation::Delete),
        2 => row().prop_map(Operation::Return),
        2 => (row(), number()).prop_map(|(row, ipui)| Operation::Replace(row, ipui)),
        1 => (row(), any::<u8>()).prop_map(|(row, name)| Operation::Rename(row, name)),
        2 => (row(), number()).prop_map(|(row, extension)| Operation::Renumber(row, extension)),
        3 => (row(), row()).prop_map(|(a, b)| Operation::SwapPhones(a, b)),
        1 => (row(), row()).prop_map(|(a, b)| Operation::SwapExtensions(a, b)),
        3 => (row(), base).prop_map(|(row, base)| Operation::MoveToBase(row, base)),
        1 => row().prop_map(Operation::Spoil),
    ]
}

fn night() -> impl Strategy<Value = Night> {
    let operations = prop::collection::vec(operation(), 1..6);
    let rarely = || prop::bool::weighted(0.25);
    (operations, rarely(), rarely()).prop_map(|(operations, skips, retires)| Night {
        operations,
        skips,
        retires,
    })
}

/// The roster, as people keep it.
#[derive(Debug, Default, Clone)]
struct Book {
    rows: Vec<Row>,
    removed: Vec<Row>,
    passwords: usize,
}

fn ipui(number: usize) -> String {
    format!("02{:08X}", 0x9E74_A500_u32 + u32::try_from(number).unwrap())
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
            Operation::Insert(at, base, extension, handset) => {
                self.passwords += 1;
                let row = Row {
                    extension: format!("{}", 100 + extension),
                    password: format!("Invented-{}", self.passwords),
                    name: "Jürgen & Łucja <3".to_owned(),
                    ipui: ipui(*handset),
                    base: *base,
                    is_spoilt: false,
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
            Operation::Replace(row, handset) => self.edit(pick(row), |row| {
                row.ipui = ipui(*handset);
            }),
            Operation::Rename(row, number) => {
                self.edit(pick(row), |row| row.name = format!("Name {number}"));
            }
            Operation::Renumber(row, number) => self.edit(pick(row), |row| {
                row.extension = format!("{}", 100 + number);
            }),
            Operation::MoveToBase(row, base) => self.edit(pick(row), |row| row.base = *base),
            Operation::Spoil(row) => self.edit(pick(row), |row| row.is_spoilt = true),
            Operation::SwapPhones(a, b) => {
                if let (Some(a), Some(b)) = (pick(a), pick(b)) {
                    let phone = self.rows[a].ipui.clone();
                    self.rows[a].ipui = std::mem::replace(&mut self.rows[b].ipui, phone);
                }
            }
            Operation::SwapExtensions(a, b) => {
                if let (Some(a), Some(b)) = (pick(a), pick(b)) {
                    let number = self.rows[a].extension.clone();
                    self.rows[a].extension = std::mem::replace(&mut self.rows[b].extension, number);
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
        let mut keys = self.rows.iter().flat_map(|row| [&row.ipui, &row.extension]);
        let fits = |base: usize| {
            let rows = self.rows.iter().filter(|row| row.base == base);
            rows.count() <= BASES[base].3
        };
        keys.all(|key| seen.insert(key.clone())) && (0..BASES.len()).all(fits)
    }

    fn csv(&self) -> String {
        let mut text = "extension,password,display_name,ipui,base_mac\n".to_owned();
        for row in &self.rows {
            let password = if row.is_spoilt { "" } else { &row.password };
            let (mac, ..) = BASES[row.base];
            let Row {
                extension,
                name,
                ipui,
                ..
            } = row;
            writeln!(text, "{extension},{password},{name},{ipui},{mac}").unwrap();
        }
        text
    }
}

/// An account as the base has it: extension, login, password and name.
type Account = [String; 4];

/// What a base holds.
#[derive(Debug, Default, Clone)]
struct Base {
    /// By handset.
    registered: BTreeMap<String, Account>,
    /// The handsets that files have told it to remove and that have not come back.
    gone: BTreeSet<String>,
}

impl Base {
    /// Takes a file of the family.
    fn take(&mut self, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).unwrap();
        let document = roxmltree::Document::parse(text).unwrap();
        let nvm = document.root_element().first_element_child().unwrap();
        let (mut removed, mut added) = (BTreeSet::new(), BTreeSet::new());
        let mut others_came = false;
        for element in nvm.children().filter(roxmltree::Node::is_element) {
            let attribute = |name| element.attribute(name).unwrap_or_default();
            let (name, value) = (attribute("name"), attribute("value"));
            if value == "ToDeReg" {
                assert!(
                    !others_came,
                    "a handset is to go, and not before everything else"
                );
                let handset = name.split('.').nth(1).unwrap().to_owned();
                assert_eq!(handset, handset.to_lowercase());
                self.registered.remove(&handset);
                removed.insert(handset);
                continue;
            }
            others_came = true;
            if name == "add_hs" {
                self.registered.entry(value.to_owned()).or_default();
                added.insert(value.to_owned());
            }
            let mut parts = name.split('.');
            if let (Some("SipAccount"), Some(handset), Some(item)) =
                (parts.next(), parts.next(), parts.next())
            {
                let account = self
                    .registered
                    .get_mut(handset)
                    .expect("it was added before");
                let known = ["UserName", "AuthName", "AuthPassword", "DisplayName"];
                if let Some(at) = known.iter().position(|known| *known == item) {
                    value.clone_into(&mut account[at]);
                }
            }
        }
        assert!(removed.is_disjoint(&added), "to go and to come");
        let missing: Vec<_> = self.gone.difference(&removed).collect();
        assert!(
            missing.iter().all(|it| added.contains(*it)),
            "forgotten: {missing:?}"
        );
        self.gone = removed;
    }

    /// Takes a file of the N720.
    fn take_positions(&mut self, bytes: &[u8]) {
        let items = items(bytes);
        self.registered.clear();
        for index in 0..100 {
            let item = |name: &str| {
                let id = format!("BS_VOIP_Data.astVoipAccounts[{index}].{name}[0]");
                items
                    .get(&id)
                    .map_or("", String::as_str)
                    .trim_matches('"')
                    .to_owned()
            };
            let Some(code) = items.get(&format!(
                "BS_Accounts.astAccounts[{index}].aucHandsetCode[0]"
            )) else {
                continue;
            };
            let handset = (0..16).map(ipui).find(|ipui| device_bytes(ipui) == *code);
            if let Some(handset) = handset {
                let account = [
                    "aucS_SIP_USER_ID",
                    "aucS_SIP_LOGIN_ID",
                    "aucS_SIP_PASSWORD",
                    "aucS_SIP_DISPLAYNAME",
                ];
                self.registered
                    .insert(handset.to_lowercase(), account.map(item));
            }
        }
    }
}

/// A directory with a roster, a table of bases and provisioning files.
struct Site {
    root: tempfile::TempDir,
    options: Options,
    template: Template,
}

impl Site {
    fn new() -> Self {
        let root = scratch();
        fs::create_dir(root.path().join("out")).unwrap();
        let mut bases = "base_mac,device\n".to_owned();
        for (mac, device, ..) in BASES {
            writeln!(bases, "{mac},{device}").unwrap();
        }
        fs::write(root.path().join("bases.csv"), bases).unwrap();
        let cli = Cli::try_parse_from(["dect-roster", "build", "r.csv", "--out", "."]).unwrap();
        let Command::Build { run, .. } = cli.command else {
            unreachable!("the command is build");
        };
        let clock = Clock::Fixed(DateTime::from_timestamp(1_764_000_000, 0).unwrap());
        let mut options = options::resolve(run, None, clock).unwrap();
        options.lists_changes = true;
        options.max_deregister = Allowance::Number(usize::MAX);
        options.max_reassign = Allowance::Number(usize::MAX);
        let template = Template::load(&options.template, options.limits).unwrap();
        Self {
            root,
            options,
            template,
        }
    }

    fn file(&self, base: usize) -> std::path::PathBuf {
        self.root.path().join("out").join(BASES[base].2)
    }

    /// Plans and builds, and sees that the two say the same.
    fn build<T>(&self, csv: &str, look: impl FnOnce(&Outcome<'_>) -> T) -> T {
        let path = |name: &str| self.root.path().join(name);
        fs::write(path("roster.csv"), csv).unwrap();
        let read = |name| input::read(&Source::Path(path(name)), &self.options.read).unwrap();
        let sheets = ["roster.csv", "bases.csv"]
            .into_iter()
            .flat_map(read)
            .collect();
        let mut findings = Collector::new(&self.options.rules);
        let roster = Roster::new(sheets, &self.options.reading, &mut findings);
        let out = path("out");
        let job = Job {
            roster: &roster,
            options: &self.options,
            template: &self.template,
            out: &out,
            progress: &|_, _| {},
            committing: &|| {},
        };
        let plan = job.plan(Vec::new()).unwrap();
        let (built, _) = job.build(Vec::new()).unwrap();
        assert_eq!(plan.bases, built.bases);
        assert_eq!(plan.findings, built.findings);
        look(&built)
    }
}

/// A file of another server, with these handsets.
fn foreign(handsets: &[usize]) -> String {
    let mut file = "<provisioning version=\"1.1\" productID=\"e2\"><nvm>\n\
        <param name=\"DmGlobal.0.TimeZone\" value=\"Invented\"/>\n"
        .to_owned();
    for handset in handsets {
        let id = ipui(*handset).to_lowercase();
        write!(
            file,
            "<oper value='{id}' name='add_hs'><param name='hs.RegStatus' value='ToReg'/></oper>\n\
             <param name='SipAccount.{id}.UserName' value='9{handset:02}'/>\n"
        )
        .unwrap();
    }
    file + "</nvm></provisioning>\n"
}

/// Lives through a history, night by night.
fn live(start: &BTreeSet<usize>, nights: &[Night]) {
    let mut site = Site::new();
    let mut bases: [Base; 4] = Default::default();
    if !start.is_empty() {
        let handsets: Vec<usize> = start.iter().copied().collect();
        fs::write(site.file(0), foreign(&handsets)).unwrap();
        bases[0].take(foreign(&handsets).as_bytes());
    }
    let mut book = Book::default();
    for night in nights {
        for row in &mut book.rows {
            row.is_spoilt = false;
        }
        for operation in &night.operations {
            book.apply(operation);
        }
        if book.rows.is_empty() {
            continue;
        }
        site.options.on_error = if night.skips {
            OnError::Skip
        } else {
            OnError::Hold
        };
        site.options.retire_absent = night.retires;
        let before = bases.clone();
        site.build(&book.csv(), |outcome| {
            assert_eq!(outcome.ending, Ending::Done);
            for (number, base) in bases.iter_mut().enumerate() {
                match fs::read(site.file(number)) {
                    Ok(bytes) if number == N720 => base.take_positions(&bytes),
                    Ok(bytes) => base.take(&bytes),
                    Err(_) => {}
                }
            }
            judge(&book, night, outcome, &before, &bases);
        });
        if !start.is_empty() {
            let text = fs::read_to_string(site.file(0)).unwrap();
            assert!(
                text.contains("DmGlobal.0.TimeZone"),
                "the setting of another server"
            );
        }
        let written = stamps(&site.root.path().join("out"));
        site.build(&book.csv(), |outcome| {
            assert_eq!(outcome.deregistrations, 0);
        });
        let again = stamps(&site.root.path().join("out"));
        assert_eq!(again, written, "a second run has written");
    }
}

fn judge(book: &Book, night: &Night, outcome: &Outcome<'_>, before: &[Base; 4], after: &[Base; 4]) {
    let is_faulty = book.rows.iter().any(|row| row.is_spoilt);
    let named: BTreeSet<String> = book
        .rows
        .iter()
        .map(|row| row.ipui.to_lowercase())
        .collect();
    let mut lost = 0;
    for (number, (old, new)) in before.iter().zip(after).enumerate() {
        let (mac, ..) = BASES[number];
        let plan = outcome
            .bases
            .iter()
            .find(|plan| plan.mac.to_string() == mac);
        for handset in old
            .registered
            .keys()
            .filter(|it| !new.registered.contains_key(*it))
        {
            lost += 1;
            let is_named = plan.unwrap().changes.iter().any(|change| {
                let previous = change
                    .previous_ipui
                    .map(|ipui| ipui.to_string().to_lowercase());
                previous.as_ref() == Some(handset)
                    && !matches!(change.kind, ChangeKind::Add | ChangeKind::Update)
            });
            assert!(is_named, "{handset} left {mac} unnamed");
            if named.contains(handset) {
                let is_there = |base: &Base| base.registered.contains_key(handset);
                assert!(after.iter().any(is_there), "{handset} is nowhere");
            }
        }
        let rows: BTreeMap<String, Account> = book
            .rows
            .iter()
            .filter(|row| row.base == number && !row.is_spoilt)
            .map(|row| {
                let account = [&row.extension, &row.extension, &row.password, &row.name];
                (row.ipui.to_lowercase(), account.map(Clone::clone))
            })
            .collect();
        let is_done =
            plan.is_some_and(|plan| matches!(plan.status, Status::Written | Status::Unchanged));
        if is_done && !is_faulty {
            assert_eq!(new.registered, rows, "{mac}");
        } else if is_done {
            for (handset, account) in &rows {
                assert_eq!(new.registered.get(handset), Some(account), "{mac}");
            }
        } else {
            assert_eq!(new.registered, old.registered, "{mac}");
            let has_file = plan.is_some();
            let is_left = rows.is_empty() && !(night.retires && has_file);
            assert!(
                is_faulty || is_left,
                "{mac} was not done: {:?}",
                outcome.findings
            );
        }
    }
    assert_eq!(outcome.deregistrations, lost);
}

fn histories(cases: u32, seed: u64) {
    let config = Config::default();
    let cases = if sweeps() { cases } else { cases / 20 + 1 };
    let mut runner = TestRunner::new(Config {
        cases: std::env::var("PROPTEST_CASES").map_or(cases, |_| config.cases),
        // The same cases on every machine, unless somebody asks for others.
        rng_seed: match config.rng_seed {
            RngSeed::Random => RngSeed::Fixed(seed),
            RngSeed::Fixed(other) => RngSeed::Fixed(other ^ seed),
        },
        failure_persistence: None,
        ..config
    });
    let start = prop::collection::btree_set(0..16_usize, 0..4);
    let nights = prop::collection::vec(night(), 4..8);
    runner
        .run(&(start, nights), |(start, nights)| {
            live(&start, &nights);
            TestCaseResult::Ok(())
        })
        .unwrap();
}

// Two parts of the 1,000 histories, for the test runner to spread over the processors.

#[test]
fn random_histories_end_as_the_bases_say_1() {
    histories(500, 11);
}

#[test]
fn random_histories_end_as_the_bases_say_2() {
    histories(500, 12);
}
