//! What a situation is: the nights of a site, what a person means in each, and what must come of it.

use std::fs;
use std::path::Path;

use crate::situations::people::{HEADER, Phone, fill, phone, plain, team};
use crate::situations::sheets::{self, Sheet};

/// The files of one run.
#[derive(Clone, Default)]
pub struct Roster {
    /// Name and content; none of them where an earlier step made the roster.
    pub files: Vec<(String, Vec<u8>)>,
    /// What is named on the command line where it is not the files.
    pub names: Option<&'static str>,
    pub stdin: Vec<u8>,
}

/// What must come of a run.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Exit 0, the phones are what is meant, and just these warnings are given.
    Right(&'static [&'static str]),
    /// An error with this code (`*` for any) at this place, and nothing is lost or wrong.
    Refused(&'static str, String),
    /// Either of the two: the contract leaves it open. Right, or refused at this place.
    Either(String),
    /// Something is said: an error at this place, or a warning, whatever is written.
    Heard(String),
    /// Exit 3, and nothing is touched.
    Guarded,
    /// Exit 2 with this text, and nothing is touched.
    Usage(&'static str),
}

pub type Step = Box<dyn Fn(&Path) + Send + Sync>;

/// One run.
pub struct Night {
    pub roster: Roster,
    pub before: Vec<Step>,
    pub arguments: Vec<&'static str>,
    pub config: Option<&'static str>,
    pub truth: Vec<Phone>,
    pub verdict: Verdict,
    /// A handset is meant to change its position.
    pub moves: bool,
    /// Whether the report goes where it goes without an option.
    pub usual_report: bool,
}

pub struct Situation {
    pub name: String,
    pub nights: Vec<Night>,
}

pub fn situation(name: impl Into<String>, nights: impl IntoIterator<Item = Night>) -> Situation {
    Situation {
        name: name.into(),
        nights: nights.into_iter().collect(),
    }
}

/// A situation of one night.
pub fn one(
    name: impl Into<String>,
    roster: impl Into<Roster>,
    truth: impl Truth,
    verdict: Verdict,
) -> Situation {
    situation(name, [night(roster, truth, verdict)])
}

/// A situation of one night that comes to a site where these people work.
pub fn later(
    name: impl Into<String>,
    before: &str,
    roster: impl Into<Roster>,
    truth: impl Truth,
    verdict: Verdict,
) -> Situation {
    situation(name, [start(before), night(roster, truth, verdict)])
}

pub fn night(roster: impl Into<Roster>, truth: impl Truth, verdict: Verdict) -> Night {
    Night {
        roster: roster.into(),
        before: Vec::new(),
        arguments: Vec::new(),
        config: None,
        truth: truth.phones(),
        verdict,
        moves: false,
        usual_report: false,
    }
}

/// The first night of a site: a roster without a fault.
pub fn start(people: impl Truth) -> Night {
    let people = people.phones();
    night(plain(&people), people, right())
}

/// A night with a plain roster of these people, who are just what is meant.
pub fn night_of(people: &[Phone], verdict: Verdict) -> Night {
    night(plain(people), people.to_vec(), verdict)
}

pub fn right() -> Verdict {
    Verdict::Right(&[])
}

/// Right, with these warnings. Codes with `|` between them are alternatives, one with `?` may be missing.
pub fn said(codes: &'static [&'static str]) -> Verdict {
    Verdict::Right(codes)
}

pub fn refused(code: &'static str, at: impl Into<String>) -> Verdict {
    Verdict::Refused(code, at.into())
}

/// Right, and warnings are welcome.
pub fn fine() -> Verdict {
    Verdict::Right(&["?*"])
}

pub fn either(at: impl Into<String>) -> Verdict {
    Verdict::Either(at.into())
}

pub fn heard(at: impl Into<String>) -> Verdict {
    Verdict::Heard(at.into())
}

pub fn guarded() -> Verdict {
    Verdict::Guarded
}

impl Night {
    pub fn with(mut self, arguments: &'static str) -> Self {
        self.arguments.extend(arguments.split_whitespace());
        self
    }

    pub fn config(mut self, config: &'static str) -> Self {
        self.config = Some(config);
        self
    }

    pub fn before(mut self, step: Step) -> Self {
        self.before.push(step);
        self
    }

    pub fn usual_report(mut self) -> Self {
        self.usual_report = true;
        self
    }

    pub fn moves(mut self) -> Self {
        self.moves = true;
        self
    }
}

/// People, by their letters or one by one.
pub trait Truth {
    fn phones(self) -> Vec<Phone>;
}

impl Truth for &str {
    fn phones(self) -> Vec<Phone> {
        team(self)
    }
}

impl Truth for Vec<Phone> {
    fn phones(self) -> Vec<Phone> {
        self
    }
}

impl<const N: usize> Truth for [Phone; N] {
    fn phones(self) -> Vec<Phone> {
        self.into()
    }
}

