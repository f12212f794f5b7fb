//! Random sites over several nights, with damaged rosters and damaged files in place: no handset is lost.
//!
//! What must hold is written from the contract, with the model of `tests/harness/model.rs`; the files are read back
//! with another XML library than the program's.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::harness::model::{Code, File, Files, Place, Row, items_of_file, line, next_files};
use crate::harness::{BASES, SITE_HEADER, every_value, scratch, sweeps};
use chrono::DateTime;
use clap::Parser;
use dect_roster::command::cli::{Cli, Command};
use dect_roster::command::options;
use dect_roster::device::template::Template;
use dect_roster::finding::Collector;
use dect_roster::input::{self, Source};
use dect_roster::roster::Roster;
use dect_roster::settings::Allowance;
use dect_roster::settings::OnError;
use dect_roster::settings::{Clock, Options};
use dect_roster::site::Job;
use dect_roster::site::outcome::Ending;
use dect_roster::site::plan::{BasePlan, Status};

/// How many sites there are, in parts that the test runner spreads over the processors.
const SITES: u64 = 5000;
/// How many of them are in the sample.
const SAMPLE: u64 = 200;
const PARTS: u64 = 4;

#[test]
fn no_handset_is_lost_1() {
    part(0);
}

#[test]
fn no_handset_is_lost_2() {
    part(1);
}

#[test]
fn no_handset_is_lost_3() {
    part(2);
}

#[test]
fn no_handset_is_lost_4() {
    part(3);
}

thread_local! {
    /// How many handsets were looked for, and how many of them an error could have taken away.
    static LOOKED_FOR: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

fn part(part: u64) {
    let sites = if sweeps() { SITES } else { SAMPLE };
    for seed in (part..sites).step_by(usize::try_from(PARTS).unwrap()) {
        let lived = std::panic::catch_unwind(|| live(seed));
        assert!(lived.is_ok(), "in site {seed}");
    }
    // The errors were such that it matters.
    let (all, at_risk) = LOOKED_FOR.get();
    let (looked_for, risks) = if sweeps() { (10_000, 2_000) } else { (100, 20) };
    assert!(all > looked_for && at_risk > risks, "{at_risk} of {all}");
}

/// `SplitMix64`: the same sites on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let bits = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ bits >> 31
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

// The roster and what people do to it.

fn ipui(number: usize) -> String {
    format!("029E{number:06X}")
}

fn someone(random: &mut Random) -> Row {
    Row {
        extension: (201 + random.below(25)).to_string(),
        ipui: random.percent(88).then(|| ipui(random.below(40))),
        base: random.below(BASES.len()),
        cell: random.percent(6).then(|| 1 + random.below(12)),
        name: format!("Name {}", random.below(100)),
        password: format!("Invented-{}", random.below(1000)),
    }
}

fn is_consistent(rows: &[Row]) -> bool {
    let mut seen = BTreeSet::new();
    rows.iter().all(|row| {
        let cell = row.cell.map(|cell| format!("{} at {cell}", row.base));
        let extension = format!("{} has {}", row.base, row.extension);
        let keys = [row.ipui.clone(), cell, Some(extension)];
        keys.into_iter().flatten().all(|key| seen.insert(key))
    })
}

/// One change that leaves the roster right.
fn change(rows: &mut Vec<Row>, random: &mut Random) {
    let mut after = rows.clone();
    let (one, other) = (random.below(rows.len()), random.below(rows.len()));
    let new = someone(random);
    match random.below(11) {
        0 | 1 => after.push(new),
        2 if rows.len() > 2 => drop(after.remove(one)),
        3 | 4 => after[one].base = new.base,
        5 => after[one].ipui = Some(ipui(random.below(40))),
        6 => after[one].extension = new.extension,
        7 => {
            let phone = after[one].ipui.take();
            after[one].ipui = after[other].ipui.take();
            after[other].ipui = phone;
        }
        8 => after[one].cell = new.cell,
        9 => after[one].name = new.name,
        _ => after.swap(one, other),
    }
    if is_consistent(&after) {
        *rows = after;
    }
}

/// A row moves to another base, and somebody new takes its extension on the old one. Returns the row.
fn hand_over(rows: &mut Vec<Row>, random: &mut Random) -> Option<usize> {
    let mut after = rows.clone();
    let mover = random.below(rows.len());
    let base = rows[mover].base;
    if random.percent(60) {
        let taker = Row {
            extension: rows[mover].extension.clone(),
            base,
            ..someone(random)
        };
        after.push(taker);
    }
    after[mover].base = (base + 1 + random.below(BASES.len() - 1)) % BASES.len();
    let is_possible = rows[mover].ipui.is_some() && is_consistent(&after);
    is_possible.then(|| {
        *rows = after;
        mover
    })
}

fn new_roster(random: &mut Random) -> Vec<Row> {
    let mut rows = Vec::new();
    for _ in 0..3 + random.below(8) {
        rows.push(someone(random));
        if !is_consistent(&rows) {
            rows.pop();
        }
    }
    rows
}

fn csv<'a>(lines: impl Iterator<Item = &'a [String; 6]>) -> String {
    let lines = lines.map(|cells| format!("{}\n", cells.join(",")));
    format!("{SITE_HEADER}\n{}", lines.collect::<Vec<_>>().concat())
}

