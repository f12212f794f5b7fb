//! The way back: a directory of provisioning files to a roster, and the roster to the same files.

use std::collections::BTreeMap;
use std::fs;

use crate::harness::{Given, Stamp, expect_mode, given, stamps};

/// Texts that CSV, XML and ISO-8859-1 each have their trouble with.
const ROSTER: &str = "\
extension,password,display_name,ipui,base_mac,login,voicemail,provider,account_name,position
201,it's <&ß>,Jürgen & Łucja <3>,029E74A599,7C2F80123456,,*2,,,
202,\"a,b;c\",\"Über, all\",02B6EC8AA5,7C2F80123456,sip-202,,1,Küche,7
0012,=1+1,=cmd,00092263A1,7C2F80123456,,,,,
301,pâté-ŵ€,Анна,,7C2F80123457,,,,,
";

fn built() -> Given {
    let given = given().file("roster.csv", ROSTER);
    given.when("build roster.csv --out site").code(0);
    given
}

/// Every file of the site.
fn state(given: &Given) -> BTreeMap<String, Stamp> {
    stamps(&given.path("site"))
}

#[test]
fn building_an_export_changes_nothing() {
    for (roster, more) in [
        ("back.csv", ""),
        ("back.xlsx", ""),
        ("back.csv", "--positions"),
    ] {
        let given = built();
        let before = state(&given);
        let then = given
            .when(&format!("export site --to {roster} {more}"))
            .code(0);
        assert_eq!(then.stderr, "4 accounts of 2 bases exported.\n");
        let build = format!("build {roster} --out site --format json");
        let json = given.when(&build).code(0).stdout;
        let unchanged = json.matches("\"status\":\"unchanged\"").count();
        assert_eq!(unchanged, 2, "{json}");
        assert_eq!(state(&given), before, "{roster}");
    }
}

/// Exports the site, edits the roster, builds it, and returns what `--format json` says.
fn edited(given: &Given, from: &str, to: &str) -> serde_json::Value {
    given.when("export site --to back.csv").code(0);
    let text = fs::read_to_string(given.path("back.csv")).unwrap();
    let swapped = text.replace(from, "?").replace(to, from).replace('?', to);
    given.write("back.csv", swapped);
    let build = "build back.csv --out site --format json";
    given.when(build).code(0).json()
}

#[test]
fn two_people_who_swap_phones_in_an_export_register_nothing_again() {
    let given = built();
    let run = edited(&given, "029E74A599", "02B6EC8AA5");
    assert_eq!(run["deregistrations"], 0);
    assert_eq!(run["reassignments"], 2);
}

#[test]
fn the_login_follows_an_extension_that_is_changed_in_an_export() {
    let given = built();
    let run = edited(&given, "0012", "0013");
    assert_eq!(run["deregistrations"], 0);
    let file = fs::read(given.path("site/7C2F80123456.xml")).unwrap();
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
    let given = built();
    let text = given.when("export site --to - --positions").stdout;
    assert!(text.starts_with("extension,password,display_name,ipui,base_mac,login,position,"));
    assert!(text.contains("7C2F80123456,sip-202,7,"), "{text}");
}

#[test]
fn an_exported_roster_is_for_its_owner_and_never_overwrites() {
    let given = built();
    for roster in ["back.csv", "back.xlsx"] {
        let export = format!("export site --to {roster}");
        given.when(&export).code(0);
        expect_mode(&given.path(roster), 0o600);
        given
            .when(&export)
            .fails_with("is there already; it is not overwritten");
    }
}

#[test]
fn an_export_on_standard_output_is_a_roster_on_standard_input() {
    let given = built();
    let text = given.when("export site --to -").code(0).stdout;
    let header =
        "extension,password,display_name,ipui,base_mac,login,voicemail,provider,account_name";
    assert_eq!(text.lines().next(), Some(header));
    assert!(
        text.contains("0012,=1+1,=cmd,00092263A1,7C2F80123456,,,0,\n"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 5);
    let before = state(&given);
    let given = given.stdin(text);
    given.when("build - --out site").code(0);
    assert_eq!(state(&given), before);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_exported_is_named() {
    let given = built();
    let site = given.path("site");
    fs::write(site.join("7C2F80000001.xml"), "<half").unwrap();
    fs::write(
        site.join("7C2F80000002.xml"),
        "<a><SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[4].ucB_SIP_ACCOUNT_IS_ACTIVE_1' value='0'/>\
         <SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[4].aucS_SIP_USER_ID[0]' value='\"9\"'/></a>",
    )
    .unwrap();
    fs::rename(site.join("7C2F80123457.xml"), site.join("7c2f80123457.xml")).unwrap();
    let then = given.when("export site --to back.csv").code(1);
    let messages: Vec<_> = then.stderr.lines().collect();
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
    let given = built();
    for (line, message) in [
        (
            "export site --to back.ods",
            "must end in .csv or .xlsx, or be - for standard output",
        ),
        (
            "export sight --to back.csv",
            "cannot find the directory sight",
        ),
    ] {
        given.when(line).fails_with(message);
    }
}
