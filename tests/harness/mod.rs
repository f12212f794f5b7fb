//! Given these files, when this is typed, then this is printed, written and returned.
//!
//! Both test binaries use this. Provisioning files are read back with another XML library than the
//! program's, so that a fault in its reader cannot hide a fault in what it writes.

#![allow(
    dead_code,
    unused_imports,
    reason = "each test binary uses its part of this"
)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

mod machine;
pub mod model;
pub mod provisioning;
mod stamps;
mod sweeps;

pub use machine::{scratch, traceable};
pub use provisioning::{Provisioning, device_bytes, every_value, handsets_of, items_of};
pub use stamps::{Stamp, all_stamps, expect_mode, set_mode, stamps};
pub use sweeps::{left_to_sweeps, part_of, sweeps};

/// The binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_dect-roster");

/// The first line of the rosters that tests make.
pub const HEADER: &str = "extension,password,display_name,ipui,base_mac";

/// The first line of the rosters of a site.
pub const SITE_HEADER: &str = "extension,password,display_name,ipui,base_mac,position";

/// The bases of a site, in the order of their MACs. They are no series, which would look like a fill
/// handle.
pub const BASES: [&str; 3] = ["7C2F80123456", "7C2F806E93D2", "7C2F80A41C07"];

/// The time of every run at a site, in seconds since 1970.
const CLOCK: &str = "1764000000";

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Begins a test with an empty directory, in which the program will run.
pub fn given() -> Given {
    Given {
        directory: scratch(),
        environment: Vec::new(),
        stdin: Vec::new(),
    }
}

/// Begins a test with `roster.csv`: the usual header and these lines.
pub fn given_rows<'a>(rows: impl IntoIterator<Item = &'a str>) -> Given {
    let mut roster = format!("{HEADER}\n");
    for row in rows {
        roster.push_str(row);
        roster.push('\n');
    }
    given().file("roster.csv", roster)
}

/// Begins a test with an empty directory `out` for the files of [`BASES`], and a clock that stands still.
pub fn given_site() -> Given {
    let given = given().env("SOURCE_DATE_EPOCH", CLOCK);
    fs::create_dir(given.out()).unwrap();
    given
}

/// The program at the time of a site, for tests that start it in their own way.
pub fn program() -> Command {
    let mut command = Command::new(BINARY);
    command.env("SOURCE_DATE_EPOCH", CLOCK).env("NO_COLOR", "1");
    command
}

/// What there is before the program runs. It can run several times in it.
pub struct Given {
    directory: TempDir,
    environment: Vec<(&'static str, String)>,
    stdin: Vec<u8>,
}

impl Given {
    /// Writes a file, with the directories above it.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(name, content);
        self
    }

    /// The same in the middle of a test.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Copies a file of the repository, under its own name.
    pub fn copy(self, path: &str) -> Self {
        let source = repository(path);
        let name = source.file_name().unwrap();
        fs::copy(&source, self.directory.path().join(name)).unwrap();
        self
    }

    /// Sets a variable; without this the program sees none but those that a machine needs.
    pub fn env(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    /// What the program reads on standard input.
    pub fn stdin(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.stdin = content.into();
        self
    }

    /// The path of a file in the directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The directory in which the program runs.
    pub fn root(&self) -> &Path {
        self.directory.path()
    }

    /// The directory of a site's provisioning files.
    pub fn out(&self) -> PathBuf {
        self.path("out")
    }

    /// The provisioning file of a base of a site.
    pub fn base_file(&self, mac: &str) -> PathBuf {
        self.out().join(format!("{mac}.xml"))
    }

    /// Writes the roster of a site, one row per line.
    pub fn roster(&self, rows: &[impl AsRef<str>]) {
        let mut text = format!("{SITE_HEADER}\n");
        for row in rows {
            text.push_str(row.as_ref());
            text.push('\n');
        }
        self.write("roster.csv", text);
    }

    /// Every file below a directory with its bytes, by its path; none where there is no directory.
    pub fn files(&self, directory: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(directory), "", &mut files);
        files
    }

