//! Plays a situation with the real program, and judges what came of it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::{program, scratch};
use crate::situations::files::{Devices, Files};
use crate::situations::model::{Night, Situation, Verdict};
use crate::situations::people::{MARK, Phone};

/// Said of whole sites, whatever the roster is: these do not count as having said that something is
/// wrong with it.
const BACKGROUND: [&str; 4] = ["no-window", "window-over", "base-not-in-roster", "base-held"];

/// What the situation came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Right,
    /// Right, and a warning says what was doubtful.
    Said,
    Refused,
    Guarded,
    Unreadable,
    /// Wrong, and somebody who reads warnings knows.
    Wrong,
    SilentlyWrong,
}

/// A situation that was played.
pub struct Played {
    pub expected: String,
    pub happened: String,
    pub class: Class,
    /// What is not as the contract has it.
    pub faults: Vec<String>,
}

impl Played {
    /// For a situation that could not be played.
    pub fn failed() -> Self {
        let failed = "a step before the run failed".to_owned();
        Self { expected: String::new(), happened: failed.clone(), class: Class::Unreadable, faults: vec![failed] }
    }
}

/// The program in a directory, with nothing of this machine's environment that it would heed.
pub fn program_in(directory: &Path) -> Command {
    let mut command = program();
    command.current_dir(directory);
    command
}

/// What a run printed and reported.
struct Run {
    code: i32,
    /// All that was shown anywhere.
    shown: String,
    stderr: String,
    findings: Vec<Finding>,
}

struct Finding {
    severity: String,
    code: String,
    cell: String,
    row: String,
    help: String,
}

impl Finding {
    fn is_at(&self, at: &str) -> bool {
        at.is_empty()
            || at.split('|').any(|at| self.cell == at || at.strip_prefix("row ") == Some(&self.row))
    }

    fn text(&self) -> String {
        let place = if self.cell.is_empty() { &self.row } else { &self.cell };
        format!("{}@{place}", self.code)
    }
}

fn matches(code: &str, pattern: &str) -> bool {
    pattern.split('|').any(|one| one == "*" || one == code)
}

/// Plays all nights.
pub fn play(situation: &Situation) -> Played {
    let root = scratch();
    let out = root.path().join("out");
    fs::create_dir(&out).unwrap();
    let mut devices = Devices::default();
    let mut played = Played {
        expected: String::new(),
        happened: String::new(),
        class: Class::Right,
        faults: Vec::new(),
    };
    let many = situation.nights.len() > 1;
    for (number, night) in (1..).zip(&situation.nights) {
        for step in &night.before {
            step(root.path());
        }
        let before = Files::read(&out);
        // A file that somebody puts there is fetched too.
        devices.fetch(&before);
        let known = devices.phones();
        let is_last = number == situation.nights.len();
        let planned = is_last.then(|| start("plan", night, root.path()).code);
        if Files::read(&out).bytes != before.bytes {
            played.faults.push("plan touches files".into());
        }
        let run = start("build", night, root.path());
        if let Some(code) = planned.filter(|code| *code != run.code) {
            played.faults.push(format!("plan ends with {code}, build with {}", run.code));
        }
        let after = Files::read(&out);
        devices.fetch(&after);
        let judge = Judge { night, run, before, after, known, now: devices.phones() };
        let (class, happened) = judge.class();
        played.class = played.class.max(class);
        let prefix = if many { format!("night {number}: ") } else { String::new() };
        played.faults.extend(judge.faults().into_iter().map(|fault| format!("{prefix}{fault}")));
        played.expected = wanted(&night.verdict);
        played.happened = happened;
        if !played.faults.is_empty() {
            break;
        }
    }
    if played.faults.is_empty() {
        played.faults.extend(again(situation, root.path()));
    }
    played
}

/// The last night once more: the same roster says the same, and changes nothing.
fn again(situation: &Situation, directory: &Path) -> Option<String> {
    let night = situation.nights.last()?;
    // With the report in its usual place the roster may be what it was written over.
    if night.usual_report {
        return None;
    }
    let before = Files::read(&directory.join("out"));
    let run = start("build", night, directory);
    let after = Files::read(&directory.join("out"));
    (before.bytes != after.bytes).then(|| format!("the same again changes files, exit {}", run.code))
}

