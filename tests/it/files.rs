//! What is left on the disk.

use std::collections::BTreeMap;
use std::fs;
#[cfg(unix)]
use std::os::unix::fs::symlink;

use dect_roster::settings::shard::Shard;
use dect_roster::store::Directory;

use crate::harness::{Given, Stamp, all_stamps, expect_mode, given, given_rows, set_mode};

pub(crate) const BUILD: &str = "build roster.csv --out out";
/// The same without a finding about windows.
const WITH_WINDOW: &str =
    "build roster.csv --out out --window-start 2030-01-15T08:00 --window-duration 1h";
pub(crate) const FILE: &str = "out/7C2F80123456.xml";

pub(crate) fn given_two() -> Given {
    given_rows([
        "101,Secret-1,Ada,029E74A599,7C2F80123456",
        "201,Secret-3,Cy,02B6EC8AA5,7C2F80A41C07",
    ])
}

fn stamps(given: &Given, directory: &str) -> BTreeMap<String, Stamp> {
    all_stamps(&given.path(directory))
}

#[cfg(unix)]
#[test]
fn new_files_are_for_the_owner_and_the_group_whatever_the_umask() {
    let given = given_two();
    for umask in ["000", "022", "077"] {
        let out = format!("out{umask}");
        let then = given
            .when_shell(&format!(
                "umask {umask}; dect-roster build roster.csv --out {out}"
            ))
            .code(0);
        assert_eq!(then.names(&out).len(), 3);
        for name in then.names(&out) {
            expect_mode(&given.path(&format!("{out}/{name}")), 0o640);
        }
    }
}

#[test]
fn the_config_gives_another_mode_and_a_file_in_place_keeps_its_own() {
    let given = given_two().file("dect-roster.toml", "[output]\nmode = \"0600\"\n");
    given.when(BUILD).code(0);
    expect_mode(&given.path(FILE), 0o600);
    let report = given.path("out/report.csv");
    set_mode(&report, 0o604);
    given.write(
        "roster.csv",
        "extension,password,display_name,ipui,base_mac\n101,,,,7C2F80123456\n",
    );
    given.when(BUILD).code(1);
    expect_mode(&report, 0o604);
}

#[test]
fn nothing_is_left_beside_the_files() {
    let given = given_two();
    let then = given.when("build roster.csv --out a/new/directory").code(0);
    assert_eq!(
        then.names("."),
        [
            "a/new/directory/7C2F80123456.xml",
            "a/new/directory/7C2F80A41C07.xml",
            "a/new/directory/report.csv",
            "roster.csv"
        ]
    );
}

#[test]
fn the_second_run_writes_nothing() {
    let given = given().copy("samples/faulty.csv");
    let build = "build faulty.csv --out out --report out/report.csv --report out/r.json";
    given.when(build).code(1);
    let first = given.when("build faulty.csv --out out").code(1);
    assert!(first.stdout.contains(" unchanged"), "{}", first.stdout);
    assert!(!first.stdout.contains(" written"), "{}", first.stdout);
    let before = stamps(&given, "out");
    let then = given.when("build faulty.csv --out out").code(1);
    assert_eq!(then.stdout, first.stdout);
    assert_eq!(stamps(&given, "out"), before);
}

#[test]
fn rows_in_another_order_write_nothing() {
    let given = given().copy("samples/roster.csv");
    given.when(WITH_WINDOW).code(0);
    let before = stamps(&given, "out");
    let text = fs::read_to_string(given.path("roster.csv")).unwrap();
    let mut lines: Vec<_> = text.lines().collect();
    lines[1..].reverse();
    given.write("roster.csv", lines.join("\n"));
    given.when(WITH_WINDOW).code(0);
    assert_eq!(stamps(&given, "out"), before);
}

