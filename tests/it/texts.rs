//! What the program says of itself, and what it prints for programs.

use dect_roster::finding::Code;

use crate::harness::{given, given_rows};

/// The help of a command, as `--help` prints it where there is no terminal.
#[track_caller]
fn help(command: &str) -> String {
    let given = given();
    let then = given.when(&format!("{command} --help")).code(0);
    assert_eq!(then.stderr, "");
    then.stdout
}

#[test]
fn help_of_the_program() {
    insta::assert_snapshot!(help(""));
}

#[test]
fn help_of_build() {
    insta::assert_snapshot!(help("build"));
}

#[test]
fn help_of_check() {
    insta::assert_snapshot!(help("check"));
}

#[test]
fn help_of_plan() {
    insta::assert_snapshot!(help("plan"));
}

#[test]
fn help_of_export() {
    insta::assert_snapshot!(help("export"));
}

#[test]
fn help_of_handout() {
    insta::assert_snapshot!(help("handout"));
}

#[test]
fn help_of_init() {
    insta::assert_snapshot!(help("init"));
}

#[test]
fn help_of_ipui() {
    insta::assert_snapshot!(help("ipui"));
}

#[test]
fn help_of_explain() {
    insta::assert_snapshot!(help("explain"));
}

#[test]
fn help_of_template() {
    let parts = [
        "template",
        "template list",
        "template show",
        "template from",
    ];
    insta::assert_snapshot!(parts.map(help).join("\n---\n\n"));
}

#[test]
fn help_of_completions_and_man() {
    insta::assert_snapshot!(["completions", "man"].map(help).join("\n---\n\n"));
}

#[test]
fn every_code_is_listed_and_explained() {
    let given = given();
    let list = given.when("explain").code(0).stdout;
    for code in Code::ALL {
        let info = code.info();
        let line = format!("  {:<24} {:<8} {}", info.name, info.severity, info.meaning);
        assert!(list.lines().any(|listed| listed == line), "{line}");
        let text = given.when(&format!("explain {code}")).code(0).stdout;
        for part in [
            info.name,
            info.severity.name(),
            info.meaning,
            info.why,
            info.cure,
        ] {
            assert!(text.contains(part), "{text}");
        }
        assert_eq!(
            text.contains("can be changed under [rules]"),
            !info.fixed,
            "{code}"
        );
    }
}

#[test]
fn an_explanation() {
    let given = given();
    insta::assert_snapshot!(given.when("explain lost-leading-zero").code(0).stdout);
}

#[test]
fn the_version_is_that_of_the_package() {
    let given = given();
    let then = given.when("--version").code(0);
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(then.stdout, format!("dect-roster {version}\n"));
}

#[test]
fn a_run_for_programs() {
    let given = given_rows([
        "101,Secret-1,Ada,029E74A599,7C2F80123456",
        "102,Secret-2,Bo,,7C2F80123456",
        "201,Secret-3,Cy,1DEADBEEF4,7C2F80A41C07",
    ]);
    let then = given
        .when("build roster.csv --out out --format json --report r.json")
        .code(1);
    assert_eq!(
        then.stderr,
        "error: 1 row was rejected, and 1 base was held; everything else is done\n  \
         help: read the findings in r.json\n"
    );
    insta::assert_snapshot!("a_run_for_programs", pretty(&then.stdout));
    assert_eq!(then.stdout, then.text("r.json"));
}

#[test]
fn a_log_has_an_object_a_line_and_no_password() {
    let given = given_rows([
        "101,Secret-1,Ada,029E74A599,7C2F80123456",
        "201,Secret-3,Cy,1DEADBEEF4,7C2F80A41C07",
    ])
    .env("SOURCE_DATE_EPOCH", "1795400000");
    let then = given
        .when("build roster.csv --out out --quiet --log json")
        .code(1);
    assert_eq!(then.stdout, "");
    assert!(!then.stderr.contains("Secret"));
    insta::assert_snapshot!("a_log", then.stderr);
    let then = given.when("build missing.csv --out out --log json").code(2);
    let line: serde_json::Value = serde_json::from_str(&then.stderr).unwrap();
    assert_eq!(line["event"], "error");
    assert_eq!(line["exit"], 2);
    assert!(line["message"].as_str().unwrap().contains("missing.csv"));
}