/// A CSV, with braces to fill.
impl From<&str> for Roster {
    fn from(text: &str) -> Self {
        named("roster.csv", fill(text))
    }
}

impl From<String> for Roster {
    fn from(text: String) -> Self {
        named("roster.csv", text)
    }
}

impl From<Vec<u8>> for Roster {
    fn from(bytes: Vec<u8>) -> Self {
        named("roster.csv", bytes)
    }
}

/// The header, and these rows.
pub fn rows(rows: &[&str]) -> Roster {
    Roster::from(format!("{{H}}\n{}\n", rows.join("\n")).as_str())
}

/// The rows of Anna, Bo and Cem; in Bo's, which is row 3, this cell says something else. Columns
/// behind the usual five have this header, and are empty in the other rows.
pub fn bo_with(column: usize, header: &str, text: &str) -> Roster {
    let mut lines = vec![HEADER.to_owned()];
    lines.extend(team("abc").iter().map(|phone| phone.row("epnib", ",")));
    if column >= 5 {
        lines[0] = format!("{HEADER},{header}");
        lines.iter_mut().skip(1).for_each(|line| line.push(','));
    }
    let mut cells: Vec<String> = lines[2].split(',').map(str::to_owned).collect();
    cells[column] = quoted(text);
    lines[2] = cells.join(",");
    Roster::from(lines.join("\n") + "\n")
}

/// The same in a workbook of texts, where the cell is written as sheets have it.
pub fn bo_typed(column: usize, cell: &str) -> Sheet {
    let mut cells: Vec<String> = phone('b')
        .row("epnib", "|")
        .split('|')
        .map(str::to_owned)
        .collect();
    cells[column] = cell.into();
    let row = cells.join("|");
    sheets::sheet("Roster", &["{H|}", "{a|epnib}", &row, "{c|epnib}"])
}

/// The only sheet of a workbook.
pub fn sheet_of(rows: &[&str]) -> Sheet {
    sheets::sheet("Roster", rows)
}

/// A cell of a CSV.
pub fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', ';']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into()
    }
}

/// A file of this name.
pub fn named(name: &str, content: impl Into<Vec<u8>>) -> Roster {
    Roster {
        files: vec![(name.into(), content.into())],
        ..Roster::default()
    }
}

/// Several files are one roster.
pub fn files(rosters: impl IntoIterator<Item = Roster>) -> Roster {
    let files = rosters
        .into_iter()
        .flat_map(|roster| roster.files)
        .collect();
    Roster {
        files,
        ..Roster::default()
    }
}

pub fn stdin(content: impl Into<Vec<u8>>) -> Roster {
    Roster {
        stdin: content.into(),
        names: Some("-"),
        ..Roster::default()
    }
}

/// What an earlier step left under this name.
pub fn made(name: &'static str) -> Roster {
    Roster {
        names: Some(name),
        ..Roster::default()
    }
}

pub fn xlsx(sheets: &[Sheet]) -> Roster {
    named("roster.xlsx", sheets::xlsx(sheets))
}

pub fn ods(sheets: &[Sheet]) -> Roster {
    named("roster.ods", sheets::ods(sheets))
}

pub fn xls(sheets: &[Sheet]) -> Roster {
    named("roster.xls", sheets::xls(sheets))
}

/// Changes the text of a file.
pub fn edit(name: &'static str, change: impl Fn(&str) -> String + Send + Sync + 'static) -> Step {
    Box::new(move |directory| {
        let path = directory.join(name);
        // Provisioning files are ISO-8859-1, and hold nothing above 127 in these situations.
        let text = String::from_utf8(fs::read(&path).unwrap()).unwrap();
        let changed = change(&text);
        assert_ne!(changed, text, "the change of {name} changes nothing");
        fs::write(path, changed).unwrap();
    })
}

pub fn put(name: &'static str, content: impl Into<Vec<u8>>) -> Step {
    let content = content.into();
    Box::new(move |directory| {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &content).unwrap();
    })
}

pub fn remove(name: &'static str) -> Step {
    Box::new(move |directory| fs::remove_file(directory.join(name)).unwrap())
}

/// The program itself, as somebody runs it by day.
pub fn run(arguments: &'static str) -> Step {
    Box::new(move |directory| {
        let mut command = crate::situations::play::program_in(directory);
        let output = command.args(arguments.split_whitespace()).output().unwrap();
        assert!(
            output.status.success(),
            "{arguments}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    })
}

impl Situation {
    /// Options for the last night.
    pub fn with(mut self, arguments: &'static str) -> Self {
        let last = self.nights.pop().unwrap().with(arguments);
        self.nights.push(last);
        self
    }

    /// A config for the last night.
    pub fn config(mut self, config: &'static str) -> Self {
        let last = self.nights.pop().unwrap().config(config);
        self.nights.push(last);
        self
    }
}