#[test]
fn a_version_keeps_its_value_where_nothing_else_changes() {
    let n720 = dect_roster::device::DEVICES[0].template;
    let version = "    <VERSION value=\"{{ version }}\"/>\n    <PROFILE_NAME";
    let template = n720.replace("    <PROFILE_NAME", version);
    let early = given_two()
        .file("t.xml", template)
        .env("SOURCE_DATE_EPOCH", "1493034179");
    let build = format!("{WITH_WINDOW} --template t.xml");
    let then = early.when(&build).code(0);
    assert_eq!(then.xml(FILE).others["VERSION"], "2404171142");
    let before = stamps(&early, "out");
    let late = early.env("SOURCE_DATE_EPOCH", "1893456000");
    late.when(&build).code(0);
    assert_eq!(stamps(&late, "out"), before);
}

#[test]
fn what_a_killed_run_left_is_cleared() {
    let given = given_two().file("out/.dect-roster-7C2F80123456.xml.tmp", "half a file");
    let then = given.when(BUILD).code(0);
    assert_eq!(
        then.names("out"),
        ["7C2F80123456.xml", "7C2F80A41C07.xml", "report.csv"]
    );
}

#[test]
fn a_template_that_fails_at_one_base_leaves_all_as_they_are() {
    let n720 = dect_roster::device::DEVICES[0].template;
    let failing = "{% if base.mac == '7C2F80A41C07' %}{{ nothing }}{% endif %}";
    let given = given_two().file("t.xml", format!("{n720}{failing}"));
    let then = given
        .when("build roster.csv --out out --template t.xml")
        .fails_with("undefined value");
    assert!(then.names("out").is_empty());
}

#[test]
fn a_directory_that_another_run_holds_is_left_alone() {
    let given = given_two().file("out/keep.txt", "mine");
    let directory = Directory::open(&given.path("out"), Shard::WHOLE).unwrap();
    let then = given
        .when(BUILD)
        .fails_with("another run is writing into out");
    drop(directory);
    assert_eq!(then.names("out"), ["keep.txt"]);
    given.when(BUILD).code(0);
}

#[cfg(unix)]
#[test]
fn a_link_at_the_place_of_a_file_is_not_followed() {
    let given = given_two()
        .file("elsewhere.xml", "not ours")
        .file("out/keep.txt", "mine");
    symlink(given.path("elsewhere.xml"), given.path(FILE)).unwrap();
    let then = given.when(WITH_WINDOW).code(1);
    assert_eq!(then.text("elsewhere.xml"), "not ours");
    assert!(given.path(FILE).is_symlink());
    let findings = then.findings("out/report.csv");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].get("code"), "unreadable-file-in-place");
    assert!(given.path("out/7C2F80A41C07.xml").exists());
}

#[test]
fn files_that_are_not_of_a_base_are_left_alone() {
    let given = given_two()
        .file("out/index.html", "mine")
        .file("out/7c2f80123456.xml.bak", "mine")
        .file("out/notes/readme.txt", "mine");
    let then = given.when(BUILD).code(0);
    for name in [
        "out/index.html",
        "out/7c2f80123456.xml.bak",
        "out/notes/readme.txt",
    ] {
        assert_eq!(then.text(name), "mine");
    }
}

#[test]
fn a_report_that_cannot_be_written_stops_the_run() {
    let given = given_two();
    let then = given
        .when("build roster.csv --out out --report none/found.csv")
        .fails_with("none/");
    assert!(then.stderr.contains("help: "), "{}", then.stderr);
}

#[test]
fn an_empty_roster_is_made_to_be_filled_in() {
    let given = given();
    let then = given.when("init new.csv").code(0);
    assert!(then.stdout.starts_with("Wrote new.csv."));
    let text = then.text("new.csv");
    assert_eq!(
        text,
        "\u{feff}extension,password,display_name,ipui,base_mac,login,position,voicemail,provider,\
         account_name\r\n"
    );
    let row = "101,Secret-1,Ada,029E74A599,7C2F80123456,,7,,,\r\n";
    given.write("new.csv", format!("{text}{row}"));
    let then = given.when("build new.csv --out out").code(0);
    assert_eq!(then.xml(FILE).extensions(), [(6, "101")]);
    given.when("init new.csv").fails_with("is there already");
}
