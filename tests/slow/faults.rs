//! Makes each call of the real program that touches a file of a site fail once, with each of three
//! errors, or kills the program at it.
//!
//! After each fault every file is the old one or the new one, whole, with its mode and its owner; the
//! exit code and the message say what happened; and the next run ends as if nothing had happened. The
//! calls are those that name one of the site's files or have it open, so those that start the program
//! are left alone. They are counted file by file, so that it does not matter which thread is first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use crate::harness::{BINARY, HEADER, part_of, program, scratch, sweeps, traceable};
use tempfile::TempDir;

/// How many faults and kills there are at least in all.
const ENOUGH: usize = 500;
/// Of each kind of call on a file, so many are made to fail.
const CALLS: usize = 100;
/// How many cases are tried at a time.
const THREADS: usize = 2;

/// What is done to a call, and for an error how a person is told.
const FAULTS: [(&str, Option<&str>); 4] = [
    ("error=ENOSPC", Some("No space left on device")),
    ("error=EIO", Some("Input/output error")),
    ("error=EACCES", Some("Permission denied")),
    ("signal=KILL", None),
];
/// How many of them are errors.
const ERRORS: usize = 3;

/// The reports of the scenarios: each is about its run, so after a fault it may be another one.
const REPORTS: [&str; 5] = [
    "out/report.csv",
    "found.csv",
    "run.json",
    "page.html",
    "marked.xlsx",
];

/// The directories of a site, and those in which a run says that it is there.
const DIRECTORIES: [&str; 3] = [".", "out", "out/.dect-roster"];
const HOLD: &str = "out/.dect-roster/1-of-1";

/// In the place of a path: the calls below on any file that they may touch, for those with random names.
const ANY: &str = "any file";
const ON_ANY: &str = "write,flock,fchmod,fchown,fgetxattr,fsetxattr,fsync,rename,renameat,renameat2,\
                      link,linkat,unlink,unlinkat";

/// How the names of calls begin that some case must have hit, or the cases are not what they seem.
const HIT: [&str; 15] = [
    "open", "read", "write", "close", "lseek", "stat", "getdents", "mkdir", "flock", "fchmod",
    "fcntl", "fsync", "syncfs", "rename", "unlink",
];

/// A file as it must be.
#[derive(Clone, PartialEq, Eq)]
struct Stamp {
    bytes: Vec<u8>,
    mode: u32,
    owner: (u32, u32),
}

/// All files of a directory and of those in it, by their paths.
type Files = BTreeMap<String, Stamp>;

fn files(directory: &Path) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let metadata = fs::symlink_metadata(&path).unwrap();
        if metadata.is_dir() {
            let below = self::files(&path).into_iter();
            files.extend(below.map(|(below, stamp)| (format!("{name}/{below}"), stamp)));
        } else {
            let stamp = Stamp {
                bytes: fs::read(&path).unwrap(),
                mode: metadata.mode() & 0o7777,
                owner: (metadata.uid(), metadata.gid()),
            };
            files.insert(name, stamp);
        }
    }
    files
}

fn put(directory: &Path, files: &Files) {
    for (name, stamp) in files {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &stamp.bytes).unwrap();
        let own = fs::metadata(&path).unwrap();
        if (own.uid(), own.gid()) != stamp.owner {
            chown(&path, Some(stamp.owner.0), Some(stamp.owner.1)).unwrap();
        }
        fs::set_permissions(&path, Permissions::from_mode(stamp.mode)).unwrap();
    }
}

fn is_unfinished(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with(".dect-roster"))
}

/// A command, what there is before it, and what there is after it when nothing disturbs it.
struct Scenario {
    arguments: Vec<&'static str>,
    before: Files,
    after: Files,
    /// Whether each call meets each fault, or one of them in turn.
    every_fault: bool,
}

impl Scenario {
    fn new(arguments: &'static str, before: Files) -> Self {
        let place = Place::new();
        let mut scenario = Self {
            arguments: arguments.split(' ').collect(),
            after: before.clone(),
            before,
            every_fault: false,
        };
        place.rewind(&scenario);
        let run = place.run(&scenario, None);
        assert_eq!(run.code, Some(0), "{scenario}: {}", run.err);
        scenario.after = files(&place.site());
        scenario
    }

