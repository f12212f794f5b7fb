//! Given, when, then.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::provisioning::Provisioning;

/// The binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_dect-roster");

/// The first line of the rosters that tests make.
pub const HEADER: &str = "extension,password,display_name,ipui,base_mac";

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Begins a test with an empty directory, in which the program will run.
pub fn given() -> Given {
    Given {
        directory: tempfile::tempdir().unwrap(),
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
        let mut command = Command::new(BINARY);
        command.args(args);
        self.run(command)
    }

    /// Runs a line of a shell in which the program is known by its name.
    pub fn when_shell(&self, line: &str) -> Then<'_> {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        let mut path = std::ffi::OsString::from(Path::new(BINARY).parent().unwrap());
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap());
        command.env_clear().env("PATH", path);
        self.start(command)
    }

    fn run(&self, mut command: Command) -> Then<'_> {
        command.env_clear();
        self.start(command)
    }

    fn start(&self, mut command: Command) -> Then<'_> {
        let mut child = command
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(self.directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that ends without reading its input closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(&self.stdin);
        let output = child.wait_with_output().unwrap();
        Then {
            given: self,
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
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

    /// The bytes of a file.
    #[track_caller]
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        let path = self.given.path(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}\n{}", self.stdout))
    }

    /// The text of a file.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    /// A provisioning file, read by another XML reader than the program's.
    #[track_caller]
    pub fn xml(&self, name: &str) -> Provisioning {
        Provisioning::read(&self.bytes(name))
    }

    /// The items of a provisioning file that may have other elements too.
    #[track_caller]
    pub fn xml_items(&self, name: &str) -> BTreeMap<String, String> {
        crate::provisioning::items(&self.bytes(name))
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
        let bytes = self.bytes(report);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let names = reader.headers().unwrap().clone();
        reader
            .records()
            .map(|record| {
                let record = record.unwrap();
                Finding(
                    names
                        .iter()
                        .map(str::to_owned)
                        .zip(record.iter().map(str::to_owned))
                        .collect(),
                )
            })
            .collect()
    }
}

/// A line of a CSV report.
#[derive(Debug)]
pub struct Finding(BTreeMap<String, String>);

impl Finding {
    /// What stands in a column.
    pub fn get(&self, column: &str) -> &str {
        &self.0[column]
    }
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
