//! Rosters and files in place whose length a stranger chooses: ten times as much must take about ten
//! times as long, and not a hundred times.
//!
//! ```text
//! cargo bench --bench hostile
//! ```

#![allow(clippy::unwrap_used, reason = "a benchmark that fails may say so")]

use std::fmt::Write as _;
use std::fs;

use dect_roster::device::Device;
use dect_roster::finding::{Collector, Rules};
use dect_roster::input::{self, Source};
use dect_roster::roster::Roster;
use dect_roster::settings::Limits;
use dect_roster::settings::ReadOptions;
use dect_roster::settings::Reading;
use dect_roster::validate;
use divan::Bencher;

const HEADER: &str = "extension,password,display_name,ipui,base_mac";

fn main() {
    divan::main();
}

/// Reads and checks a roster.
fn check(bencher: Bencher, roster: &str) {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = dir.path().join("roster.csv");
    fs::write(&path, roster).unwrap();
    let source = Source::Path(path);
    let options = ReadOptions {
        limits: Limits {
            roster_rows: usize::MAX,
            ..Limits::default()
        },
        ..ReadOptions::default()
    };
    let (reading, rules) = (Reading::default(), Rules::default());
    bencher.bench_local(|| {
        let mut findings = Collector::new(&rules);
        let sheets = input::read(&source, &options).unwrap();
        let roster = Roster::new(sheets, &reading, &mut findings);
        validate::roster(&roster, validate::devices::Devices::default(), &rules)
            .findings
            .len()
    });
}

/// Many columns of one name.
#[divan::bench(args = [1_600, 16_000])]
fn equal_headers(bencher: Bencher, columns: usize) {
    let roster = format!("{HEADER}{}\n1,a,b,,7C2F80123456\n", ",x".repeat(columns));
    check(bencher, &roster);
}

/// Many columns of different names that mean nothing.
#[divan::bench(args = [1_600, 16_000])]
fn unknown_headers(bencher: Bencher, columns: usize) {
    let mut roster = HEADER.to_owned();
    for column in 0..columns {
        write!(roster, ",Extensoin{column}x").unwrap();
    }
    check(bencher, &format!("{roster}\n1,a,b,,7C2F80123456\n"));
}

/// Many wide rows before the header.
#[divan::bench(args = [20, 200], sample_count = 10)]
fn wide_rows(bencher: Bencher, rows: usize) {
    let row = format!("{}\n", vec!["note"; 15_000].join(","));
    let roster = format!("{}{HEADER}\n1,a,b,,7C2F80123456\n", row.repeat(rows));
    check(bencher, &roster);
}

/// Sixty IPUIs of many zeros.
#[divan::bench(args = [3_000, 30_000])]
fn zeros(bencher: Bencher, digits: usize) {
    let row = format!("1,a,b,1{},7C2F80123456\n", "0".repeat(digits));
    check(bencher, &format!("{HEADER}\n{}", row.repeat(60)));
}

/// A header again and again.
#[divan::bench(args = [10_000, 100_000], sample_count = 10)]
fn repeated_headers(bencher: Bencher, tables: usize) {
    let table = format!("{HEADER}\n1,a,b,,7C2F80123456\n");
    check(bencher, &table.repeat(tables));
}

/// A file in place that begins the same id again and again.
#[divan::bench(args = [500_000, 5_000_000])]
fn repeated_ids(bencher: Bencher, bytes: usize) {
    let id = "BS_Accounts.astAccounts[1].aucHandsetCode[0]\" ";
    let file = format!("<a b='{}", id.repeat(bytes / id.len()));
    bencher.bench_local(|| {
        let guess = Device::DEFAULT.layout.glance(file.as_bytes());
        (
            guess.handsets().count(),
            Device::DEFAULT.read(file.as_bytes()).is_err(),
        )
    });
}