    /// Runs the program with the words of a line; quotes mean nothing in it.
    pub fn when(&self, line: &str) -> Then<'_> {
        self.when_args(line.split_whitespace())
    }

    /// Runs the program with arguments that may hold spaces.
    pub fn when_args<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Then<'_> {
        let mut command = self.program();
        command.args(args);
        self.run(command)
    }

    /// Runs a line of a Unix shell in which the program is known by its name.
    pub fn when_shell(&self, line: &str) -> Then<'_> {
        let mut path = std::ffi::OsString::from(Path::new(BINARY).parent().unwrap());
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap());
        let mut command = self.clean(Command::new("sh"));
        command.args(["-c", line]).env("PATH", path);
        self.run(command)
    }

    /// Builds a site from its roster.
    pub fn build(&self, arguments: &[&str]) -> Then<'_> {
        self.run(self.command("build", arguments))
    }

    /// Plans a site from its roster.
    pub fn plan(&self, arguments: &[&str]) -> Then<'_> {
        self.run(self.command("plan", arguments))
    }

    /// A command of the program about a site, to be started in some other way.
    pub fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = self.program();
        command
            .args([name, "roster.csv", "--out", "out"])
            .args(arguments);
        command
    }

    /// The program without arguments, to be started in some other way.
    pub fn program(&self) -> Command {
        self.clean(Command::new(BINARY))
    }

    /// A command that sees nothing of this machine's environment that the program would heed.
    fn clean(&self, mut command: Command) -> Command {
        command.env_clear();
        // Without it Windows cannot start a thread that sleeps, nor find its own libraries.
        for needed in ["SYSTEMROOT", "WINEPREFIX", "WINEDEBUG"] {
            command.envs(std::env::var_os(needed).map(|value| (needed, value)));
        }
        command
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(self.root());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, mut command: Command) -> Then<'_> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that ends without reading its input closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(&self.stdin);
        self.ended(child)
    }

    /// Waits for the end of a run.
    pub fn ended(&self, child: Child) -> Then<'_> {
        self.then(&child.wait_with_output().unwrap())
    }

    /// What came of a run that was started in some other way.
    pub fn then(&self, output: &Output) -> Then<'_> {
        let text = |bytes: &[u8]| as_on_unix(String::from_utf8(bytes.to_vec()).unwrap());
        Then {
            given: self,
            // A signal has no exit code.
            code: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The codes of the report of a site, or of those of its shards, each with the file that it is about.
    pub fn codes(&self) -> Vec<(String, String)> {
        let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let reports = self.files("out").into_iter();
        reports
            .filter(|(name, _)| name.starts_with("report"))
            .flat_map(|(_, report)| findings(&report))
            .map(|finding| (finding.get("code").to_owned(), name(finding.get("file"))))
            .collect()
    }
}

/// What was printed or written, with the separators of paths that tests expect, for Windows has its own.
pub fn as_on_unix(text: String) -> String {
    if cfg!(unix) {
        return text;
    }
    let directories = ["out", "site", "sub", "samples", "a/new/directory"];
    directories.iter().fold(text, |text, name| {
        text.replace(&format!("{name}\\\\"), &format!("{name}/"))
            .replace(&format!("{name}\\"), &format!("{name}/"))
    })
}

/// What came of a run.
pub struct Then<'g> {
    given: &'g Given,
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Then<'_> {
    /// Expects an exit code; a failure shows what was printed.
    #[track_caller]
    pub fn code(self, expected: i32) -> Self {
        assert_eq!(
            self.code, expected,
            "\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// Expects exit code 2, nothing on standard output, and this on standard error.
    #[track_caller]
    pub fn fails_with(self, expected: &str) -> Self {
        let then = self.code(2);
        assert_eq!(then.stdout, "");
        assert!(
            then.stderr.contains(expected),
            "expected: {expected}\nstderr: {}",
            then.stderr
        );
        then
    }

    /// The object that `--format json` prints.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        let parsed = serde_json::from_str(&self.stdout);
        parsed.unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// The bytes of a file.
    #[track_caller]
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        let path = self.given.path(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}\n{}", self.stdout))
    }

    /// The text of a file.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        as_on_unix(String::from_utf8(self.bytes(name)).unwrap())
    }

    /// A provisioning file, read by another XML reader than the program's.
    #[track_caller]
    pub fn xml(&self, name: &str) -> Provisioning {
        Provisioning::read(&self.bytes(name))
    }

    /// The items of a provisioning file that may have other elements too.
    #[track_caller]
    pub fn xml_items(&self, name: &str) -> BTreeMap<String, String> {
        provisioning::items(&self.bytes(name))
    }

    /// Every file below a directory with its bytes, by its path; none where there is no directory.
    pub fn files(&self, directory: &str) -> BTreeMap<String, Vec<u8>> {
        self.given.files(directory)
    }

    /// The names of the files below a directory.
    pub fn names(&self, directory: &str) -> Vec<String> {
        self.files(directory).into_keys().collect()
    }

    /// The findings of a CSV report.
    #[track_caller]
    pub fn findings(&self, report: &str) -> Vec<Finding> {
        findings(&self.bytes(report))
    }
}

/// A line of a CSV report.
#[derive(Debug)]
pub struct Finding(BTreeMap<String, String>);

impl Finding {
    /// The value of a column.
    pub fn get(&self, column: &str) -> &str {
        &self.0[column]
    }
}

/// The lines of a CSV report.
fn findings(report: &[u8]) -> Vec<Finding> {
    let report = as_on_unix(String::from_utf8(report.to_vec()).unwrap());
    let mut reader = csv::Reader::from_reader(report.as_bytes());
    let names = reader.headers().unwrap().clone();
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    reader
        .records()
        .map(|record| {
            Finding(
                texts(&names)
                    .into_iter()
                    .zip(texts(&record.unwrap()))
                    .collect(),
            )
        })
        .collect()
}

fn collect(directory: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}