// What happens to a roster before it arrives.

/// The columns of the tests' rosters.
const EXTENSION: usize = 0;
const PASSWORD: usize = 1;
const IPUI: usize = 3;
const BASE: usize = 4;
const POSITION: usize = 5;

/// A line as it arrives, and the row that it was.
#[derive(Debug, Clone)]
struct Line {
    cells: [String; 6],
    row: usize,
}

impl Line {
    fn of(row: &Row, number: usize) -> Self {
        let cells: Vec<_> = line(row).trim_end().split(',').map(str::to_owned).collect();
        Self {
            cells: cells.try_into().unwrap(),
            row: number,
        }
    }

    fn extension(&self) -> Option<&str> {
        Some(self.cells[EXTENSION].as_str()).filter(|text| text.parse::<u32>().is_ok())
    }

    fn ipui(&self) -> Option<&str> {
        Some(self.cells[IPUI].as_str()).filter(|text| text.len() == 10)
    }

    fn base(&self) -> Option<&str> {
        Some(self.cells[BASE].as_str()).filter(|text| text.len() == 12)
    }

    /// Whether the row is wrong by itself.
    fn is_wrong(&self) -> bool {
        let ipui = self.cells[IPUI].is_empty() || self.ipui().is_some();
        let [_, password, name, ..] = &self.cells;
        let position = self.cells[POSITION] == "0";
        let whole = self.extension().is_some() && self.base().is_some() && ipui;
        !whole || password.is_empty() || name.is_empty() || position
    }
}

/// A MAC address with a typing error: another digit, or two digits swapped.
fn mistyped(mac: &str, random: &mut Random) -> String {
    let mut digits = mac.as_bytes().to_vec();
    let at = 6 + random.below(5);
    if random.percent(50) && digits[at] != digits[at + 1] {
        digits.swap(at, at + 1);
    } else {
        digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
    }
    String::from_utf8(digits).unwrap()
}

/// Makes typing errors in the IPUI, and in the extension at this chance.
fn mistype(line: &mut Line, percent: usize, random: &mut Random) {
    "029E74".clone_into(&mut line.cells[IPUI]);
    if random.percent(percent) {
        // No extension, or one that no file has.
        let extension = ["2=1", "", "244"][random.below(3)];
        extension.clone_into(&mut line.cells[EXTENSION]);
    }
}

fn damage(lines: &mut Vec<Line>, rows: &[Row], random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = random.below(lines.len());
        let other = random.below(lines.len());
        for column in [EXTENSION, PASSWORD, IPUI, BASE, POSITION] {
            if !random.percent(35) {
                continue;
            }
            lines[at].cells[column] = match (column, random.below(4)) {
                (EXTENSION, 0) => "2=1".into(),
                (IPUI, 0 | 1) => "029E74".into(),
                (IPUI, 2) => lines[other].cells[IPUI].clone(),
                (BASE, 0) => "7C2F8012345".into(),
                (BASE, 1) => mistyped(BASES[rows[lines[at].row].base], random),
                (BASE, 2) => BASES[random.below(BASES.len())].into(),
                (POSITION, 0) => "0".into(),
                (POSITION, _) => continue,
                _ => String::new(),
            };
        }
        // A row that names another base, and of which nothing tells whom it is about.
        if random.percent(8) {
            let base = BASES[random.below(BASES.len())];
            lines[at].cells[BASE] = base.into();
            mistype(&mut lines[at], 100, random);
        }
        if random.percent(12) {
            let twin = lines[at].clone();
            lines.insert(random.below(lines.len()), twin);
        }
    }
    // A wrong value that is as good as any other is no error that anybody could see.
    for at in 0..lines.len() {
        let row = &rows[lines[at].row];
        let same = |line: &&Line| line.cells[IPUI] == lines[at].cells[IPUI];
        let alone = lines.iter().filter(same).count() < 2;
        if lines[at]
            .ipui()
            .is_some_and(|ipui| Some(ipui) != row.ipui.as_deref())
            && alone
        {
            "029E74".clone_into(&mut lines[at].cells[IPUI]);
        }
        let elsewhere = lines[at].base().is_some_and(|base| base != BASES[row.base]);
        if elsewhere && BASES.contains(&lines[at].cells[BASE].as_str()) {
            lines[at].cells[PASSWORD].clear();
        }
    }
}