fn start(command: &str, night: &Night, directory: &Path) -> Run {
    let _ = fs::remove_file(directory.join("report.json"));
    for (name, content) in &night.roster.files {
        fs::write(directory.join(name), content).unwrap();
    }
    let config = directory.join("dect-roster.toml");
    match night.config {
        Some(text) => fs::write(config, text).unwrap(),
        None => drop(fs::remove_file(config)),
    }
    let files = night.roster.files.iter().map(|(name, _)| name.as_str());
    let named = night.roster.names.into_iter().flat_map(str::split_whitespace);
    let mut child = program_in(directory)
        .arg(command)
        .args(files.filter(|_| night.roster.names.is_none()).chain(named))
        .args(["--out", "out"])
        .args(if night.usual_report { &[][..] } else { &["--report", "report.json"] })
        .args(&night.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends without reading its input closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(&night.roster.stdin);
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let report = fs::read_to_string(directory.join("report.json")).unwrap_or_default();
    let shown = format!("{}{stderr}{report}", String::from_utf8_lossy(&output.stdout));
    let details = serde_json::from_str::<Value>(&report).unwrap_or_default();
    let findings = details["details"].as_array().into_iter().flatten().map(|finding| {
        let text = |key: &str| match &finding[key] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        Finding {
            severity: text("severity"),
            code: text("code"),
            cell: text("cell"),
            row: text("row"),
            help: text("help"),
        }
    });
    Run { code: output.status.code().unwrap_or(-1), shown, findings: findings.collect(), stderr }
}

fn wanted(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Right([]) => "right".into(),
        Verdict::Right(codes) => format!("right, said: {}", codes.join(", ")),
        Verdict::Refused(code, at) => format!("refused: {code}@{at}"),
        Verdict::Either(at) => format!("right, or refused@{at}"),
        Verdict::Heard(at) => format!("said, or refused@{at}"),
        Verdict::Guarded => "guarded".into(),
        Verdict::Usage(text) => format!("exit 2: {text}"),
    }
}

struct Judge<'n> {
    night: &'n Night,
    run: Run,
    before: Files,
    after: Files,
    /// What the bases did before, and what they do now.
    known: Vec<Phone>,
    now: Vec<Phone>,
}