    /// Whether it makes a file that must not be there before.
    fn creates(&self) -> bool {
        ["export", "init"].contains(&self.arguments[0])
    }

    /// The files and directories that its calls may touch.
    fn paths(&self) -> BTreeSet<String> {
        let mut paths = BTreeSet::from(DIRECTORIES.map(str::to_owned));
        paths.insert(HOLD.to_owned());
        for name in self.before.keys().chain(self.after.keys()) {
            paths.insert(name.clone());
            if ending(name) != Some("xml") {
                continue;
            }
            let (directory, file) = name.rsplit_once('/').unwrap_or(("", name));
            let unfinished = Path::new(directory).join(format!(".dect-roster-{file}.tmp"));
            paths.insert(unfinished.to_str().unwrap().to_owned());
        }
        paths.insert("../stdout".to_owned());
        paths.insert(ANY.to_owned());
        paths
    }

    /// Every call on one of its files, with every fault.
    fn cases(&self, place: &Place) -> Vec<Case> {
        let mut cases = Vec::new();
        for path in self.paths() {
            place.rewind(self);
            let calls = match path.as_str() {
                ANY => format!("trace={ON_ANY}"),
                _ => "trace=%file,%desc".to_owned(),
            };
            let run = place.run(self, Some((&path, [&calls, "signal=none"])));
            assert_eq!(run.code, Some(0), "{self}: {}", run.err);
            // Calls are counted for each thread of its own.
            let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
            for line in run.trace.lines() {
                let Some((thread, call)) = line.split_once(' ') else {
                    continue;
                };
                let call = call.trim_start();
                // The end of a call of which the start is above.
                if call.starts_with(['<', '?']) {
                    continue;
                }
                let call = call.split('(').next().unwrap();
                *counts.entry((call, thread)).or_default() += 1;
            }
            let mut calls: BTreeMap<&str, usize> = BTreeMap::new();
            for ((call, _), count) in counts {
                let calls = calls.entry(call).or_default();
                *calls = count.max(*calls);
            }
            for (call, count) in calls {
                // What the runtime asks before the program begins.
                if call == "poll" {
                    continue;
                }
                for number in 1..=count.min(CALLS) {
                    let kill = &FAULTS[ERRORS..];
                    let faults = match self.every_fault {
                        // One that fails has closed the file all the same. Here it would not.
                        _ if call == "close" => kill,
                        true => &FAULTS,
                        false => &FAULTS[cases.len() % FAULTS.len()..][..1],
                    };
                    cases.extend(faults.iter().map(|fault| Case {
                        path: path.clone(),
                        call: call.to_owned(),
                        number,
                        fault,
                    }));
                }
            }
        }
        cases
    }

    /// Looks at what a run left that was disturbed.
    fn judge(&self, place: &Place, case: &Case, run: &Run) -> Result<(), String> {
        let left = files(&place.site());
        let is_new = |name: &String| left.get(name) == self.after.get(name);
        let is_old = |name: &String| left.get(name) == self.before.get(name);
        let exported = self.creates() && run.code == Some(1);
        for name in left.keys().chain(self.before.keys()) {
            let about_run = exported || REPORTS.contains(&name.as_str());
            let whole = is_new(name) || is_old(name) || about_run && is_whole(name, &left[name]);
            ensure(whole || is_unfinished(name), || {
                format!("{name} is neither old nor new")
            })?;
        }
        let Some(said) = case.fault.1 else {
            return ensure(run.code.is_none(), || format!("exit code {:?}", run.code));
        };
        let bases = || self.after.keys().filter(|name| ending(name) == Some("xml"));
        let err = &run.err;
        match run.code {
            Some(0) => ensure(self.after.keys().all(is_new), || {
                "something is missing".into()
            }),
            Some(1) => {
                let report = REPORTS.iter().find_map(|name| left.get(*name));
                let report = report.map_or(&[][..], |report| &report.bytes);
                let told = format!("{}{err}{}", run.out, String::from_utf8_lossy(report));
                ensure(told.contains(said), || format!("no cause in {told}"))?;
                let of_missing = |name| is_new(name) || told.contains(name);
                ensure(bases().all(of_missing), || format!("not all in {told}"))
            }
            Some(2) => {
                let parts = ["error: cannot ", said, "help: "];
                ensure(parts.iter().all(|part| err.contains(part)), || err.clone())?;
                let told_new: Box<dyn Fn(&String) -> bool> =
                    if let Some((_, told)) = err.split_once("new files are in place, up to ") {
                        let (last, _) = told.split_once(';').unwrap();
                        Box::new(move |name| name.as_str() <= format!("out/{last}").as_str())
                    } else {
                        let all = ["are in place", "all else is done"];
                        let all = all.iter().any(|told| err.contains(told));
                        Box::new(move |_| all)
                    };
                let truth = |name: &String| {
                    if told_new(name) {
                        is_new(name)
                    } else {
                        is_old(name)
                    }
                };
                ensure(bases().all(truth), || format!("not as it says: {err}"))?;
                let done = !err.contains("all else is done") || self.after.keys().all(is_new);
                ensure(done, || format!("not all else is done: {err}"))
            }
            code => Err(format!("exit code {code:?}: {err}")),
        }
    }

