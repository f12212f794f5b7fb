//! How rosters get damaged, one row per damage: what comes of it, and what the program says.
//!
//! Each row goes through the real binary, and what it accepts is read back from the provisioning
//! file with another XML reader than the program's own.

#[rustfmt::skip] // One damage per line, where it fits.
mod table;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dect_roster::finding::{Code, Group};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use serde_json::Value;

use crate::harness::{BINARY, scratch};

/// The fields of a row, and the values of one without a fault.
const FIELDS: [&str; 6] = [
    "extension",
    "password",
    "display_name",
    "ipui",
    "base_mac",
    "position",
];
const GOOD: [&str; 6] = [
    "201",
    "Secret-17",
    "Anna Berg",
    "029E74A599",
    "7C2F80123456",
    "1",
];

/// A row of the table.
struct Damage {
    what: &'static str,
    roster: Roster,
    /// All that the program must say: severity, code and cell of each finding.
    says: &'static [&'static str],
    comes: Comes,
}

/// What the damage stands in.
#[derive(Debug)]
enum Roster {
    /// A CSV file: the good row with this text in one field.
    Text(&'static str, &'static str),
    /// A workbook of cells formatted as text, with this cell in one field.
    Typed(&'static str, Typed),
    /// A file of this name.
    File(&'static str, Vec<u8>),
    /// A workbook.
    Book(fn(&mut Workbook)),
    /// A row of a file in `tests/fixtures/workbooks`, and the base that it is for.
    Fixture(&'static str, u32, &'static str),
}

/// A cell that is not formatted as text.
#[derive(Debug)]
enum Typed {
    Text(&'static str),
    Number(f64),
    Date(u16, u8, u8),
    Time(u16, u8),
    Boolean(bool),
    /// A formula and the result that is stored with it.
    Formula(&'static str, &'static str),
}

/// What comes of it.
#[derive(Debug)]
enum Comes {
    /// The good row, whole.
    Same,
    /// The good row with this value in the damaged field, which is not what the cell says.
    Changed(&'static str),
    /// The same, where it is what the cell says in the file's own spelling.
    Spelled(&'static str),
    /// The good row with just what the cell says.
    AsTyped,
    /// These accounts: extension, password, display name, IPUI, base and position.
    Accounts(&'static [&'static str]),
    /// Nothing is written for it.
    Refused,
    /// It is not read, and need not be.
    NotRead,
    /// The file is not read at all: what the program says.
    Unreadable(&'static str),
}

/// What a run came to.
struct Outcome {
    code: i32,
    stderr: String,
    findings: Vec<Value>,
    accounts: Vec<[String; 6]>,
}

impl Roster {
    fn ending(&self) -> &str {
        match self {
            Self::Text(..) => "csv",
            Self::Typed(..) | Self::Book(_) => "xlsx",
            Self::File(name, _) | Self::Fixture(name, ..) => name.rsplit('.').next().unwrap(),
        }
    }

    /// The field that is damaged, and what a person sees in its cell.
    fn cell(&self) -> Option<(usize, String)> {
        let index = |field: &str| FIELDS.iter().position(|name| *name == field).unwrap();
        match self {
            Self::Text(field, text) | Self::Typed(field, Typed::Text(text)) => {
                Some((index(field), (*text).to_owned()))
            }
            Self::Typed(field, Typed::Number(number)) => Some((index(field), number.to_string())),
            Self::Typed(field, Typed::Formula(_, result)) => {
                Some((index(field), (*result).to_owned()))
            }
            Self::Typed(field, other) => Some((index(field), format!("{other:?}"))),
            _ => None,
        }
    }

    fn place_in(&self, directory: &Path) -> PathBuf {
        let name = match self {
            Self::File(name, _) | Self::Fixture(name, ..) => (*name).to_owned(),
            _ => format!("roster.{}", self.ending()),
        };
        let path = directory.join(name);
        match self {
            Self::Text(..) => fs::write(&path, csv_with(&self.cell().unwrap())).unwrap(),
            Self::File(_, bytes) => fs::write(&path, bytes).unwrap(),
            Self::Typed(_, typed) => {
                let mut book = Workbook::new();
                let sheet = book.add_worksheet();
                write_good(sheet, 0);
                let column = u16::try_from(self.cell().unwrap().0).unwrap();
                typed.write(sheet, 1, column);
                book.save(&path).unwrap();
            }
            Self::Book(make) => {
                let mut book = Workbook::new();
                make(&mut book);
                book.save(&path).unwrap();
            }
            Self::Fixture(name, ..) => {
                let fixtures = Path::new(env!("CARGO_MANIFEST_DIR"));
                fs::copy(fixtures.join("tests/fixtures/workbooks").join(name), &path).unwrap();
            }
        }
        path
    }
}

impl Typed {
    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16) {
        let general = Format::new();
        match self {
            Self::Text(text) => sheet.write_string(row, column, *text),
            Self::Number(number) => sheet.write_number_with_format(row, column, *number, &general),
            Self::Date(year, month, day) => {
                let date = ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
                let format = Format::new().set_num_format("dd.mm.yyyy");
                sheet.write_datetime_with_format(row, column, &date, &format)
            }
            Self::Time(hour, minute) => {
                let time = ExcelDateTime::from_hms(*hour, *minute, 0).unwrap();
                let format = Format::new().set_num_format("hh:mm");
                sheet.write_datetime_with_format(row, column, &time, &format)
            }
            Self::Boolean(value) => sheet.write_boolean(row, column, *value),
            Self::Formula(formula, result) => {
                sheet.write_formula(row, column, Formula::new(*formula).set_result(*result))
            }
        }
        .unwrap();
    }
}

/// A header and the good row below it, all formatted as text.
fn write_good(sheet: &mut Worksheet, top: u32) {
    write_row(sheet, top, &FIELDS);
    write_row(sheet, top + 1, &GOOD[..5]);
}

fn write_row(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    let text = Format::new().set_num_format("@");
    for (column, cell) in (0..).zip(cells) {
        sheet
            .write_string_with_format(row, column, *cell, &text)
            .unwrap();
    }
}

fn csv_with((column, text): &(usize, String)) -> String {
    let mut cells = GOOD;
    cells[5] = "";
    cells[*column] = text;
    let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    format!("{}\n{}\n", FIELDS.join(","), quoted.join(","))
}

fn run(roster: &Roster) -> Outcome {
    let directory = scratch();
    let path = roster.place_in(directory.path());
    let site = directory.path().join("site");
    let report = directory.path().join("report.json");
    // With `skip` even a base that a refused row belongs to is written, without that row.
    let output = Command::new(BINARY)
        .current_dir(directory.path())
        .args(["build", "--quiet", "--on-error", "skip"])
        .args([
            "--window-start",
            "2030-01-15T08:00",
            "--window-duration",
            "1h",
        ])
        .arg("--out")
        .arg(&site)
        .arg("--report")
        .arg(&report)
        .arg(&path)
        // The fixtures have a hidden sheet too.
        .args(match roster {
            Roster::Fixture(name, ..) if name.starts_with("typed") => {
                ["--sheet", "Handsets"].as_slice()
            }
            _ => &[],
        })
        .output()
        .unwrap();
    let mut findings = match fs::read(&report) {
        Ok(json) => serde_json::from_slice::<Value>(&json).unwrap()["details"]
            .as_array()
            .unwrap()
            .clone(),
        Err(_) => Vec::new(),
    };
    let mut accounts = accounts(&site);
    if let Roster::Fixture(_, row, base) = roster {
        findings.retain(|finding| finding["row"].as_u64() == Some(u64::from(*row)));
        accounts.retain(|account| account[4] == *base);
    }
    // That a base has no file because of a refused row follows from the refusal.
    findings.retain(|finding| finding["code"] != "base-held");
    Outcome {
        code: output.status.code().unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        findings,
        accounts,
    }
}

/// The accounts of all files in a directory, base by base.
fn accounts(site: &Path) -> Vec<[String; 6]> {
    let mut accounts = Vec::new();
    let mut files: Vec<_> = fs::read_dir(site)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "xml"))
        .collect();
    files.sort();
    for file in files {
        let text: String = fs::read(&file)
            .unwrap()
            .into_iter()
            .map(char::from)
            .collect();
        let document = roxmltree::Document::parse(&text).unwrap();
        let items: BTreeMap<&str, &str> = document
            .descendants()
            .filter(|node| node.has_tag_name("SYMB_ITEM"))
            .map(|node| {
                (
                    node.attribute("ID").unwrap(),
                    node.attribute("value").unwrap(),
                )
            })
            .collect();
        let mac = document
            .descendants()
            .find(|node| node.has_tag_name("MAC_ADDRESS"))
            .unwrap();
        for index in 0..100 {
            let account = |item: &str| {
                let id = format!("BS_VOIP_Data.astVoipAccounts[{index}].{item}");
                let value = items.get(id.as_str())?;
                Some(value.trim_matches('"').to_owned())
            };
            if account("ucB_SIP_ACCOUNT_IS_ACTIVE_1").as_deref() != Some("1") {
                continue;
            }
            let code = format!("BS_Accounts.astAccounts[{index}].aucHandsetCode[0]");
            let ipui = items.get(code.as_str()).map_or(String::new(), |bytes| {
                bytes.replace("0x", "").replace(',', "")
            });
            accounts.push([
                account("aucS_SIP_USER_ID[0]").unwrap(),
                account("aucS_SIP_PASSWORD[0]").unwrap(),
                account("aucS_SIP_DISPLAYNAME[0]").unwrap(),
                ipui,
                mac.attribute("value").unwrap().to_owned(),
                (index + 1).to_string(),
            ]);
        }
    }
    accounts
}

impl Damage {
    /// What is not as the table says.
    fn faults(&self) -> Vec<String> {
        let outcome = run(&self.roster);
        let mut faults = Vec::new();
        let said: Vec<String> = outcome
            .findings
            .iter()
            .map(|finding| {
                let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
                format!("{} {} {}", text("severity"), text("code"), text("cell"))
                    .trim_end()
                    .to_owned()
            })
            .collect();
        if said != self.says {
            faults.push(format!("it says {said:?}, not {:?}", self.says));
        }
        faults.extend(without_cure(&outcome));
        // Every password begins with this.
        if format!("{:?} {}", outcome.findings, outcome.stderr).contains("Secret") {
            faults.push("it shows a password".into());
        }
        let comes: Vec<String> = outcome
            .accounts
            .iter()
            .map(|cells| cells.join("|"))
            .collect();
        let expected = self.expected();
        if comes != expected {
            faults.push(format!("it comes as {comes:?}, not {expected:?}"));
        }
        let errors = said.iter().any(|line| line.starts_with("error"));
        match &self.comes {
            Comes::Unreadable(message)
                if outcome.code != 2 || !outcome.stderr.contains(message) =>
            {
                faults.push(format!("{} {}", outcome.code, outcome.stderr));
            }
            // Silently wrong would be: nothing is said, and something else is written, or nothing.
            Comes::Refused if !errors => faults.push("refused in silence".into()),
            Comes::Changed(_) if said.is_empty() => faults.push("changed in silence".into()),
            _ => {}
        }
        faults
            .into_iter()
            .map(|fault| format!("{} (.{}): {fault}", self.what, self.roster.ending()))
            .collect()
    }

    fn expected(&self) -> Vec<String> {
        let with = |value: &str| {
            let mut cells = GOOD;
            cells[self.roster.cell().unwrap().0] = value;
            vec![cells.join("|")]
        };
        match &self.comes {
            Comes::Same => vec![GOOD.join("|")],
            Comes::Changed(value) | Comes::Spelled(value) => {
                let (_, typed) = self.roster.cell().unwrap();
                assert_ne!(typed, *value, "{}: this is not another value", self.what);
                with(value)
            }
            Comes::AsTyped => with(&self.roster.cell().unwrap().1),
            Comes::Accounts(accounts) => accounts.iter().map(|&account| account.into()).collect(),
            Comes::Refused | Comes::NotRead | Comes::Unreadable(_) => Vec::new(),
        }
    }
}

/// Findings and errors that do not say what to do.
fn without_cure(outcome: &Outcome) -> Vec<String> {
    let mut faults = Vec::new();
    for finding in &outcome.findings {
        let help = finding["help"].as_str().unwrap();
        if help.split_whitespace().count() < 3 || finding["message"] == finding["help"] {
            faults.push(format!("{} has no cure: {help:?}", finding["code"]));
        }
    }
    if outcome.code == 2 && outcome.findings.is_empty() {
        let help = outcome
            .stderr
            .split_once("help: ")
            .map_or("", |help| help.1);
        if help.split_whitespace().count() < 3 {
            faults.push(format!("no cure: {}", outcome.stderr));
        }
    }
    faults
}

#[test]
fn no_damage_is_silently_wrong_or_without_a_cure() {
    let table = table::all();
    let faults: Vec<String> = std::thread::scope(|scope| {
        let halves: Vec<_> = table
            .chunks(table.len().div_ceil(2))
            .map(|part| scope.spawn(|| part.iter().flat_map(Damage::faults).collect::<Vec<_>>()))
            .collect();
        halves
            .into_iter()
            .flat_map(|half| half.join().unwrap())
            .collect()
    });
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_table_has_many_damages_and_each_once() {
    let table = table::all();
    let mut rows = HashSet::new();
    for damage in &table {
        let new = rows.insert(format!("{:?}", damage.roster));
        assert!(
            new,
            "{}: the same roster stands in another row",
            damage.what
        );
    }
    let different: HashSet<_> = table.iter().map(|damage| damage.what).collect();
    assert!(different.len() >= 60, "{}", different.len());
    // The same damage stands in several rows only to be seen in several formats.
    let with_format: HashSet<_> = table
        .iter()
        .map(|damage| (damage.what, damage.roster.ending()))
        .collect();
    assert_eq!(with_format.len(), table.len());
}

#[test]
fn the_page_on_spreadsheets_names_every_code_of_cells() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/spreadsheets.md");
    let page = fs::read_to_string(page).unwrap();
    for code in Code::ALL {
        if code.info().group == Group::Cell {
            assert!(page.contains(&format!("`{code}`")), "{code}");
        }
    }
    // And no code that does not exist any more: each stands in the last column of a table.
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        let last = line.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for name in last.split('`').skip(1).step_by(2) {
            assert!(Code::from_name(name).is_some(), "{name}");
        }
    }
}