impl Judge<'_> {
    fn class(&self) -> (Class, String) {
        let of = |severity: &str| {
            let findings = self.run.findings.iter().filter(|finding| finding.severity == severity);
            let mut texts: Vec<String> = findings.map(Finding::text).collect();
            texts.dedup();
            texts
        };
        let difference = self.difference();
        let (errors, warnings) = (of("error"), of("warning"));
        match self.run.code {
            0 if difference.is_empty() && warnings.is_empty() => (Class::Right, "right".into()),
            0 if difference.is_empty() => {
                (Class::Said, format!("right, said: {}", warnings.join(", ")))
            }
            0 if self.says_something() => {
                (Class::Wrong, format!("wrong: {}; said: {}", difference.join("; "), warnings.join(", ")))
            }
            0 => (Class::SilentlyWrong, format!("silently wrong: {}", difference.join("; "))),
            3 => (Class::Guarded, "guarded".into()),
            code if errors.is_empty() => {
                let first = self.run.stderr.lines().next().unwrap_or_default();
                (Class::Unreadable, format!("exit {code}: {first}"))
            }
            _ => (Class::Refused, format!("refused: {}", errors.join(", "))),
        }
    }

    fn says_something(&self) -> bool {
        let loud = |finding: &Finding| {
            finding.severity != "info" && !BACKGROUND.contains(&finding.code.as_str())
        };
        self.run.findings.iter().any(loud)
    }

    /// How the phones differ from what is meant.
    fn difference(&self) -> Vec<String> {
        let mut rest: Vec<&Phone> = self.now.iter().collect();
        let mut difference = Vec::new();
        for meant in &self.night.truth {
            match rest.iter().position(|phone| is_what_is_meant(phone, meant)) {
                Some(index) => drop(rest.remove(index)),
                None => difference.push(format!("not as meant: {}", line(meant))),
            }
        }
        difference.extend(rest.into_iter().map(|phone| format!("there is: {}", line(phone))));
        if difference.len() > 4 {
            let more = difference.split_off(3).len();
            difference.push(format!("and {more} more"));
        }
        difference
    }

    fn faults(&self) -> Vec<String> {
        let (class, happened) = self.class();
        let mut faults = Vec::new();
        if !self.is_expected() || class == Class::SilentlyWrong {
            faults.push(format!("expected {}; {happened}", wanted(&self.night.verdict)));
        }
        if self.run.shown.contains(MARK) {
            faults.push("it shows a password".into());
        }
        faults.extend(self.lost());
        // A file that somebody else made and that stayed is not ours.
        if self.before.bytes != self.after.bytes {
            faults.extend(self.after.faults.clone());
        }
        // Where it is enough that something is said, that is enough for the rest as well.
        if self.run.code != 0 && !matches!(self.night.verdict, Verdict::Heard(_)) {
            faults.extend(self.wrong_beside());
        }
        if self.run.code >= 2 && self.before.bytes != self.after.bytes {
            faults.push("files were touched".into());
        }
        if self.run.code != 0 && self.run.shown.trim().is_empty() {
            faults.push("it does not say why".into());
        }
        let uncured = |finding: &&Finding| finding.severity == "error" && finding.help.is_empty();
        faults.extend(self.run.findings.iter().filter(uncured).map(|f| format!("{} has no help", f.code)));
        faults
    }

    fn is_expected(&self) -> bool {
        let Run { code, findings, stderr, .. } = &self.run;
        match &self.night.verdict {
            Verdict::Right(codes) => {
                let has = |pattern: &str| findings.iter().any(|f| matches(&f.code, pattern));
                let allowed = |finding: &Finding| {
                    finding.severity == "info"
                        || BACKGROUND.contains(&finding.code.as_str())
                        || codes.iter().any(|one| matches(&finding.code, one.trim_start_matches('?')))
                };
                *code == 0
                    && self.difference().is_empty()
                    && codes.iter().all(|one| one.starts_with('?') || has(one))
                    && findings.iter().all(allowed)
            }
            Verdict::Refused(pattern, at) => {
                matches!(code, 1 | 2)
                    && findings.iter().any(|finding| {
                        finding.severity == "error"
                            && matches(&finding.code, pattern)
                            && finding.is_at(at)
                    })
            }
            Verdict::Either(_) if *code == 0 => self.difference().is_empty(),
            Verdict::Heard(_) if *code == 0 => self.says_something(),
            Verdict::Either(at) | Verdict::Heard(at) => {
                let refused = |finding: &Finding| finding.severity == "error" && finding.is_at(at);
                matches!(code, 1 | 2) && (findings.iter().any(refused) || findings.is_empty())
            }
            Verdict::Guarded => *code == 3,
            Verdict::Usage(text) => *code == 2 && stderr.contains(text),
        }
    }

    /// Handsets and accounts that are meant to be there, were there, and are not there now; and
    /// handsets that were moved or are twice.
    fn lost(&self) -> Vec<String> {
        let (before, after) = (self.before.handsets(), self.after.handsets());
        let mut lost = Vec::new();
        for meant in &self.night.truth {
            let Some(was) = before.get(&meant.ipui) else { continue };
            match after.get(&meant.ipui) {
                None => lost.push(format!("LOST: {} is in no file", line(meant))),
                Some(is) => {
                    let stays = is.iter().any(|place| was.contains(place));
                    let same_base = is.iter().any(|(base, _)| was.iter().any(|(old, _)| old == base));
                    if same_base && !stays && !self.night.moves {
                        lost.push(format!("MOVED: {} from {was:?} to {is:?}", line(meant)));
                    }
                }
            }
        }
        let is_said = self.run.findings.iter().any(|finding| finding.code == "handset-on-other-base");
        for (ipui, places) in after.iter().filter(|_| !is_said) {
            if places.len() > 1 && before.get(ipui).is_none_or(|was| was.len() < places.len()) {
                lost.push(format!("TWICE: {ipui} at {places:?}"));
            }
        }
        let account = |phone: &Phone| (phone.base.clone(), phone.extension.clone());
        let now: BTreeSet<_> = self.now.iter().map(account).collect();
        let known: BTreeSet<_> = self.known.iter().map(account).collect();
        for meant in &self.night.truth {
            let is_open = meant.unsure && matches!(self.night.verdict, Verdict::Heard(_));
            if !is_open && known.contains(&account(meant)) && !now.contains(&account(meant)) {
                lost.push(format!("DISABLED: {}", line(meant)));
            }
        }
        lost
    }

    /// After a run that was not all right: what is neither as it was nor as it is meant.
    fn wrong_beside(&self) -> Vec<String> {
        let fine = |phone: &&Phone| {
            !self.known.contains(phone)
                && !self.night.truth.iter().any(|meant| is_what_is_meant(phone, meant))
        };
        self.now.iter().filter(fine).map(|phone| format!("WRONG beside an error: {}", line(phone))).collect()
    }
}

fn is_what_is_meant(phone: &Phone, meant: &Phone) -> bool {
    let position = meant.position.or(phone.position);
    let place = phone.position;
    let plain = Phone { position: None, ..phone.clone() };
    !meant.unsure && position == place && plain == Phone { position: None, ..meant.clone() }
}

/// A phone in a line, without its password.
fn line(phone: &Phone) -> String {
    let position = phone.position.map(|position| format!(" #{position}")).unwrap_or_default();
    let login = if phone.login == phone.extension { String::new() } else { format!(" login {}", phone.login) };
    let mailbox = if phone.mailbox.is_empty() { String::new() } else { format!(" mailbox {}", phone.mailbox) };
    let usual = format!("{MARK}{}-Qx", phone.extension);
    let password = if phone.password == usual { String::new() } else { format!(" password {:?}", phone.password) };
    format!(
        "{} {:?} {}{login}{mailbox}{password} on {}{position}",
        phone.extension, phone.name, phone.ipui, phone.base
    )
}