    /// Runs undisturbed, as the next run does.
    fn heal(&self, place: &Place) -> Result<(), String> {
        let creates = self.creates().then(|| self.arguments.last().unwrap());
        let created = creates.map(|name| place.site().join(name));
        if created.is_none_or(|created| !created.exists()) {
            let run = place.run(self, None);
            ensure(run.code == Some(0), || {
                format!("the next run fails: {}", run.err)
            })?;
        }
        let left = files(&place.site());
        let names = || left.keys().collect::<Vec<_>>();
        ensure(left.keys().eq(self.after.keys()), || {
            format!("the next run leaves {:?}", names())
        })?;
        let corrected = |(name, stamp): &(&String, &Stamp)| {
            let now = &left[*name];
            // What changed then is not what changes now, and that is what they tell.
            let tells = REPORTS.contains(&name.as_str()) && ending(name) != Some("csv");
            now == *stamp || tells && is_whole(name, now)
        };
        let differs = self.after.iter().find(|entry| !corrected(entry));
        ensure(differs.is_none(), || {
            format!("the next run does not correct {}", differs.unwrap().0)
        })
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.arguments.join(" "))
    }
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

fn ending(name: &str) -> Option<&str> {
    Path::new(name).extension()?.to_str()
}

/// Whether a file can be read to its end.
fn is_whole(name: &str, Stamp { bytes, .. }: &Stamp) -> bool {
    match ending(name) {
        Some("csv") => bytes.ends_with(b"\n"),
        Some("html") => bytes.trim_ascii_end().ends_with(b"</html>"),
        Some("json") => serde_json::from_slice::<serde_json::Value>(bytes).is_ok(),
        Some("xlsx") => zip::ZipArchive::new(std::io::Cursor::new(bytes)).is_ok(),
        _ => false,
    }
}

/// One call of a run that fails, or at which the run is killed.
struct Case {
    /// The file, as the run names it.
    path: String,
    call: String,
    /// Which of these calls on the file, from 1.
    number: usize,
    fault: &'static (&'static str, Option<&'static str>),
}

impl Case {
    fn trace(&self) -> String {
        format!("trace={}", self.call)
    }

    fn injection(&self) -> String {
        format!("inject={}:{}:when={}", self.call, self.fault.0, self.number)
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.injection(), self.path)
    }
}

/// What a run said.
struct Run {
    /// `None` for one that was killed.
    code: Option<i32>,
    out: String,
    err: String,
    trace: String,
}

