//! What is different on Windows: files that somebody has open, paths, and rosters dropped on the program.

use std::fs::{self, File, OpenOptions};
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::files::{BUILD, FILE, given_two};
use crate::harness::{Given, HEADER, all_stamps, given};

/// `FILE_SHARE_READ`: others may read, as a program says that means to write.
const READ: u32 = 1;
/// `FILE_SHARE_DELETE`: others may replace the file, too.
const DELETE: u32 = 4;

fn change(given: &Given) {
    let text = fs::read_to_string(given.path("roster.csv")).unwrap();
    let text = text.replace("Ada", "Ada L.").replace("Cy", "Cyril");
    given.write("roster.csv", text);
}

fn open(path: &Path, sharing: u32) -> File {
    let mut options = OpenOptions::new();
    options.read(true).share_mode(sharing).open(path).unwrap()
}

#[test]
fn a_file_that_somebody_has_open_is_an_error_that_says_so_and_the_next_run_does_the_rest() {
    let given = given_two();
    given.when(BUILD).code(0);
    change(&given);
    let before = all_stamps(&given.path("out"));
    let reader = open(&given.path(FILE), READ);
    let then = given.when(BUILD).code(2);
    for said in ["cannot replace", "another program has it open", "close it"] {
        assert!(then.stderr.contains(said), "{}", then.stderr);
    }
    let names = then.names("out");
    assert_eq!(
        names,
        ["7C2F80123456.xml", "7C2F80A41C07.xml", "report.csv"]
    );
    assert_eq!(before[&names[0]], all_stamps(&given.path("out"))[&names[0]]);
    drop(reader);
    let then = given.when(BUILD).code(0);
    for name in ["Ada L.", "Cyril"] {
        let files = [then.text(FILE), then.text("out/7C2F80A41C07.xml")];
        assert!(files.iter().any(|file| file.contains(name)), "{name}");
    }
}

#[test]
fn a_file_that_a_server_is_reading_is_replaced() {
    if std::env::var_os("WINEPREFIX").is_some() {
        eprintln!("skipped: Wine replaces no file that is open");
        return;
    }
    let given = given_two();
    given.when(BUILD).code(0);
    change(&given);
    let reader = open(&given.path(FILE), READ | DELETE);
    let then = given.when(BUILD).code(0);
    drop(reader);
    assert!(then.text(FILE).contains("Ada L."));
}

#[test]
fn a_report_that_is_open_in_excel_is_an_error_that_says_so() {
    let given = given_two();
    given.when("check roster.csv --report found.xlsx").code(0);
    given.write(
        "roster.csv",
        format!("{HEADER}\n101,Secret-1,Ada,12,7C2F80123456\n"),
    );
    let _excel = open(&given.path("found.xlsx"), READ);
    let then = given.when("check roster.csv --report found.xlsx").code(2);
    assert!(then.stderr.contains("such as Excel"), "{}", then.stderr);
}

#[test]
fn a_path_may_be_longer_than_260_letters() {
    let given = given_two();
    let deep = ["a-directory-with-a-long-name"; 12].join("/");
    let out = given.path(&deep);
    given
        .when_args([
            "build".as_ref(),
            "roster.csv".as_ref(),
            "--out".as_ref(),
            out.as_os_str(),
        ])
        .code(0);
    assert!(out.join("7C2F80123456.xml").exists());
}

#[test]
fn letters_of_another_case_lead_to_the_same_file() {
    let given = given_two();
    let before = fs::read(given.path("roster.csv")).unwrap();
    given
        .when("check roster.csv --report ROSTER.CSV")
        .fails_with("it is the roster itself");
    assert_eq!(fs::read(given.path("roster.csv")).unwrap(), before);
    given.when(BUILD).code(0);
    fs::rename(given.path(FILE), given.path("out/7c2f80123456.XML")).unwrap();
    change(&given);
    given.when(BUILD);
    let names: Vec<_> = all_stamps(&given.path("out")).into_keys().collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

/// The rosters as Windows hands them over: as full paths, and from anywhere.
fn dropped(given: &Given, names: &[&str]) -> String {
    let paths: Vec<PathBuf> = names.iter().map(|name| given.path(name)).collect();
    let then = given.when_args(&paths).code(1);
    assert!(then.stdout.contains("Wrote "), "{}", then.stdout);
    then.stdout
}

#[test]
fn a_roster_that_is_dropped_on_the_program_is_checked_with_reports_beside_it() {
    let given = given().copy("samples/faulty.csv");
    fs::create_dir(given.path("desk")).unwrap();
    fs::rename(given.path("faulty.csv"), given.path("desk/faulty.csv")).unwrap();
    let said = dropped(&given, &["desk/faulty.csv"]);
    assert!(said.contains("wrong IPEI check digit"), "{said}");
    for name in ["desk/faulty-checked.xlsx", "desk/faulty-checked.html"] {
        assert!(given.path(name).exists(), "{name}");
    }
    // Somebody may have corrected the marked copy.
    given.write("desk/faulty-checked.xlsx", "corrected");
    dropped(&given, &["desk/faulty.csv"]);
    let corrected = fs::read(given.path("desk/faulty-checked.xlsx")).unwrap();
    assert_eq!(corrected, b"corrected");
    assert!(given.path("desk/faulty-checked-2.xlsx").exists());
}

#[test]
fn the_config_beside_a_dropped_roster_counts() {
    let given = given()
        .file("desk/roster.csv", "Durchwahl;Geheimwort;Wer;IPUI;MAC\n")
        .file("desk/dect-roster.toml", "[rooster]\n");
    let then = given.when_args([given.path("desk/roster.csv")]).code(2);
    assert!(then.stderr.contains("rooster"), "{}", then.stderr);
}