/// Which lines are rejected: wrong by themselves, or in contradiction to another.
fn rejected(lines: &[Line]) -> Vec<bool> {
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    let keys_of = |line: &Line| {
        let base = line.base();
        let extension = base
            .zip(line.extension())
            .map(|(base, it)| format!("{base} has {it}"));
        let cell =
            Some(line.cells[POSITION].as_str()).filter(|cell| !cell.is_empty() && *cell != "0");
        let position = base
            .zip(cell)
            .map(|(base, cell)| format!("{base} at {cell}"));
        [line.ipui().map(str::to_owned), extension, position]
    };
    for key in lines.iter().flat_map(keys_of).flatten() {
        *keys.entry(key).or_default() += 1;
    }
    let shared = |line: &Line| keys_of(line).iter().flatten().any(|key| keys[key] > 1);
    lines
        .iter()
        .map(|line| line.is_wrong() || shared(line))
        .collect()
}

// The files in place.

/// What a file of the program says.
fn read(bytes: &[u8]) -> File {
    let items = every_value(bytes);
    let mut file = File::new();
    for index in 0..100 {
        let account =
            |name: &str| items.get(&format!("BS_VOIP_Data.astVoipAccounts[{index}].{name}"));
        let Some(active) = account("ucB_SIP_ACCOUNT_IS_ACTIVE_1") else {
            continue;
        };
        let text = |name: &str| account(name).unwrap().trim_matches('"').to_owned();
        let code = items.get(&format!(
            "BS_Accounts.astAccounts[{index}].aucHandsetCode[0]"
        ));
        let bytes = |code: &String| code.split(',').map(|byte| &byte[2..]).collect::<String>();
        let place = Place {
            account: (active == "1").then(|| {
                let password = text("aucS_SIP_PASSWORD[0]");
                (
                    text("aucS_SIP_USER_ID[0]"),
                    password,
                    text("aucS_SIP_DISPLAYNAME[0]"),
                )
            }),
            code: match code.map(bytes) {
                None => Code::Silent,
                Some(zeros) if zeros == "0000000000" => Code::Zeros,
                Some(ipui) => Code::Handset(ipui),
            },
        };
        file.insert(index + 1, place);
    }
    file
}

/// What happened to a file before a run, or while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Truncated,
    NamesAnotherBase,
    Misnamed,
    Vanishes,
}

// The program, in this process, on one thread per test.

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| {
    let options = options(PathBuf::from("roster.csv"));
    Template::load(&options.template, options.limits).unwrap()
});

fn options(roster: PathBuf) -> Options {
    let roster = roster.into_os_string().into_string().unwrap();
    let cli = Cli::try_parse_from(["dect-roster", "build", &roster, "--out", "."]).unwrap();
    let Command::Build { run, .. } = cli.command else {
        unreachable!("the command is build");
    };
    let clock = Clock::Fixed(DateTime::from_timestamp(1_764_000_000, 0).unwrap());
    options::resolve(run, None, clock).unwrap()
}

struct Site {
    root: tempfile::TempDir,
    options: Options,
    threads: rayon::ThreadPool,
}

impl Site {
    fn new() -> Self {
        let root = scratch();
        fs::create_dir(root.path().join("out")).unwrap();
        let mut options = options(root.path().join("roster.csv"));
        options.max_deregister = Allowance::Number(usize::MAX);
        options.max_reassign = Allowance::Number(usize::MAX);
        let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        Self {
            root,
            options,
            threads: threads.unwrap(),
        }
    }

    fn path(&self, mac: &str) -> PathBuf {
        self.root.path().join("out").join(format!("{mac}.xml"))
    }