/// Where cases are tried, one after the other.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(scratch())
    }

    fn site(&self) -> PathBuf {
        self.0.path().join("site")
    }

    /// Puts everything back as it is before the run.
    fn rewind(&self, scenario: &Scenario) {
        let _ = fs::remove_dir_all(self.site());
        fs::create_dir(self.site()).unwrap();
        put(&self.site(), &scenario.before);
    }

    fn run(&self, scenario: &Scenario, traced: Option<(&str, [&str; 2])>) -> Run {
        let [out, err, trace] = ["stdout", "stderr", "trace"].map(|name| self.0.path().join(name));
        let program = program();
        let mut command = match traced {
            None => Command::new(program.get_program()),
            Some((path, options)) => {
                let mut strace = Command::new("strace");
                let absolute = self.site().join(path);
                strace.args(["-f", "-qq", "-o"]).arg(&trace);
                if path != ANY {
                    // Those that are not there yet are known by their name only.
                    strace.args(["-P", path, "-P"]).arg(absolute);
                }
                strace
                    .args(options.iter().flat_map(|option| ["-e", option]))
                    .arg(program.get_program());
                strace
            }
        };
        for (name, value) in program.get_envs() {
            command.env(name, value.unwrap());
        }
        let status = command
            .args(&scenario.arguments)
            .current_dir(self.site())
            .stdout(File::create(&out).unwrap())
            .stderr(File::create(&err).unwrap())
            .status()
            .unwrap();
        Run {
            code: status.code(),
            out: fs::read_to_string(out).unwrap(),
            err: fs::read_to_string(err).unwrap(),
            trace: fs::read_to_string(trace).unwrap_or_default(),
        }
    }

    fn try_out(&self, scenario: &Scenario, case: &Case) -> Result<(), String> {
        self.rewind(scenario);
        let run = self.run(
            scenario,
            Some((&case.path, [&case.trace(), &case.injection()])),
        );
        // Else the fault is not where it should be, and the rest would prove nothing.
        let hit = match case.fault.1 {
            Some(_) => run.trace.contains("(INJECTED)"),
            None => run.code.is_none(),
        };
        ensure(hit, || format!("not hit: {}", run.trace))?;
        // Calls are counted for each thread, so a message can be hit behind the fault that it is about.
        let is_message = |line: &str| line.contains("write(2,") && line.contains("(INJECTED)");
        if run.trace.lines().any(is_message) {
            return Ok(());
        }
        scenario.judge(self, case, &run)?;
        if scenario.creates() && run.code == Some(1) {
            let _ = fs::remove_file(self.site().join(scenario.arguments.last().unwrap()));
        }
        scenario.heal(self)
    }
}

const OLD: [&str; 6] = [
    "1001,Invented-1,Ada,029E74A501,7C2F80123456",
    "1002,Invented-2,Bo,029E74A502,7C2F80123456",
    "2001,Invented-3,Cy,029E74A503,7C2F806E93D2",
    "2002,Invented-4,Di,029E74A504,7C2F806E93D2",
    "3001,Invented-5,Ed,029E74A505,7C2F80A41C07",
    "3002,3002,Flo,029E74A506,7C2F80A41C07",
];

/// A name, a handset and a base are new; one base is as it was.
const NEW: [&str; 7] = [
    "1001,Invented-1,Ada Smith,029E74A501,7C2F80123456",
    "1002,Invented-2,Bo,029E74A502,7C2F80123456",
    "2001,Invented-3,Cy,029E74A513,7C2F806E93D2",
    "2002,Invented-4,Di,029E74A504,7C2F806E93D2",
    "3001,Invented-5,Ed,029E74A505,7C2F80A41C07",
    "3002,3002,Flo,029E74A506,7C2F80A41C07",
    "4001,4001,Gus,029E74A507,7C2F80A41D99",
];

fn roster(rows: &[&str]) -> Stamp {
    new_file(format!("{HEADER}\n{}\n", rows.join("\n")))
}

fn new_file(text: impl Into<Vec<u8>>) -> Stamp {
    let own = fs::metadata(BINARY).unwrap();
    Stamp {
        bytes: text.into(),
        mode: 0o644,
        owner: (own.uid(), own.gid()),
    }
}

/// A config that matters, and a roster.
fn site(rows: &[&str]) -> Files {
    // With a window no handset waits: the warning about that is only in the report of the run that
    // writes the file.
    let config = "[settings]\nvoicemail = \"*2\"\n[output]\nmode = \"0600\"\n\
                  [registration]\nwindow_start = \"2030-01-15 08:00\"\nwindow_duration = \"1h\"\n";
    Files::from([
        ("dect-roster.toml".to_owned(), new_file(config)),
        ("roster.csv".to_owned(), roster(rows)),
    ])
}