#[cfg(unix)]
#[test]
fn a_log_says_what_was_done_before_the_error() {
    let given = given_rows(["101,Secret-1,Ada,029E74A599,7C2F80123456"]);
    let then = given
        .when_shell("dect-roster build roster.csv --out out --log json > /dev/full")
        .code(2);
    let line: serde_json::Value =
        serde_json::from_str(then.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(line["event"], "error");
    assert_eq!(line["so_far"], "all else is done");
}

/// One object on one line, shown with a line for each of its parts; the order of its keys stays.
#[track_caller]
fn pretty(json: &str) -> String {
    assert!(json.ends_with("}\n") && json.lines().count() == 1);
    serde_json::from_str::<serde_json::Value>(json).unwrap();
    json.replace(",\"", ",\n\"")
        .replace('{', "{\n")
        .replace('}', "\n}")
}

#[test]
fn check_for_programs_has_no_bases() {
    let given = given_rows(["101,Secret-1,Ada,029E74A599,7C2F80123456"]);
    let then = given.when("check roster.csv --format json").code(0);
    let run: serde_json::Value = serde_json::from_str(&then.stdout).unwrap();
    assert_eq!(run["schema"], "dect-roster/run/1");
    assert_eq!(run["command"], "check");
    assert_eq!(run["rows"]["accepted"], 1);
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_enough_is_no_error() {
    let given = given().copy("samples/faulty.csv");
    let then = given
        .when_shell("dect-roster check faulty.csv | head -n 1")
        .code(0);
    assert_eq!(
        (then.stdout.as_str(), then.stderr.as_str()),
        ("faulty.csv\n", "error: 15 rows were rejected\n")
    );
}

#[test]
fn each_exit_code_but_0_says_why_on_standard_error_also_when_quiet() {
    let row =
        |number: usize, ipui: &str| format!("{number},Invented-{number},Ada,{ipui},7C2F80123456");
    let many: Vec<_> = (0..8)
        .map(|n| row(101 + n, &format!("029E74A5{n:02}")))
        .collect();
    let given = given_rows(many.iter().map(String::as_str));
    assert_eq!(
        given
            .when("build roster.csv --out out --quiet")
            .code(0)
            .stderr,
        ""
    );
    given.write(
        "cut.csv",
        format!("{}\n{}\n", crate::harness::HEADER, many[0]),
    );
    given.write(
        "wrong.csv",
        format!("{}\n{}\n", crate::harness::HEADER, row(101, "1DEADBEEF4")),
    );
    given.write("bare.csv", "101,102\n");
    for (roster, command, code, why) in [
        ("wrong.csv", "check", 1, "error: 1 row was rejected\n"),
        (
            "wrong.csv",
            "plan",
            1,
            "error: 1 row was rejected, and 1 base would be held\n",
        ),
        (
            "wrong.csv",
            "build",
            1,
            "error: 1 row was rejected, and 1 base was held; everything else is done\n  help: read the \
             findings in out/report.csv\n",
        ),
        (
            "bare.csv",
            "check",
            2,
            "error: the roster cannot be used as it is\n",
        ),
        (
            "bare.csv",
            "plan",
            2,
            "error: no provisioning file was written: the roster cannot be used as it is\n",
        ),
        (
            "cut.csv",
            "build",
            3,
            "error: nothing was written: 7 handsets would be de-registered; 5 are allowed\n  help: if \
             that is meant, run again with --max-deregister 7\n",
        ),
    ] {
        let out = if command == "check" { "" } else { " --out out" };
        for format in ["", " --quiet", " --format json", " --quiet --format json"] {
            let line = format!("{command} {roster}{out}{format}");
            assert_eq!(given.when(&line).code(code).stderr, why, "{line}");
        }
        let line = format!("{command} {roster}{out} --log json");
        let then = given.when(&line).code(code);
        let last: serde_json::Value =
            serde_json::from_str(then.stderr.lines().last().unwrap()).unwrap();
        assert_eq!(last["exit"], code, "{line}");
    }
}