    /// Runs build; when the first base is done, the file of the base `vanishing` goes.
    fn build(&self, csv: &str, vanishing: Option<usize>) -> Vec<BasePlan> {
        let roster_path = self.root.path().join("roster.csv");
        fs::write(&roster_path, csv).unwrap();
        let sheets = input::read(&Source::Path(roster_path), &self.options.read).unwrap();
        let mut findings = Collector::new(&self.options.rules);
        let roster = Roster::new(sheets, &self.options.reading, &mut findings);
        let first = AtomicBool::new(true);
        let progress = |_, _| {
            if first.swap(false, Ordering::Relaxed)
                && let Some(base) = vanishing
            {
                fs::remove_file(self.path(BASES[base])).unwrap();
            }
        };
        let out = self.root.path().join("out");
        let job = Job {
            roster: &roster,
            options: &self.options,
            template: &TEMPLATE,
            out: &out,
            progress: &progress,
            committing: &|| {},
        };
        let found = findings.into_findings();
        let (outcome, _) = self.threads.install(|| job.build(found).unwrap());
        assert_eq!(outcome.ending, Ending::Done, "{:?}", outcome.findings);
        outcome.bases
    }

    /// What all files of the directory say, but for those in trouble.
    fn files(&self, trouble: &BTreeMap<usize, Trouble>) -> (Files, BTreeSet<String>) {
        let mut files = Files::new();
        let mut elsewhere = BTreeSet::new();
        for entry in fs::read_dir(self.root.path().join("out")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let Some(mac) = name.strip_suffix(".xml") else {
                continue;
            };
            let base = BASES.iter().position(|base| base.eq_ignore_ascii_case(mac));
            if base.is_some_and(|base| trouble.contains_key(&base)) {
                continue;
            }
            let file = read(&fs::read(self.path(mac)).unwrap());
            match base {
                Some(base) => drop(files.insert(base, file)),
                None => {
                    elsewhere.extend(file.values().filter_map(Place::handset).map(str::to_owned));
                }
            }
        }
        (files, elsewhere)
    }

    /// Brings trouble over the file of a base.
    fn trouble(&self, base: usize, trouble: Trouble) {
        let path = self.path(BASES[base]);
        let text: String = fs::read(&path)
            .unwrap()
            .into_iter()
            .map(char::from)
            .collect();
        match trouble {
            Trouble::Truncated => fs::write(path, &text[..text.len() / 2]).unwrap(),
            Trouble::NamesAnotherBase => {
                fs::write(path, text.replace(BASES[base], "7C2F80ABCDEF")).unwrap();
            }
            Trouble::Misnamed => {
                fs::rename(path, self.path(&BASES[base].to_lowercase())).unwrap();
            }
            Trouble::Vanishes => {}
        }
    }
}

/// Lives through the nights of a site.
fn live(seed: u64) {
    let mut random = Random(seed);
    let mut site = Site::new();
    let mut rows = new_roster(&mut random);
    let clean = |rows: &[Row]| {
        let lines: Vec<_> = rows.iter().map(|row| Line::of(row, 0).cells).collect();
        csv(lines.iter())
    };
    site.build(&clean(&rows), None);
    for _ in 0..2 {
        for _ in 0..random.below(4) {
            change(&mut rows, &mut random);
        }
        let skip = random.percent(50);
        site.options.on_error = if skip { OnError::Skip } else { OnError::Hold };
        site.options.retire_absent = random.percent(12);
        let moved = random
            .percent(40)
            .then(|| hand_over(&mut rows, &mut random));
        night(&site, &rows, moved.flatten(), &mut random);
        // In the morning somebody corrects all of it, and everything is as if nothing had been wrong.
        let (files, _) = site.files(&BTreeMap::new());
        let next = next_files(&files, &rows, site.options.retire_absent);
        site.build(&clean(&rows), None);
        for (base, file) in next {
            let said = every_value(&fs::read(site.path(BASES[base])).unwrap());
            assert_eq!(
                said,
                items_of_file(BASES[base], &file),
                "corrected {}",
                BASES[base]
            );
        }
    }
}