/// A site with the old files, and what a command before left.
fn built(arguments: &'static str, rows: &[&str]) -> Files {
    let mut files = Scenario::new(arguments, site(&OLD)).after;
    // What a file has that is not the program's to change. Only root may give a file away.
    let names = ["out/7C2F80123456.xml", "out/7c2f80123456.xml"];
    let file = names.into_iter().find(|name| files.contains_key(*name));
    for (name, mode) in [(file.unwrap(), 0o604), ("out/report.csv", 0o644)] {
        let stamp = files.get_mut(name).unwrap();
        stamp.mode = mode;
        if stamp.owner.0 == 0 {
            stamp.owner = (12345, 12345);
        }
    }
    files.insert("roster.csv".to_owned(), roster(rows));
    files
}

fn scenarios() -> Vec<Scenario> {
    let workbook = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/roster.xlsx")).unwrap();
    let by_hand = Files::from([("roster.xlsx".to_owned(), new_file(workbook))]);
    let every = "build roster.csv --out out --jobs 2 --report out/report.csv --report page.html \
                 --report marked.xlsx --report run.json";
    let build = "build roster.csv --out out --jobs 1";
    let mut interrupted = built(build, &NEW);
    let unfinished = "out/.dect-roster-7C2F80123456.xml.tmp".to_owned();
    interrupted.insert(unfinished, new_file("<half a file"));
    let mut first = Scenario::new(build, interrupted);
    first.every_fault = true;
    let of_family = "build roster.csv --out out --jobs 1 --template n870";
    vec![
        first,
        Scenario::new(build, built(of_family, &NEW[..6])),
        Scenario::new(build, built(build, &OLD)),
        Scenario::new(every, built(every, &NEW)),
        Scenario::new(
            "build roster.xlsx --out out --jobs 2 --format json --window-start 2030-01-15T08:00 \
             --window-duration 1h",
            by_hand,
        ),
        Scenario::new(
            "plan roster.csv --out out --jobs 1 --report found.csv",
            built(build, &NEW),
        ),
        Scenario::new("export out --to back.csv", built(build, &NEW)),
        Scenario::new("export out --to back.xlsx", built(build, &NEW)),
        Scenario::new("init new.csv", Files::new()),
        Scenario::new("init new.xlsx", Files::new()),
    ]
}

#[test]
fn whatever_call_fails_each_file_is_whole_and_the_next_run_heals() {
    if !traceable() {
        eprintln!("skipped: there is no strace here that may trace");
        return;
    }
    let scenarios = part_of(scenarios(), 9);
    let place = Place::new();
    let mut cases = Vec::new();
    for scenario in &scenarios {
        let of = scenario.cases(&place);
        let kills = of.iter().filter(|case| case.fault.1.is_none()).count();
        eprintln!("{:4} faults, {kills:3} kills: {scenario}", of.len() - kills);
        cases.extend(of.into_iter().map(|case| (scenario, case)));
    }
    let hit: BTreeSet<_> = cases.iter().map(|(_, case)| case.call.as_str()).collect();
    let hit_by_all = HIT.iter().filter(|_| sweeps());
    let missed: Vec<_> = hit_by_all
        .filter(|name| !hit.iter().any(|call| call.starts_with(*name)))
        .collect();
    assert!(
        missed.is_empty(),
        "no call to {missed:?} is tried, only {hit:?}"
    );
    let kinds = hit.len();
    let cases = part_of(cases, 40);
    let all = cases.len();
    let cases = Mutex::new(cases.iter());
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let place = Place::new();
                let next = || cases.lock().unwrap().next();
                while let Some((scenario, case)) = next() {
                    if let Err(why) = place.try_out(scenario, case) {
                        let failure = format!("{scenario}\n  {case}\n    {why}");
                        failures.lock().unwrap().push(failure);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(
        failures.is_empty(),
        "{} of {all}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    eprintln!("{all} faults and kills, over {kinds} kinds of call");
    assert!(all >= ENOUGH || !sweeps());
}
