//! The way back: a directory of provisioning files to a roster, and the roster to the same files.

#![allow(clippy::unwrap_used)] // In a test a panic is the failure.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Output};

/// Texts that CSV, XML and ISO-8859-1 each have their trouble with.
const ROSTER: &str = "\
extension,password,display_name,ipui,base_mac,login,voicemail,provider,account_name,position
201,it's <&ß>,Jürgen & Łucja <3>,029E74A599,7C2F80123456,,*2,,,
202,\"a,b;c\",\"Über, all\",02B6EC8AA5,7C2F80123456,sip-202,,1,Küche,7
0012,=1+1,=cmd,00092263A1,7C2F80123456,,,,,
301,pâté-ŵ€,Анна,,7C2F80123457,,,,,
";

fn run(directory: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dect-roster"));
    command
        .current_dir(directory)
        .args(args)
        .env_remove("SOURCE_DATE_EPOCH");
    command.output().unwrap()
}

fn built() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("roster.csv"), ROSTER).unwrap();
    let output = run(directory.path(), &["build", "roster.csv", "--out", "site"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    directory
}

/// Name, inode, modification time and content of every file of the site.
fn state(directory: &Path) -> Vec<(String, u64, i64, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(directory.join("site"))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let metadata = entry.metadata().unwrap();
            let name = entry.file_name().into_string().unwrap();
            (
                name,
                metadata.ino(),
                metadata.mtime_nsec(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .filter(|(name, ..)| name != "report.csv")
        .collect();
    files.sort();
    files
}

#[test]
fn building_an_export_changes_nothing() {
    for (roster, more) in [
        ("back.csv", &[][..]),
        ("back.xlsx", &[]),
        ("back.csv", &["--positions"]),
    ] {
        let directory = built();
        let before = state(directory.path());
        let export = [&["export", "site", "--to", roster], more].concat();
        let output = run(directory.path(), &export);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "4 accounts of 2 bases exported.\n"
        );
        let output = run(
            directory.path(),
            &["build", roster, "--out", "site", "--format", "json"],
        );
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let json = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            json.matches("\"status\":\"unchanged\"").count(),
            2,
            "{json}"
        );
        assert_eq!(state(directory.path()), before, "{roster}");
    }
}

/// Exports the site, edits the roster, builds it, and returns what `--format json` says.
fn edited(directory: &Path, from: &str, to: &str) -> serde_json::Value {
    let output = run(directory, &["export", "site", "--to", "back.csv"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = fs::read_to_string(directory.join("back.csv")).unwrap();
    let (one, other) = (text.replace(from, "?").replace(to, from), "?");
    fs::write(directory.join("back.csv"), one.replace(other, to)).unwrap();
    let build = ["build", "back.csv", "--out", "site", "--format", "json"];
    let output = run(directory, &build);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn two_people_who_swap_phones_in_an_export_register_nothing_again() {
    let directory = built();
    let run = edited(directory.path(), "029E74A599", "02B6EC8AA5");
    assert_eq!(run["deregistrations"], 0);
    assert_eq!(run["reassignments"], 2);
}

#[test]
fn the_login_follows_an_extension_that_is_changed_in_an_export() {
    let directory = built();
    let run = edited(directory.path(), "0012", "0013");
    assert_eq!(run["deregistrations"], 0);
    let file = fs::read(directory.path().join("site/7C2F80123456.xml")).unwrap();
    let file: String = file.into_iter().map(char::from).collect();
    for item in [
        "aucS_SIP_USER_ID[0]",
        "aucS_SIP_LOGIN_ID[0]",
        "aucS_SIP_ACCOUNT_NAME_1[0]",
    ] {
        let line = file
            .lines()
            .find(|line| line.contains(&format!("[1].{item}")));
        assert!(line.unwrap().contains("'\"0013\"'"), "{line:?}");
    }
    assert!(!file.contains("0012"));
    // One of one's own stays.
    assert!(file.contains("sip-202"));
}

#[test]
fn positions_are_written_where_they_are_asked_for() {
    let directory = built();
    let export = ["export", "site", "--to", "-", "--positions"];
    let text = String::from_utf8(run(directory.path(), &export).stdout).unwrap();
    assert!(text.starts_with("extension,password,display_name,ipui,base_mac,login,position,"));
    assert!(text.contains("7C2F80123456,sip-202,7,"), "{text}");
}

#[test]
fn an_exported_roster_is_for_its_owner_and_never_overwrites() {
    let directory = built();
    for roster in ["back.csv", "back.xlsx"] {
        let output = run(directory.path(), &["export", "site", "--to", roster]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let metadata = fs::metadata(directory.path().join(roster)).unwrap();
        assert_eq!(metadata.mode() & 0o777, 0o600, "{roster}");
        let again = run(directory.path(), &["export", "site", "--to", roster]);
        assert_eq!(again.status.code(), Some(2));
        let message = String::from_utf8(again.stderr).unwrap();
        assert!(
            message.contains("is there already; it is not overwritten"),
            "{message}"
        );
    }
}

#[test]
fn an_export_on_standard_output_is_a_roster_on_standard_input() {
    let directory = built();
    let exported = run(directory.path(), &["export", "site", "--to", "-"]);
    let text = String::from_utf8(exported.stdout).unwrap();
    let header =
        "extension,password,display_name,ipui,base_mac,login,voicemail,provider,account_name";
    assert_eq!(text.lines().next(), Some(header));
    assert!(
        text.contains("0012,=1+1,=cmd,00092263A1,7C2F80123456,,,0,\n"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 5);
    fs::write(directory.path().join("piped"), text).unwrap();
    let before = state(directory.path());
    let mut build = Command::new(env!("CARGO_BIN_EXE_dect-roster"));
    build
        .current_dir(directory.path())
        .args(["build", "-", "--out", "site"]);
    let piped = fs::File::open(directory.path().join("piped")).unwrap();
    assert_eq!(build.stdin(piped).output().unwrap().status.code(), Some(0));
    assert_eq!(state(directory.path()), before);
}

#[test]
fn what_cannot_be_exported_is_named() {
    let directory = built();
    let site = directory.path().join("site");
    fs::write(site.join("7C2F80000001.xml"), "<half").unwrap();
    fs::write(
        site.join("7C2F80000002.xml"),
        "<a><SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[4].ucB_SIP_ACCOUNT_IS_ACTIVE_1' value='0'/>\
         <SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[4].aucS_SIP_USER_ID[0]' value='\"9\"'/></a>",
    )
    .unwrap();
    fs::rename(site.join("7C2F80123457.xml"), site.join("7c2f80123457.xml")).unwrap();
    let output = run(directory.path(), &["export", "site", "--to", "back.csv"]);
    assert_eq!(output.status.code(), Some(1));
    let messages = String::from_utf8(output.stderr).unwrap();
    let messages: Vec<_> = messages.lines().collect();
    assert_eq!(messages.len(), 4, "{messages:?}");
    assert!(
        messages[0].starts_with("left out site/7C2F80000001.xml: line 1: "),
        "{messages:?}"
    );
    assert_eq!(
        messages[1],
        "left out site/7C2F80000002.xml: SIP account 5 is switched off"
    );
    assert!(
        messages[2].contains("7c2f80123457.xml: the base asks for 7C2F80123457.xml"),
        "{messages:?}"
    );
    assert_eq!(messages[3], "3 accounts of 1 base exported.");
}

#[test]
fn a_wrong_target_or_directory_is_refused() {
    let directory = built();
    for (args, message) in [
        (
            ["export", "site", "--to", "back.ods"],
            "must end in .csv or .xlsx, or be - for standard output",
        ),
        (
            ["export", "sight", "--to", "back.csv"],
            "cannot find the directory sight",
        ),
    ] {
        let output = run(directory.path(), &args);
        assert_eq!(output.status.code(), Some(2));
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(message), "{error}");
    }
}