/// A run with whatever goes wrong, and a look at who is still there. The row that moved is mistyped.
fn night(site: &Site, rows: &[Row], moved: Option<usize>, random: &mut Random) {
    let (before, _) = site.files(&BTreeMap::new());
    let mut lines: Vec<_> = (0..)
        .zip(rows)
        .map(|(number, row)| Line::of(row, number))
        .collect();
    for line in lines.iter_mut().filter(|line| Some(line.row) == moved) {
        mistype(line, 50, random);
    }
    if random.percent(85) {
        damage(&mut lines, rows, random);
    }
    let originals: BTreeMap<usize, Vec<u8>> = before
        .keys()
        .map(|base| (*base, fs::read(site.path(BASES[*base])).unwrap()))
        .collect();
    let mut trouble = BTreeMap::new();
    if random.percent(40) {
        let bases: Vec<_> = before.keys().copied().collect();
        let base = bases[random.below(bases.len())];
        let kinds = [
            Trouble::Truncated,
            Trouble::NamesAnotherBase,
            Trouble::Misnamed,
            Trouble::Vanishes,
        ];
        let kind = kinds[random.below(4)];
        // The first base is read before anything can vanish.
        let first = lines.iter().filter_map(Line::base).min();
        let is_first = base == bases[0] && first.is_none_or(|mac| BASES[base] <= mac);
        if kind != Trouble::Vanishes || !is_first {
            trouble.insert(base, kind);
            site.trouble(base, kind);
        }
    }
    let bytes = |base: &usize| fs::read(site.path(BASES[*base])).ok();
    let damaged: BTreeMap<_, _> = trouble.keys().map(|base| (*base, bytes(base))).collect();
    let vanishing = trouble.iter().find(|(_, kind)| **kind == Trouble::Vanishes);
    let plans = site.build(
        &csv(lines.iter().map(|line| &line.cells)),
        vanishing.map(|(base, _)| *base),
    );
    for (base, kind) in &trouble {
        let expected = damaged[base].clone().filter(|_| *kind != Trouble::Vanishes);
        assert_eq!(bytes(base), expected, "{kind:?}: the file was touched");
        let plan = plans
            .iter()
            .find(|plan| plan.mac.to_string() == BASES[*base])
            .unwrap();
        assert!(
            matches!(plan.status, Status::Held | Status::Untouched),
            "{kind:?}"
        );
    }
    let (mut after, elsewhere) = site.files(&trouble);
    for base in trouble.keys() {
        after.insert(*base, before[base].clone());
    }
    let retire = site.options.retire_absent;
    Look {
        rows,
        lines: &lines,
        rejected: rejected(&lines),
        before: &before,
        clean: next_files(&before, rows, retire),
        after: &after,
        elsewhere: &elsewhere,
    }
    .at_everybody();
    // Somebody corrects the files, and removes those of bases that do not exist.
    for entry in fs::read_dir(site.root.path().join("out")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "xml") {
            let known = BASES.iter().any(|mac| path == site.path(mac));
            if !known {
                fs::remove_file(path).unwrap();
            }
        }
    }
    for base in trouble.keys() {
        fs::write(site.path(BASES[*base]), &originals[base]).unwrap();
    }
}

/// A night, as it was to be and as it was.
struct Look<'a> {
    /// The roster as it is meant.
    rows: &'a [Row],
    /// The roster as it came.
    lines: &'a [Line],
    rejected: Vec<bool>,
    before: &'a Files,
    /// What the files would say if nothing had been wrong.
    clean: Files,
    after: &'a Files,
    /// The handsets of bases that do not exist.
    elsewhere: &'a BTreeSet<String>,
}

