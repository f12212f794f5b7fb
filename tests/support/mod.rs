//! What the tests of positions, of files in place and of killed runs have in common.
//!
//! Files are read back with another XML library than the program's, so that a fault in its reader
//! cannot hide a fault in what it writes.

#![allow(dead_code, unused_imports, reason = "each test uses its part of this")]
#![allow(clippy::unwrap_used, reason = "in a test a panic is the failure")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

mod machine;
pub mod model;

pub use machine::{scratch, traceable};

/// The bases of the tests, in the order of their MACs; no series, which would look like a fill handle.
pub const BASES: [&str; 3] = ["7C2F80123456", "7C2F806E93D2", "7C2F80A41C07"];

/// The columns of the tests' rosters.
pub const HEADER: &str = "extension,password,display_name,ipui,base_mac,position";

/// The items of a provisioning file by id, and its elements with a value by name. A file made by the
/// program has none twice.
pub fn items(bytes: &[u8]) -> BTreeMap<String, String> {
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    let document = roxmltree::Document::parse(&text).unwrap();
    let mut items = BTreeMap::new();
    for node in document.descendants() {
        let Some(value) = node.attribute("value") else {
            continue;
        };
        let name = node.attribute("ID").unwrap_or(node.tag_name().name());
        let before = items.insert(name.to_owned(), value.to_owned());
        assert_eq!(before, None, "{name} stands twice");
    }
    items
}

/// The items of a base's file in a directory.
pub fn items_of(directory: &Path, mac: &str) -> BTreeMap<String, String> {
    items(&fs::read(directory.join(format!("{mac}.xml"))).unwrap())
}

/// Five bytes as the device spells them.
pub fn device_bytes(ipui: &str) -> String {
    let bytes = (0..5).map(|byte| format!("0x{}", &ipui[2 * byte..2 * byte + 2]));
    bytes.collect::<Vec<_>>().join(",")
}

/// The handsets of a base's file, by position from 1: five bytes, zero ones included.
pub fn handsets_of(directory: &Path, mac: &str) -> BTreeMap<usize, String> {
    let of = |(id, value): (String, String)| {
        let index = id.strip_prefix("BS_Accounts.astAccounts[")?;
        let index: usize = index.split(']').next()?.parse().ok()?;
        let bytes = value.split(',').map(|byte| &byte[2..]);
        Some((index + 1, bytes.collect::<String>()))
    };
    items_of(directory, mac)
        .into_iter()
        .filter_map(of)
        .collect()
}

/// A file as it must stay, to the byte and to the time of its last change.
#[derive(Clone, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: Vec<u8>,
    pub inode: u64,
    pub mode: u32,
    pub modified: (i64, i64),
}

impl std::fmt::Debug for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = String::from_utf8_lossy(&self.bytes);
        write!(
            f,
            "{} {:o} {:?}\n{text}",
            self.inode, self.mode, self.modified
        )
    }
}

/// Everything in a directory but the reports.
pub fn stamps(directory: &Path) -> BTreeMap<String, Stamp> {
    let mut stamps = all_stamps(directory);
    stamps.retain(|name, _| !name.starts_with("report"));
    stamps
}

/// Everything in a directory.
pub fn all_stamps(directory: &Path) -> BTreeMap<String, Stamp> {
    let entries = fs::read_dir(directory).unwrap();
    let stamp = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        let metadata = fs::symlink_metadata(entry.path()).unwrap();
        let stamp = Stamp {
            bytes: fs::read(entry.path()).unwrap_or_default(),
            inode: metadata.ino(),
            mode: metadata.mode(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        };
        (entry.file_name().into_string().unwrap(), stamp)
    };
    entries.map(stamp).collect()
}

/// The program, with nothing of this machine's environment that it would heed.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dect-roster"));
    command
        .env("SOURCE_DATE_EPOCH", "1764000000")
        .env("NO_COLOR", "1");
    command
}

/// A roster and the directory of its files, for the real program.
pub struct Site {
    root: TempDir,
}

/// What a run of the program left behind.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// The object that `--format json` prints.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }
}

impl Site {
    pub fn new() -> Self {
        let root = scratch();
        fs::create_dir(root.path().join("out")).unwrap();
        Self { root }
    }

    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn out(&self) -> PathBuf {
        self.root.path().join("out")
    }

    /// The path of a base's file.
    pub fn file(&self, mac: &str) -> PathBuf {
        self.out().join(format!("{mac}.xml"))
    }

    /// Writes the roster, a line a row.
    pub fn roster(&self, rows: &[impl AsRef<str>]) {
        let mut text = format!("{HEADER}\n");
        for row in rows {
            text.push_str(row.as_ref());
            text.push('\n');
        }
        fs::write(self.root().join("roster.csv"), text).unwrap();
    }

    /// A command of the program, with the roster and the directory.
    pub fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = program();
        command
            .current_dir(self.root())
            .args([name, "roster.csv", "--out", "out"])
            .args(arguments);
        command
    }

    pub fn run(&self, name: &str, arguments: &[&str]) -> Run {
        Run::of(&self.command(name, arguments).output().unwrap())
    }

    pub fn build(&self, arguments: &[&str]) -> Run {
        self.run("build", arguments)
    }

    pub fn plan(&self, arguments: &[&str]) -> Run {
        self.run("plan", arguments)
    }

    /// The codes of the report in the directory, or of those of shards, each with the file that it is
    /// about.
    pub fn codes(&self) -> Vec<(String, String)> {
        let names = all_stamps(&self.out()).into_keys();
        let reports = names.filter(|name| name.starts_with("report"));
        reports
            .flat_map(|name| report_codes(&self.out().join(name)))
            .collect()
    }
}

/// The codes of a report, each with the file that it is about.
pub fn report_codes(report: &Path) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_path(report).unwrap();
    let records = reader.records().map(Result::unwrap);
    let name = |path: &str| {
        Path::new(path)
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
    };
    records
        .map(|record| (record[1].to_owned(), name(&record[2])))
        .collect()
}
