//! The sample with a fault of nearly every kind, and the exit codes.

use std::collections::BTreeSet;

use dect_roster::finding::Code;

use crate::harness::{given, given_rows, repository};

/// The passwords of a sample, but for those that are other values of the sample too.
fn passwords(sample: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(repository(sample)).unwrap();
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    let extensions: BTreeSet<_> = records.iter().map(|record| record[0].to_owned()).collect();
    records
        .iter()
        .map(|record| record[1].to_owned())
        .filter(|password| !password.is_empty() && !extensions.contains(password))
        .collect()
}

#[test]
fn every_fault_is_reported_at_its_cell() {
    let given = given().copy("samples/faulty.csv");
    let then = given.when("build faulty.csv --out out").code(1);
    insta::assert_snapshot!(then.text("out/report.csv"));
}

/// The sample says of each row which codes to expect; those that are not codes yet are left out.
#[test]
fn every_row_of_the_sample_has_the_faults_that_it_names() {
    let given = given().copy("samples/faulty.csv");
    let then = given.when("build faulty.csv --out out").code(1);
    let mut expected = BTreeSet::new();
    let mut reader = csv::Reader::from_path(repository("samples/faulty.csv")).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let line = record.position().unwrap().line().to_string();
        let codes = record[6].split_whitespace();
        let known = codes.filter(|name| Code::from_name(name).is_some());
        expected.extend(known.map(|code| (line.clone(), code.to_owned())));
    }
    let findings = then.findings("out/report.csv");
    let found: BTreeSet<_> = findings
        .iter()
        .filter(|finding| !finding.get("row").is_empty())
        // The column that names the faults.
        .filter(|finding| finding.get("code") != "unused-column")
        .map(|finding| {
            (
                finding.get("row").to_owned(),
                finding.get("code").to_owned(),
            )
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn good_bases_are_written_and_the_others_held() {
    let given = given().copy("samples/faulty.csv");
    let then = given.when("build faulty.csv --out out").code(1);
    let held = ["7C2F8015D8E4.xml", "7C2F80F0623B.xml", "00A0DE15D8E4.xml"];
    let names = then.names("out");
    assert!(
        held.iter()
            .all(|held| !names.iter().any(|name| name == held))
    );
    let file = then.xml("out/7C2F8049B7A6.xml");
    let by_position: Vec<_> = file.extensions();
    let first_free = [
        "4001", "4002", "4003", "4004", "4006", "4007", "4008", "4009", "4010",
    ];
    let mut expected: Vec<_> = first_free.into_iter().enumerate().collect();
    expected.push((9, "4005"));
    expected.sort_unstable();
    // 4005 asks for position 10, which is index 9.
    assert_eq!(by_position, expected);
    assert_eq!(file.handset(8), Some("0x03,0x76,0xD0,0x1F,0xC9"));
}

#[test]
fn no_password_is_shown_anywhere() {
    for sample in ["faulty", "roster"] {
        let given = given().copy(&format!("samples/{sample}.csv"));
        let mut shown = Vec::new();
        for options in ["", " --format json", " --quiet", " --color always"] {
            let then = given.when(&format!(
                "build {sample}.csv --out out{options} --report r.csv --report r.json"
            ));
            shown.extend([then.text("r.csv"), then.text("r.json")]);
            shown.extend([then.stdout, then.stderr]);
            let then = given.when(&format!("check {sample}.csv{options}"));
            shown.extend([then.stdout, then.stderr]);
        }
        for password in passwords(&format!("samples/{sample}.csv")) {
            let escaped = password.replace('"', "\\\"");
            for text in &shown {
                assert!(!text.contains(&password), "{password} in\n{text}");
                assert!(!text.contains(&escaped), "{password} in\n{text}");
            }
        }
    }
}

#[test]
fn a_password_that_is_another_value_of_its_row_is_withheld_there_too() {
    let given = given_rows([
        "10\"21,x,Ada,029E74A599,7C2F80123456",
        "hunter 22,hunter 22,Bo,02B6EC8AA5,7C2F80123456",
        "103,Geheim-33,Geheim-33 \"x\",00092263A1,7C2F80123456",
        "104,1460156577,Cy,1460156577,7C2F80123456",
    ]);
    let then = given
        .when("build roster.csv --out out --report r.csv --report r.json")
        .code(1);
    let texts = [then.text("r.csv"), then.text("r.json"), then.stdout];
    for text in texts {
        for secret in ["hunter 22", "Geheim-33", "1460156577", "00146 0156577"] {
            assert!(!text.contains(secret), "{secret} in\n{text}");
        }
    }
}

#[test]
fn a_clean_roster_ends_with_0() {
    let given = given().copy("samples/roster.csv");
    let given = given.env("SOURCE_DATE_EPOCH", "1764000000");
    let then = given
        .when("build roster.csv --out out --window-start 2030-01-15T08:00 --window-duration 1h")
        .code(0);
    assert_eq!(
        then.stdout,
        "roster.csv: extension, password, display_name, ipui, base_mac, voicemail; not used: room\n\
         12 rows were read and accepted.\n2 bases: 2 written.\n\
         Registration windows: 2 set.\nDone: files in out, report in out/report.csv.\n"
    );
    assert_eq!(then.stderr, "");
    given.when("check roster.csv").code(0);
}

#[test]
fn warnings_alone_end_with_0() {
    let given = given_rows(["101,Secret-1,Ada,,7C2F80123456"]);
    let then = given.when("build roster.csv --out out").code(0);
    assert!(then.stdout.contains("warning[missing-ipui]"));
    assert_eq!(then.names("out"), ["7C2F80123456.xml", "report.csv"]);
}

#[test]
fn check_writes_nothing_but_the_reports_asked_for() {
    let given = given().copy("samples/faulty.csv");
    let then = given.when("check faulty.csv").code(1);
    assert_eq!(then.names("."), ["faulty.csv"]);
    let then = given
        .when("check faulty.csv --report a.csv --report b.json")
        .code(1);
    assert_eq!(then.names("."), ["a.csv", "b.json", "faulty.csv"]);
}

#[test]
fn what_cannot_run_ends_with_2() {
    let given = given()
        .copy("samples/roster.csv")
        .file("file", "in the way")
        .file("wrong.toml", "[policy\n")
        .file("wrong.xml", "{% for %}")
        .file("text.csv", "just\na\ntext\n");
    for (line, message) in [
        ("build", "Usage: dect-roster build"),
        ("build roster.csv", "--out <DIR>"),
        ("biuld roster.csv", "a similar subcommand exists: 'build'"),
        ("build roster.csv --out out --no-such", "--no-such"),
        ("build roster.csv --out out --on-error keep", "keep"),
        ("build none.csv --out out", "cannot read none.csv"),
        ("build roster.csv --out out --config none.toml", "none.toml"),
        (
            "build roster.csv --out out --config wrong.toml",
            "wrong.toml: line 1",
        ),
        ("build roster.csv --out out --template none.xml", "none.xml"),
        (
            "build roster.csv --out out --template wrong.xml",
            "wrong.xml:1: ",
        ),
        (
            "build roster.csv --out out --template n721",
            "no built-in template \"n721\"",
        ),
        (
            "build roster.csv --out file",
            "cannot open the directory file",
        ),
        (
            "build roster.csv --out out --pin 12",
            "'…' for '--pin <PIN>': a PIN is four digits",
        ),
        (
            "build roster.csv --out out --pin 0000 --random-pin",
            "--random-pin",
        ),
        (
            "build roster.csv --out out --set voicemail",
            "'…' for '--set <KEY=VALUE>': write KEY=VALUE",
        ),
        (
            "build roster.csv --out out --window-start soon",
            "'soon' for '--window-start <TIME|now|none>': a time is",
        ),
        (
            "build roster.csv --out out --window-duration long",
            "'--window-duration <DURATION>': a duration",
        ),
        (
            "build roster.csv --out out --jobs 0",
            "'0' for '--jobs <N>': give a number",
        ),
        ("explain no-such-code", "there is no code `no-such-code`"),
        ("explain missing-upui", "did you mean `missing-ipui`?"),
        ("template show n721", "no built-in template \"n721\""),
        ("init roster.csv", "is there already"),
        ("init roster.pdf", "must end in .csv"),
    ] {
        let then = given.when(line).fails_with(message);
        assert!(then.names("out").is_empty(), "{line}");
    }
    // A roster without a header was read, so its findings are printed like any other's.
    let then = given.when("build text.csv --out out").code(2);
    assert!(then.stdout.contains("error[no-header]"));
    assert!(then.stderr.contains("no provisioning file was written"));
    assert_eq!(then.names("out"), ["report.csv"]);
}

#[test]
fn a_report_in_an_unknown_format_is_refused() {
    let given = given().copy("samples/roster.csv");
    for (name, message) in [
        (
            "r.pdf",
            "the format of a report is told by its ending; use .csv, .json, .html or .xlsx",
        ),
        (
            "report",
            "the format of a report is told by its ending; use .csv, .json, .html or .xlsx",
        ),
    ] {
        let then = given
            .when(&format!("build roster.csv --out out --report {name}"))
            .fails_with(message);
        assert_eq!(then.names("."), ["roster.csv"]);
    }
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_defused_in_the_report() {
    let given = given_rows(["=1+1,Secret-1,Ada,029E74A599,7C2F80123456"]);
    let then = given.when("build roster.csv --out out").code(1);
    assert_eq!(then.findings("out/report.csv")[0].get("value"), "'=1+1");
}

#[test]
fn quiet_says_only_why_it_failed_and_returns_the_same() {
    let given = given().copy("samples/faulty.csv");
    let then = given.when("build faulty.csv --out out --quiet").code(1);
    assert_eq!(then.stdout, "");
    assert!(
        then.stderr.starts_with("error: 15 rows were rejected"),
        "{}",
        then.stderr
    );
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let given = given().copy("samples/faulty.csv");
    for (options, colours) in [
        ("", false),
        (" --color always", true),
        (" --color never", false),
    ] {
        let then = given.when(&format!("check faulty.csv{options}"));
        assert_eq!(then.stdout.contains('\u{1b}'), colours, "{options}");
    }
}
