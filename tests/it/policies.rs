//! What a rejected row means for its base and for the others.

use crate::harness::{Given, given_rows};

const GOOD: &str = "7C2F80A41C07.xml";
const MIXED: &str = "7C2F80123456.xml";

/// Two rows on one base, the second with a fault, and one on another base.
fn given_a_fault() -> Given {
    given_rows([
        "101,Secret-1,Ada,029E74A599,7C2F80123456",
        "102,Secret-2,Bo,1DEADBEEF4,7C2F80123456",
        "201,Secret-3,Cy,02B6EC8AA5,7C2F80A41C07",
    ])
}

fn in_config(policy: &str) -> Given {
    given_a_fault().file(
        "dect-roster.toml",
        format!("[policy]\non_error = \"{policy}\"\n"),
    )
}

#[test]
fn hold_is_the_default_and_keeps_the_base_as_it_is() {
    for given in [given_a_fault(), in_config("hold")] {
        let then = given.when("build roster.csv --out out").code(1);
        assert_eq!(then.names("out"), [GOOD, "report.csv"]);
        assert!(
            then.stdout
                .contains("2 bases: 1 written, 1 held because of errors.")
        );
    }
}

#[test]
fn skip_writes_the_base_without_the_row() {
    let flag = given_a_fault();
    let config = in_config("skip");
    for (given, flags) in [(flag, " --on-error skip"), (config, "")] {
        let then = given
            .when(&format!("build roster.csv --out out{flags}"))
            .code(1);
        assert_eq!(then.names("out"), [MIXED, GOOD, "report.csv"]);
        let file = then.xml(&format!("out/{MIXED}"));
        assert_eq!(file.extensions(), [(0, "101")]);
    }
}

#[test]
fn skip_holds_a_base_of_which_no_row_is_left() {
    let given = given_rows(["102,Secret-2,Bo,1DEADBEEF4,7C2F80123456"]);
    let then = given
        .when("build roster.csv --out out --on-error skip")
        .code(1);
    assert_eq!(then.names("out"), ["report.csv"]);
}

#[test]
fn abort_writes_nothing() {
    let flag = given_a_fault();
    let config = in_config("abort");
    for (given, flags) in [(flag, " --on-error abort"), (config, "")] {
        let then = given
            .when(&format!("build roster.csv --out out{flags}"))
            .code(1);
        assert!(then.names("out").is_empty());
        assert!(then.stdout.contains("error[ipui-type]"));
        assert!(
            then.stderr
                .starts_with("error: nothing was written: 1 row was rejected")
        );
    }
}

#[test]
fn abort_writes_the_report_that_was_asked_for() {
    let given = given_a_fault();
    let then = given
        .when("build roster.csv --out out --on-error abort --report found.csv")
        .code(1);
    assert_eq!(then.findings("found.csv").len(), 1);
    assert!(then.names("out").is_empty());
}

#[test]
fn abort_lets_a_roster_without_errors_through() {
    let given = given_rows(["101,Secret-1,Ada,,7C2F80123456"]);
    let then = given
        .when("build roster.csv --out out --on-error abort")
        .code(0);
    assert_eq!(then.names("out"), [MIXED, "report.csv"]);
}

#[test]
fn a_flag_beats_the_config() {
    let given = in_config("abort");
    let then = given
        .when("build roster.csv --out out --on-error hold")
        .code(1);
    assert_eq!(then.names("out"), [GOOD, "report.csv"]);
}

#[test]
fn a_row_with_an_unreadable_mac_is_rejected_and_the_bases_go_on() {
    let given = given_rows([
        "101,Secret-1,Ada,029E74A599,7C2F8012345",
        "201,Secret-3,Cy,02B6EC8AA5,7C2F80A41C07",
    ]);
    for policy in ["hold", "skip"] {
        let then = given
            .when(&format!(
                "build roster.csv --out {policy} --on-error {policy}"
            ))
            .code(1);
        assert_eq!(then.names(policy), [GOOD, "report.csv"]);
        let findings = then.findings(&format!("{policy}/report.csv"));
        assert_eq!(
            (findings[0].get("code"), findings[0].get("cell")),
            ("invalid-mac", "E2")
        );
    }
}

#[test]
fn all_faults_of_a_row_are_reported_at_once() {
    let given = given_rows(["\"1\"\"1\",,\"A \"\"B\"\"\",1DEADBEEF4,7D2F80123456"]);
    let then = given.when("build roster.csv --out out").code(1);
    let found = then.findings("out/report.csv");
    let found: Vec<_> = found
        .iter()
        .map(|finding| (finding.get("cell"), finding.get("code")))
        .collect();
    assert_eq!(
        found,
        [
            ("A2", "invalid-extension"),
            ("B2", "missing-value"),
            ("C2", "invalid-display-name"),
            ("D2", "ipui-type"),
            ("E2", "mac-not-unicast"),
        ]
    );
}