impl Look<'_> {
    fn at_everybody(&self) {
        for (base, file) in self.before {
            for (position, place) in file {
                match place.handset() {
                    Some(ipui) => self.at_handset(ipui, *base, *position, place),
                    None => self.at_account(*base, *position, place),
                }
            }
        }
    }

    fn place(files: &Files, base: usize, position: usize) -> Option<&Place> {
        files.get(&base)?.get(&position)
    }

    fn at_handset(&self, ipui: &str, base: usize, position: usize, place: &Place) {
        let is_row = |row: &Row| row.ipui.as_deref() == Some(ipui);
        // One that the roster does not have any more may go.
        let Some(row) = self.rows.iter().position(is_row) else {
            return;
        };
        let there = |files: &Files| {
            Self::place(files, base, position).and_then(Place::handset) == Some(ipui)
        };
        // A base that is left alone has no next file. One that a mistyped row names is not left alone, and
        // its handsets may leave it with their own rows.
        let is_named = self
            .lines
            .iter()
            .any(|line| line.cells.iter().any(|cell| cell == BASES[base]));
        let stays = !self.clean.contains_key(&base) && !is_named || there(&self.clean);
        if self.may_be_lost(row, base, place, stays) {
            return;
        }
        let (all, at_risk) = LOOKED_FOR.get();
        let touched = self
            .lines_of(row)
            .any(|(line, _)| line.cells != Line::of(&self.rows[row], 0).cells);
        LOOKED_FOR.set((all + 1, at_risk + usize::from(touched)));
        let anywhere = self.elsewhere.contains(ipui)
            || self
                .after
                .values()
                .flat_map(File::values)
                .any(|place| place.handset() == Some(ipui));
        assert!(anywhere, "{ipui} of {} is lost:\n{self:#?}", BASES[base]);
        assert!(
            !stays || there(self.after),
            "{ipui} left position {position} of {}:\n{self:#?}",
            BASES[base]
        );
    }

    /// An account without a handset, at whose position somebody may have registered one by hand.
    fn at_account(&self, base: usize, position: usize, place: &Place) {
        let Some(extension) = place.extension() else {
            return;
        };
        let is_row = |row: &Row| row.base == base && row.extension == extension;
        let Some(row) = self.rows.iter().position(is_row) else {
            return;
        };
        let there = |files: &Files| {
            Self::place(files, base, position).and_then(Place::extension) == Some(extension)
        };
        let stays = !self.clean.contains_key(&base) || there(&self.clean);
        if stays && !self.may_be_lost(row, base, place, true) {
            assert!(
                there(self.after),
                "{extension} of {} is lost:\n{self:#?}",
                BASES[base]
            );
        }
    }

    fn lines_of(&self, row: usize) -> impl Iterator<Item = (&Line, bool)> {
        let lines = self.lines.iter().zip(self.rejected.iter().copied());
        lines.filter(move |(line, _)| line.row == row)
    }

    /// Whether nothing that came says whom a row was about. Such a row may be about any handset of
    /// the base that it names, and no handset of another base.
    fn may_be_lost(&self, row: usize, base: usize, place: &Place, stays: bool) -> bool {
        let ipui = self.rows[row].ipui.as_deref();
        self.lines_of(row).any(|(line, rejected)| {
            let here = line.base() == Some(BASES[base]);
            let by_extension = line
                .extension()
                .is_some_and(|it| place.extension() == Some(it));
            if !rejected && line.cells[IPUI].is_empty() {
                // No error: the handset of the account stays while its row does.
                return !(here && by_extension && stays);
            }
            // A row without password, IPUI and base is no handset's, unless a file has its extension.
            let cells = [PASSWORD, IPUI, BASE].map(|cell| line.cells[cell].is_empty());
            if cells == [true; 3] && !by_extension {
                return true;
            }
            let named = self
                .lines
                .iter()
                .filter(|other| other.ipui() == line.ipui())
                .count();
            let known = line.ipui().is_some() && line.ipui() == ipui && named == 1;
            let trusted = known && place.handset() == ipui;
            let accounted = self
                .lines
                .iter()
                .zip(&self.rejected)
                .any(|(other, rejected)| {
                    !rejected
                        && other.base() == Some(BASES[base])
                        && other.extension() == place.extension()
                        // With another handset it takes the extension over.
                        && other.ipui() == place.handset()
                });
            // With a wrong IPUI and no extension that a file has, it may be about any handset.
            let has_extension = |place: &Place| {
                let extension = line.extension();
                extension.is_some() && place.extension() == extension
            };
            let mut places = self.before.values().flat_map(File::values);
            let is_unread = line.ipui().is_none() && !line.cells[IPUI].is_empty();
            if is_unread && place.handset().is_some() && !places.any(has_extension) {
                return false;
            }
            // Of a row that is known by its handset, nobody asks which account it was to have.
            let elsewhere = !here && (line.base().is_some() || known);
            rejected && !trusted && elsewhere && (!by_extension || accounted)
        })
    }
}

impl std::fmt::Debug for Look<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (line, rejected) in self.lines.iter().zip(&self.rejected) {
            writeln!(
                f,
                "{} {rejected} for {}",
                line.cells.join(","),
                line_of(&self.rows[line.row])
            )?;
        }
        for (name, files) in [
            ("before", self.before),
            ("clean", &self.clean),
            ("after", self.after),
        ] {
            for (base, file) in files {
                for (position, place) in file {
                    let handset = place.handset().unwrap_or("-");
                    let extension = place.extension().unwrap_or("-");
                    writeln!(
                        f,
                        "{name} {} {position}: {extension} {handset}",
                        BASES[*base]
                    )?;
                }
            }
        }
        Ok(())
    }
}

fn line_of(row: &Row) -> String {
    line(row).trim_end().to_owned()
}
